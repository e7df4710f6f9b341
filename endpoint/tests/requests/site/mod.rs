//! A vendor's site on a free port, and the requests of a partner's page to it.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

pub mod inbox;
pub mod people;
pub mod receiver;

use referral_endpoint::{Clock, Config, Endpoint};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const HOOK_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
pub const CRM_SECRET: &str = "token-of-the-crm-8f3a";
pub const TOKEN: &str = "a token that only this test knows";
pub const SCRIPT: &str = r#"
require("territory", "We serve Germany and Austria.", |lead| lead.country in ["DE", "AT"]);
review("company-size", "Below 50 employees a partner manager decides.", |lead| lead.employees >= 50);
plan(|lead| "referral");
"#;

pub struct Site {
    pub folder: TempDir,
    pub client: Client,
    pub address: SocketAddr,
    pub new_token: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<()>>,
}

pub fn program(version: &str) -> Value {
    referral_testing::program()
        .with("id", "cloud")
        .with("version", version)
        .with("name", "Cloud migration")
        .with("vendor", json!({ "name": "Example Ltd" }))
        .field("company", "text")
        .required()
        .and("autocomplete", "organization")
        .question(json!({ "name": "country", "label": "Country", "type": "select", "required": true, "options": [
            { "value": "DE", "label": "Germany" }, { "value": "AT", "label": "Austria" },
            { "value": "FR", "label": "France" } ] }))
        .field("employees", "number")
        .required()
        .and("min", 1)
        .field("note", "textarea")
        .plan(
            "referral",
            json!({ "name": "Referral fee", "flat": "500", "payment": { "days": 30, "after": "the contract" } }),
        )
        .with(
            "agreement",
            json!({ "version": "1", "title": "Partner terms", "summary": "Be fair.", "protection_days": 90 }),
        )
        .with("delivery", json!({ "endpoint": "/api/referrals", "decision_days": 5 }))
        .json()
}

pub fn config(folder: &TempDir, token: Option<&str>) -> Config {
    Config {
        programs: folder.path().join("rules"),
        package: folder.path().join("dist"),
        database: folder.path().join("referrals.db").into(),
        address: "127.0.0.1:0".into(),
        token: token.map(Into::into),
        new_token: false,
        signing_key: None,
        secrets: [("REFERRAL_SECRET_HOOK", HOOK_SECRET), ("REFERRAL_SECRET_CRM", CRM_SECRET)]
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .into(),
        per_address: 0,
        per_partner: 0,
        protected_answers: 20,
        challenge: None,
        behind_proxy: false,
        connections_per_address: 0,
        idle: Duration::from_secs(10),
        least_seconds: 2.0,
        program_keys: Vec::new(),
        check_every: Duration::ZERO,
        look_every: Duration::from_secs(5),
        mail: None,
        public_address: None,
        private_pages: false,
        clock: Clock::default(),
    }
}

impl Site {
    pub async fn start() -> Self {
        Self::start_with(Some(TOKEN)).await
    }

    pub async fn start_with(token: Option<&str>) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir_all(folder.path().join("rules/cloud")).unwrap();
        std::fs::create_dir_all(folder.path().join("dist")).unwrap();
        std::fs::write(folder.path().join("rules/cloud/program.json"), program("1").to_string()).unwrap();
        std::fs::write(folder.path().join("rules/cloud/qualify.rhai"), SCRIPT).unwrap();
        Self::start_in(folder, token).await
    }

    /// Starts with a change to the configuration.
    pub async fn start_as(change: impl FnOnce(&mut Config)) -> Self {
        Self::start().await.restart_as(change).await
    }

    /// Starts with destinations to which the endpoint delivers leads.
    pub async fn relaying(destinations: Value) -> Self {
        let site = Self::start().await;
        site.write("rules/cloud/relay.json", json!({ "destinations": destinations }).to_string());
        site
    }

    pub async fn start_in(folder: TempDir, token: Option<&str>) -> Self {
        let config = config(&folder, token);
        Self::start_with_config(folder, config).await
    }

    async fn start_with_config(folder: TempDir, config: Config) -> Self {
        let endpoint = Endpoint::start(config).await.unwrap();
        let address = endpoint.address();
        let new_token = endpoint.new_token().map(Into::into);
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(endpoint.run(async move {
            let _ = stopped.await;
        }));
        Site { folder, client: Client::new(), address, new_token, stop: Some(stop), running: Some(running) }
    }

    /// Starts again on the same files, with a change to the configuration.
    pub async fn restart_as(self, change: impl FnOnce(&mut Config)) -> Self {
        let folder = self.stopped().await;
        let mut config = config(&folder, Some(TOKEN));
        change(&mut config);
        Self::start_with_config(folder, config).await
    }

    /// Stops as an operator would, and starts again on the same files.
    pub async fn restart(self, token: Option<&str>) -> Self {
        Self::start_in(self.stopped().await, token).await
    }

    /// Stops as an operator would, and keeps the files.
    pub async fn stopped(mut self) -> TempDir {
        drop(std::mem::take(&mut self.client));
        self.stop.take().unwrap().send(()).unwrap();
        self.running.take().unwrap().await.unwrap();
        self.folder
    }

    /// Opens the database itself, to see what no address shows.
    pub async fn database(&self) -> sqlx::SqliteConnection {
        let file = format!("sqlite://{}", self.file("referrals.db").display());
        <sqlx::SqliteConnection as sqlx::Connection>::connect(&file).await.unwrap()
    }

    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.file(path), text).unwrap();
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    pub fn post(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.client
            .post(self.url("/api/referrals"))
            .header("origin", "https://partner.example")
            .header("content-type", "application/json")
            .body(body)
    }

    pub async fn submit(&self, submission: &Value) -> Response {
        self.post(submission.to_string()).send().await.unwrap()
    }

    /// Returns an answer of the vendor's side.
    pub async fn vendor(&self, path: &str) -> Value {
        serde_json::from_str(&self.vendor_text(path).await).unwrap()
    }

    /// Returns the text of such an answer.
    pub async fn vendor_text(&self, path: &str) -> String {
        let response = self.get(path).bearer_auth(TOKEN).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    /// Returns the newest delivery, once it is in that state.
    pub async fn delivery(&self, state: &str) -> Value {
        for _ in 0..600 {
            let listed = self.vendor(&format!("/api/deliveries?state={state}")).await;
            if let Some(first) = listed["deliveries"].get(0) {
                return first.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{}", self.vendor("/api/deliveries").await);
    }

    /// Returns all stored referrals.
    pub async fn referrals(&self) -> Vec<Value> {
        let listed = self.vendor("/api/referrals?limit=200").await;
        listed["referrals"].as_array().unwrap().clone()
    }
}

/// A submission that qualifies.
pub fn submission() -> Value {
    json!({
        "key": uuid::Uuid::now_v7().to_string(),
        "program": "cloud",
        "versions": { "program": "1" },
        "lead": { "company": "Muster AG", "country": "DE", "employees": "250" },
        "attribution": { "partner": "acme-consulting" },
        "agreement": { "version": "1", "accepted": true },
        "signals": { "trap": "", "seconds": 40 }
    })
}

/// Returns what the page without scripts sends for a lead that qualifies. The page was shown at that time (milliseconds
/// since 1970).
pub fn page_form<'a>(key: &'a str, opened: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("company", "Kessel AG"),
        ("country", "DE"),
        ("employees", "80"),
        ("submission-key", key),
        ("agreement-version", "1"),
        ("accept-agreement", "true"),
        ("page-opened", opened),
        ("page-action", "send"),
    ]
}

/// A time long ago.
pub const OPENED: &str = "1700000000000";

pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// Returns the answer's problem details, after checking that it has some.
pub async fn problem(response: Response, status: u16) -> Value {
    assert_eq!(response.status().as_u16(), status);
    assert_eq!(header(&response, "content-type"), "application/problem+json");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["status"], status);
    problem
}
