//! The desk's snippets, and the check of a partner's page.

use crate::site::{Site, TOKEN, header};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response as Answer};
use base64::prelude::{BASE64_STANDARD, Engine};
use futures_util::stream;
use reqwest::{Client, Response, redirect};
use sha2::{Digest, Sha384};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

/// What the package of these tests has.
const SCRIPT: &str = "// the form's script";

fn integrity() -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(SCRIPT)))
}

/// A site with a package, which visits private pages.
async fn site() -> Site {
    let site = Site::start_as(|config| config.private_pages = true).await;
    site.write("dist/referral-widget.js", SCRIPT);
    site
}

async fn show(site: &Site, path: &str) -> Response {
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    client.get(site.url(path)).basic_auth("desk", Some(TOKEN)).send().await.unwrap()
}

async fn check(site: &Site, page: &str) -> String {
    let fields = [("partner", "acme"), ("language", ""), ("page", page)];
    let request = site.client.post(site.url("/snippets/cloud/check")).basic_auth("desk", Some(TOKEN));
    let response = request.header("sec-fetch-site", "same-origin").form(&fields).send().await.unwrap();
    assert_eq!(response.status(), 200, "{page}");
    response.text().await.unwrap()
}

/// A partner's website. It keeps the headers of the requests.
#[derive(Clone, Default)]
struct Partner {
    origin: String,
    embed: String,
    came: Arc<Mutex<Vec<HeaderMap>>>,
}

impl Partner {
    async fn start(site: &Site) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let vendor = site.url("");
        let hash = integrity();
        let embed = format!(
            "<script type=\"module\" src=\"{vendor}/referral-widget/referral-widget.js\" integrity=\"{hash}\" crossorigin></script>\
             <referral-form program=\"{vendor}/programs/cloud/program.json\" partner=\"acme\">\
             <a href=\"{vendor}/refer/cloud?partner=acme\">Refer</a></referral-form>"
        );
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let partner = Partner { origin, embed, came: Arc::default() };
        let router = Router::new().fallback(answer).with_state(partner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        partner
    }

    fn page(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

async fn answer(State(partner): State<Partner>, request: Request<Body>) -> Answer {
    partner.came.lock().unwrap().push(request.headers().clone());
    let html = |status: u16, body: String| {
        (StatusCode::from_u16(status).unwrap(), [("content-type", "text/html; charset=utf-8")], body)
            .into_response()
    };
    let with = |name: &'static str, value: &'static str| {
        let mut answer = html(200, partner.embed.clone());
        answer.headers_mut().insert(name, value.parse().unwrap());
        answer
    };
    match request.uri().path() {
        "/good" => html(200, partner.embed.clone()),
        "/nothing" => html(200, "<p>Hello <b>there</b>".into()),
        "/policy" => with("content-security-policy", "default-src 'self'"),
        "/hostile" => {
            html(200, partner.embed.replace("acme", "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"))
        }
        "/packed" => with("content-encoding", "br"),
        "/text" => with("content-type", "text/plain"),
        "/latin" => {
            let body = [b"<title>\xe9\xff\x00</title>".as_slice(), partner.embed.as_bytes()].concat();
            ([("content-type", "text/html; charset=iso-8859-1")], body).into_response()
        }
        "/moved" => (StatusCode::FOUND, [("location", "/good")]).into_response(),
        "/away" => {
            let elsewhere = partner.origin.replace("127.0.0.1", "localhost") + "/good";
            (StatusCode::FOUND, [("location", elsewhere)]).into_response()
        }
        "/circle" => (StatusCode::FOUND, [("location", "/circle")]).into_response(),
        "/sign-in" => html(401, String::new()),
        "/large" => html(200, partner.embed.clone() + " ".repeat(3 << 20).as_str()),
        "/endless" => {
            let chunks = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b'a'; 65_536])));
            ([("content-type", "text/html")], Body::from_stream(chunks)).into_response()
        }
        _ => html(404, String::new()),
    }
}

#[tokio::test]
async fn the_desk_hands_out_snippets_for_a_program_and_a_partner() {
    let site = site().await;
    let first = show(&site, "/snippets").await.text().await.unwrap();
    assert!(first.contains("<option value=\"cloud\">Cloud migration</option>"), "{first}");
    let chosen = show(&site, "/snippets?program=cloud&partner=acme+%26+sons&language=de").await;
    let path = header(&chosen, "location").to_string();
    assert_eq!(path, "/snippets/cloud?partner=acme+%26+sons&language=de");
    let page = show(&site, &path).await;
    let policy = header(&page, "content-security-policy").to_string();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
    let page = page.text().await.unwrap();
    let document = dom_query::Document::from(page.as_str());
    let text = |id: &str| document.select(&format!("textarea#{id}")).text().to_string();
    assert!(text("form-1").contains(&format!("integrity=\"{}\"", integrity())), "{page}");
    assert!(text("form-1").contains("partner=\"acme &amp; sons\" lang=\"de\""), "{page}");
    assert!(text("link-1").ends_with("/refer/cloud?partner=acme%20%26%20sons&lang=de"), "{page}");
    assert!(text("link-1").starts_with(&site.url("")), "{page}");
    assert!(text("in-html-1").contains("<template shadowrootmode=\"open\">"), "{page}");
    assert!(text("policy-2").contains("trusted-types referral-widget"), "{page}");
    let link = reqwest::get(text("link-1")).await.unwrap();
    assert_eq!(link.status(), 200);

    let without = show(&site, "/snippets/cloud").await.text().await.unwrap();
    assert!(!without.contains("<textarea"), "{without}");
    assert_eq!(show(&site, "/snippets/nothing?partner=acme").await.status(), 404);
    let long =
        show(&site, &format!("/snippets/cloud?partner={}", "a".repeat(300))).await.text().await.unwrap();
    assert!(long.contains("Write the partner’s id in one line") && !long.contains("<textarea"), "{long}");
}

#[tokio::test]
async fn the_public_address_is_that_of_the_option() {
    let site = Site::start_as(|config| config.public_address = Some("https://vendor.example/".into())).await;
    let page = show(&site, "/snippets/cloud?partner=acme").await.text().await.unwrap();
    assert!(page.contains("https://vendor.example/refer/cloud?partner=acme"), "{page}");
    assert!(!page.contains("https://vendor.example//") && !page.contains(&site.url("/refer")), "{page}");
}

#[tokio::test]
async fn a_page_is_checked_and_each_finding_says_how_to_mend_it() {
    let site = site().await;
    let partner = Partner::start(&site).await;
    for (path, expected) in [
        ("/good", "Nothing is missing on the page."),
        ("/latin", "Nothing is missing on the page."),
        ("/moved", "Nothing is missing on the page."),
        ("/nothing", "The page does not load the form’s script."),
        ("/policy", "The page’s policy forbids something that the form needs. Add <code dir=\"ltr\">"),
        ("/hostile", "The form names another partner: <code dir=\"ltr\">&quot;&gt;&lt;img"),
        ("/packed", "The server sent the page compressed"),
        ("/text", "This is not an HTML page but"),
        ("/away", "The address leads to another website"),
        ("/circle", "The address leads to other addresses too many times."),
        ("/sign-in", "Visitors must sign in to see the page"),
        ("/large", "The page is larger than 2 MiB."),
        ("/endless", "The page is larger than 2 MiB."),
        ("/gone", "The server answered with status <code dir=\"ltr\">404</code>"),
    ] {
        let found = check(&site, &partner.page(path)).await;
        assert!(found.contains(expected), "{path}: {found}");
        assert!(!found.contains("<b>there</b>") && !found.contains("<img"), "{path}: {found}");
    }
    let came = partner.came.lock().unwrap().clone();
    for headers in came {
        for secret in ["cookie", "authorization", "referer", "origin"] {
            assert!(!headers.contains_key(secret), "{headers:?}");
        }
    }
}

#[tokio::test]
async fn the_list_of_partners_is_held_against_the_page() {
    let site = site().await;
    let partner = Partner::start(&site).await;
    let origins = r#"{ "partners": [{ "id": "acme", "origins": ["https://partner.example"] }] }"#;
    site.write("rules/cloud/partners.json", origins);
    let found = check(&site, &partner.page("/good")).await;
    assert!(found.contains("partners.json does not list the website"), "{found}");
}

#[tokio::test]
async fn private_addresses_and_those_of_no_page_are_refused() {
    let site = Site::start().await;
    let partner = Partner::start(&site).await;
    let port = partner.origin.rsplit(':').next().unwrap().to_string();
    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.0.0.1", "[::1]", "[::ffff:7f00:1]", "0"] {
        let found = check(&site, &format!("http://{host}:{port}/good")).await;
        assert!(found.contains("The address is in a private network"), "{host}: {found}");
    }
    for (page, expected) in [
        ("ftp://partner.example/", "This is not the address of a page."),
        ("file:///etc/passwd", "This is not the address of a page."),
        ("javascript:alert(1)", "This is not the address of a page."),
        ("", "This is not the address of a page."),
        ("https://a:b@partner.example/", "The address contains a name or a password."),
    ] {
        let found = check(&site, page).await;
        assert!(found.contains(expected) && !found.contains("data-page"), "{page}: {found}");
    }
    assert!(partner.came.lock().unwrap().is_empty());
}
