//! People at the desk: each with a browser that keeps its cookie.

use super::{Site, header};
use jiff::Timestamp;
use referral_endpoint::add_user;
use referral_store::Store;
use referral_widget::office::Role;
use reqwest::{Client, Method, Response, redirect};

pub const PASSWORD: &str = "correct horse battery";

/// A browser without scripts.
pub struct Browser {
    client: Client,
    origin: String,
    pub cookie: String,
}

impl Site {
    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Browser { client, origin: self.url(""), cookie: String::new() }
    }

    /// Opens the database, as the command does.
    pub async fn store(&self) -> Store {
        Store::open(&self.file("referrals.db").into()).await.unwrap()
    }

    /// Adds a person whose name is that of their role, and signs them in by their link.
    pub async fn person(&self, role: Role) -> Browser {
        let (store, name) = (self.store().await, role.as_str());
        let email = format!("{name}@vendor.example");
        let invited = add_user(&store, name, &email, role, Timestamp::now()).await.unwrap();
        let mut browser = self.browser();
        let chosen = [("new-password", PASSWORD), ("repeated-password", PASSWORD)];
        assert_eq!(browser.post(&invited.path, &chosen).await.status(), 303);
        browser
    }
}

impl Browser {
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        from: &str,
    ) -> Response {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.origin));
        if method != Method::GET {
            request = request.header("origin", &self.origin).header("sec-fetch-site", from).form(fields);
        }
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        let response = request.send().await.unwrap();
        if let Some((cookie, _)) = header(&response, "set-cookie").split_once(';') {
            self.cookie = cookie.into();
        }
        response
    }

    pub async fn get(&mut self, path: &str) -> Response {
        self.send(Method::GET, path, &[], "none").await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.send(Method::POST, path, fields, "same-origin").await
    }

    /// Returns the text of a page.
    pub async fn page(&mut self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    }

    /// Makes a token with one scope, and returns its text.
    pub async fn token(&mut self, name: &str, scope: &str) -> String {
        let fields = [("name", name), (&*format!("scope-{scope}"), "true")];
        let page = self.post("/tokens", &fields).await.text().await.unwrap();
        let text = page.split("<code>referral_").nth(1).unwrap().split('<').next().unwrap();
        format!("referral_{text}")
    }

    /// Enters an address and a password.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Response {
        self.post("/sign-in", &[("email", email), ("password", password), ("to", "")]).await
    }
}
