//! No log contains what is typed, answered or tried. This test has its own process, because a log belongs to the whole
//! process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "../../tests/hostile/json.rs"]
#[allow(dead_code, reason = "each test file uses its part")]
mod hostile;
#[path = "requests/site/mod.rs"]
mod site;

use axum::Router;
use axum::http::StatusCode;
use referral_endpoint::Mail;
use serde_json::{Value, json};
use site::inbox::Inbox;
use site::{Site, TOKEN, submission};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// Everything that a visitor or a receiver says contains this.
const MARK: &str = "Marked-Person";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A system that refuses what it gets, and repeats it in its answer.
async fn receiver() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = |body: String| async move { (StatusCode::BAD_REQUEST, format!("no {MARK}: {body}")) };
    let router = Router::new().fallback(axum::routing::post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn nothing_that_is_said_by_a_visitor_or_a_receiver_is_in_the_log() {
    let log = Log::default();
    let writer = log.clone();
    // This includes debug messages, of this endpoint and of all its dependencies.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();

    let receiver = receiver().await;
    let site = Site::relaying(json!([
        { "id": "crm", "endpoint": format!("{receiver}/leads") },
        { "id": "nowhere", "endpoint": "http://127.0.0.1:9/leads" },
    ]))
    .await;
    let mut program = site::program("2");
    program["feedback"] = json!(true);
    program["agreement"]["known_by"] = json!(["company"]);
    site.write("rules/cloud/program.json", program.to_string());
    let script = r#"
        require("throws", "T.", |lead| { throw lead.company + lead.note; });
        review("parses", "P.", |lead| parse_int(lead.company) > 1);
        review("calls", "C.", |lead| lead.company.nothing_of_the_kind() && true);
        route(|lead| lead.company);
        plan(|lead| lead.company);
    "#;
    site.write("rules/cloud/qualify.rhai", script);
    let mut lead = submission();
    lead["lead"]["company"] = json!(format!("{MARK} AG"));
    lead["lead"]["note"] = json!(MARK);
    lead["lead"]["unknown"] = json!(MARK);
    lead["attribution"] =
        json!({ "partner": MARK, "campaign": MARK, "page": MARK, "utm": { "utm_source": MARK } });
    lead["versions"]["program"] = json!(MARK);
    lead["verdict"] = json!({ "route": MARK });
    lead["language"] = json!(MARK);
    lead["challenge"] = json!(MARK);
    assert_eq!(site.submit(&lead).await.status(), 201);
    assert_eq!(site.submit(&lead).await.status(), 200);
    site.delivery("failed").await;
    site.delivery("waiting").await;

    // Submissions that are refused for different reasons.
    for (at, value) in [
        ("/key", json!(MARK)),
        ("/program", json!(MARK)),
        ("/lead", json!([MARK])),
        ("/lead/country", json!(MARK)),
        ("/agreement/version", json!(MARK)),
        ("/attribution/partner", json!([MARK])),
        ("/signals", json!({ "trap": 7, "seconds": MARK })),
    ] {
        let mut refused = lead.clone();
        refused["key"] = json!(uuid::Uuid::now_v7().to_string());
        refused["signals"] = json!({});
        *refused.pointer_mut(at).unwrap() = value;
        assert!(site.submit(&refused).await.status().is_client_error(), "{at}");
    }
    let mut second = lead.clone();
    second["key"] = json!(uuid::Uuid::now_v7().to_string());
    site.submit(&second).await;
    for body in [
        format!("{{\"{MARK}\":"),
        format!("{{\"lead\":{{\"{MARK}\":1,\"{MARK}\":2}}}}"),
        lead.to_string().replace("\"lead\":{", &format!("\"lead\":{{\"{}{MARK}\":1,", hostile::RAW)),
    ] {
        assert!(site.post(body).send().await.unwrap().status().is_client_error());
    }
    let said = json!({
        "key": uuid::Uuid::now_v7().to_string(), "program": "cloud", "version": MARK, "attribution": { "partner": MARK },
        "feedback": { "topic": "fee", "text": MARK, "email": format!("{MARK}@firma.example") },
    });
    assert_eq!(site.submit(&said).await.status(), 201);

    // The page without scripts, the vendor's side, and wrong tokens.
    let page = format!("/refer/cloud?partner={MARK}&utm_source={MARK}");
    let form = [("company", MARK), ("note", MARK), ("submission-key", MARK), ("page-action", "send")];
    site.client.post(site.url(&page)).form(&form).send().await.unwrap();
    site.get(&page).header("referer", format!("https://{MARK}.example/{MARK}")).send().await.unwrap();
    site.get("/api/referrals").bearer_auth(MARK).send().await.unwrap();
    site.get("/api/referrals").basic_auth(MARK, Some(MARK)).send().await.unwrap();
    for path in ["/", "/api/referrals", "/api/deliveries", "/api/feedback", "/api/programs"] {
        site.vendor_text(path).await;
    }
    for path in
        [format!("/api/referrals/{MARK}"), format!("/programs/{MARK}/program.json"), format!("/{MARK}")]
    {
        site.get(&path).bearer_auth(TOKEN).send().await.unwrap();
    }
    let link = format!("/set-password/{MARK}");
    let email = format!("{MARK}@firma.example");
    for path in ["/sign-in", "/sign-in/code", &link, "/people", "/tokens"] {
        let fields =
            [("email", &*email), ("password", MARK), ("code", MARK), ("name", MARK), ("scope-read", MARK)];
        site.client.post(site.url(path)).bearer_auth(TOKEN).form(&fields).send().await.unwrap();
    }
    let referral: Value = site.referrals().await[0].clone();
    assert!(referral.to_string().contains(MARK));

    // A mail to a partner, and the page behind its link.
    let inbox = Inbox::start().await;
    let mail = Mail {
        server: inbox.address.clone(),
        sender: "partners@vendor.example".into(),
        desk: vec![format!("{MARK}@vendor.example")],
        public_address: "https://vendor.example".into(),
        templates: None,
    };
    let site = site.restart_as(|config| config.mail = Some(mail)).await;
    let known = json!({ "partners": [{ "id": MARK, "email": format!("{MARK}@partner.example") }] });
    site.write("rules/cloud/partners.json", known.to_string());
    let mut third = lead.clone();
    third["key"] = json!(uuid::Uuid::now_v7().to_string());
    third["lead"]["company"] = json!(format!("{MARK} Third AG"));
    assert_eq!(site.submit(&third).await.status(), 201);
    // On a business day, a digest comes as well.
    let link = inbox.mail(|mail| mail.text.contains("/partner/")).await.link();
    assert_eq!(site.get(&link).send().await.unwrap().status(), 200);
    let asked = [("form", "ask"), ("message", MARK)];
    assert_eq!(site.client.post(site.url(&link)).form(&asked).send().await.unwrap().status(), 200);
    site.restart(Some(TOKEN)).await.referrals().await;

    let token = link.rsplit('/').next().unwrap();
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(
        log.contains("a rule failed") && log.contains("given up") && log.contains("wrong tokens"),
        "{log}"
    );
    let of_ours = |line: &&str| line.contains(MARK) || line.to_lowercase().contains(&MARK.to_lowercase());
    let lines: Vec<&str> = log.lines().filter(of_ours).map(|line| line.get(..300).unwrap_or(line)).collect();
    assert_eq!(lines, [""; 0]);
    assert!(!log.contains(token));
}
