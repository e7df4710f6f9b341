//! The API is as its document says, and its page shows it.

mod contract;
mod examples;
mod refusals;
mod routes;

use crate::site::{self, Site, TOKEN, submission};
use contract::Contract;
use referral_store::Partner;
use referral_widget::office::Role;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const REFERRALS: &str = "/api/referrals";
const PARTNER: &str = "/api/partner/referrals";
const STREAM: &str = "/api/partner/stream";
const GIVE: &str = "/api/partner/commands";
const REFERRAL: &str = "/api/referrals/{id}";
const ANSWER: &str = "/api/feedback/{key}/answer";
const EVENTS: &str = "/api/referrals/{id}/events";
const COMMANDS: &str = "/api/referrals/{id}/commands";
const CLEAR: &str = "/api/referrals/{id}/not-a-machine";
const FILE: &str = "/programs/{id}/{file}";
const RECORD: &str = "/programs/{id}/record.json";
const RETRY: &str = "/api/deliveries/{id}/retry";
const REPLAY: &str = "/api/deliveries/{id}/replay";

fn vendor(site: &Site, path: &str) -> RequestBuilder {
    site.get(path).bearer_auth(TOKEN)
}

fn post(site: &Site, path: &str) -> RequestBuilder {
    site.client.post(site.url(path)).bearer_auth(TOKEN)
}

/// A lead that comes with other answers and under another key.
fn lead(changes: Value) -> Value {
    let mut submission = submission();
    for (name, value) in changes.as_object().unwrap() {
        submission["lead"][name] = value.clone();
    }
    submission
}

/// A system for leads and a webhook for events, which nobody runs.
fn nobody() -> Value {
    json!([
        { "id": "crm", "endpoint": "http://127.0.0.1:9/leads" },
        { "id": "events", "events": true, "endpoint": "http://127.0.0.1:9/events", "private_address": true,
          "signed_with": "REFERRAL_SECRET_HOOK" },
    ])
}

/// Returns the id of a delivery to that system, once there is one.
async fn delivery(site: &Site, destination: &str) -> String {
    for _ in 0..600 {
        let listed = site.vendor("/api/deliveries").await;
        let deliveries = listed["deliveries"].as_array().unwrap();
        if let Some(found) = deliveries.iter().find(|delivery| delivery["destination"] == destination) {
            return found["id"].as_str().unwrap().into();
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{}", site.vendor("/api/deliveries").await);
}

/// The key of the feedback.
const FEEDBACK: &str = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";

/// A site that takes feedback, and delivers to systems that nobody runs.
async fn site() -> Site {
    let site = Site::relaying(nobody()).await;
    let mut program = site::program("2");
    program["feedback"] = json!(true);
    program["agreement"]["known_by"] = json!(["company"]);
    site.write("rules/cloud/program.json", program.to_string());
    fs::create_dir(site.file("rules/broken")).unwrap();
    site.write("rules/broken/program.json", "{");
    site
}

#[tokio::test]
async fn every_answer_is_as_the_document_says() {
    let site = site().await;
    let mut contract = Contract::of(&site).await;
    let accepted = referral_is_sent(&site, &mut contract).await;
    public_answers(&site, &mut contract).await;
    lists_and_referrals(&site, &mut contract, &accepted).await;
    commands(&site, &mut contract, &accepted).await;
    suspected(&site, &mut contract).await;
    hours(&site, &mut contract).await;
    partners(&site, &mut contract).await;
    refusals::of_all(&site, &mut contract).await;
    let site = site.restart_as(|config| config.per_address = 1).await;
    floods(&site, &mut contract).await;
    assert_eq!(contract.unseen(), Vec::<String>::new());
}

/// All that can become of a submission. Returns the id of a referral that is accepted.
async fn referral_is_sent(site: &Site, contract: &mut Contract) -> String {
    let first = submission();
    let receipt = contract.send("POST", REFERRALS, 201, site.post(first.to_string())).await;
    contract.send("POST", REFERRALS, 200, site.post(first.to_string())).await;
    let mut reused = first.clone();
    reused["lead"]["employees"] = json!(51);
    let reused = contract.send("POST", REFERRALS, 422, site.post(reused.to_string())).await;
    assert_eq!(reused["type"], "idempotency-key-reused");
    let mut unknown = lead(json!({}));
    unknown["program"] = json!("nope");
    contract.send("POST", REFERRALS, 404, site.post(unknown.to_string())).await;
    let protected = contract.send("POST", REFERRALS, 409, site.post(lead(json!({})).to_string())).await;
    assert_eq!(protected["type"], "customer-protected");
    let mut refused = lead(json!({}));
    refused["program"] = json!("broken");
    contract.send("POST", REFERRALS, 503, site.post(refused.to_string())).await;
    for (body, kind) in [
        (lead(json!({ "employees": "many", "country": "XX" })), "invalid-answers"),
        (json!({}), "invalid-submission"),
    ] {
        let refused = contract.send("POST", REFERRALS, 422, site.post(body.to_string())).await;
        assert_eq!(refused["type"], kind);
    }
    for changes in [
        json!({ "company": "Zink AG", "country": "FR" }),
        json!({ "company": "Blei AG", "employees": 3 }),
        json!({ "company": "Chrom AG", "note": "It is urgent.", "employees": "12" }),
    ] {
        contract.send("POST", REFERRALS, 201, site.post(lead(changes).to_string())).await;
    }
    let feedback = json!({
        "key": FEEDBACK, "status_key": "5d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f", "program": "cloud", "version": "2",
        "attribution": { "partner": "acme-consulting" },
        "feedback": { "topic": "fee", "text": "Is it paid in francs, too?", "email": "desk@partner.example" },
    });
    for _ in 0..2 {
        contract.send("POST", REFERRALS, 201, site.post(feedback.to_string())).await;
    }
    site.write("rules/cloud/partners.json", json!({ "partners": [], "only_known": true }).to_string());
    let other = lead(json!({ "company": "Bronze AG" })).to_string();
    let unknown = contract.send("POST", REFERRALS, 403, site.post(other)).await;
    assert_eq!(unknown["type"], "unknown-partner");
    fs::remove_file(site.file("rules/cloud/partners.json")).unwrap();
    receipt["referral"].as_str().unwrap().into()
}

/// What partners see of their referrals, and do to them.
async fn partners(site: &Site, contract: &mut Contract) {
    let key = "5d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";
    let mut sent = lead(json!({ "company": "Wismut AG", "employees": 3 }));
    sent["status_key"] = json!(key);
    let receipt = contract.send("POST", REFERRALS, 201, site.post(sent.to_string())).await;
    let id = receipt["referral"].as_str().unwrap().to_string();
    let asked = json!({
        "referrals": [{ "referral": id, "status_key": key }, { "referral": "nobody", "status_key": key }],
        "receipts": [receipt["signature"], "no receipt"],
        "token": "no token",
        "feedback": [{ "key": FEEDBACK, "status_key": key }],
    });
    let to = |path: &str, body: Value| site.client.post(site.url(path)).json(&body);
    let shown = contract.send("POST", PARTNER, 200, to(PARTNER, asked.clone())).await;
    assert_eq!(shown["referrals"][0]["company"], "Wismut AG");
    assert_eq!(shown["closed"].as_array().unwrap().len(), 3);
    contract.send("POST", STREAM, 200, to(STREAM, asked.clone())).await;
    let many = json!({ "receipts": vec!["x"; 21] });
    contract.send("POST", PARTNER, 422, to(PARTNER, many.clone())).await;
    contract.send("POST", STREAM, 422, to(STREAM, many)).await;
    let command = |command: &str, message: &str, revision: u64| json!({ "referral": id, "status_key": key, "command": command, "message": message, "revision": revision });
    let given = |body: Value| to(GIVE, body);
    contract.send("POST", GIVE, 200, given(command("ask", "When?", 1))).await;
    contract.send("POST", GIVE, 412, given(command("ask", "When?", 1))).await;
    contract.send("POST", GIVE, 409, given(command("answer", "Soon.", 2))).await;
    contract.send("POST", GIVE, 422, given(command("ask", " ", 2))).await;
    let mut foreign = command("ask", "When?", 2);
    foreign["status_key"] = json!("6d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f");
    contract.send("POST", GIVE, 403, given(foreign)).await;
    let said = contract.send("POST", GIVE, 200, given(command("report", "Nobody has called.", 2))).await;
    assert_eq!(said["feedback"][0]["text"], "Nobody has called.");
    site.store().await.revoke_links(&id, jiff::Timestamp::now()).await.unwrap();
    contract.send("POST", GIVE, 410, given(command("withdraw", "", 2))).await;
}

async fn public_answers(site: &Site, contract: &mut Contract) {
    for file in ["program.json", "qualify.rhai"] {
        contract.send("GET", FILE, 200, site.get(&format!("/programs/cloud/{file}"))).await;
    }
    contract.send("GET", FILE, 404, site.get("/programs/cloud/partners.json")).await;
    let unknown = contract.send("GET", FILE, 404, site.get("/programs/nope/program.json")).await;
    assert_eq!(unknown["type"], "unknown-program");
    contract.send("GET", FILE, 503, site.get("/programs/broken/program.json")).await;
    contract.send("GET", RECORD, 200, site.get("/programs/cloud/record.json")).await;
    contract.send("GET", RECORD, 404, site.get("/programs/nope/record.json")).await;
    contract.send("GET", RECORD, 503, site.get("/programs/broken/record.json")).await;
    for path in ["/.well-known/jwks.json", "/api/openapi.json", "/health"] {
        contract.send("GET", path, 200, site.get(path)).await;
    }
    for (path, of) in [
        ("/.well-known/jwks.json", "/.well-known/jwks.json"),
        ("/api/openapi.json", "/api/openapi.json"),
        ("/programs/cloud/program.json", FILE),
    ] {
        is_cached(site, contract, of, path).await;
    }
}

/// Whoever has something already gets it once more only if it has changed.
async fn is_cached(site: &Site, contract: &mut Contract, path: &str, url: &str) {
    let first = vendor(site, url).send().await.unwrap();
    let etag = site::header(&first, "etag").to_string();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".into()] {
        contract.send("GET", path, 304, vendor(site, url).header("if-none-match", known)).await;
    }
    contract.send("GET", path, 200, vendor(site, url).header("if-none-match", "\"other\"")).await;
}

async fn lists_and_referrals(site: &Site, contract: &mut Contract, id: &str) {
    for query in ["", "?limit=1", "?program=cloud&limit=200", "?before=1"] {
        contract.send("GET", REFERRALS, 200, vendor(site, &format!("/api/referrals{query}"))).await;
    }
    for query in ["?limit=0", "?limit=201", "?limit=x", "?before=x", "?limit=1&limit=2"] {
        contract.send("GET", REFERRALS, 400, vendor(site, &format!("/api/referrals{query}"))).await;
    }
    let url = format!("/api/referrals/{id}");
    contract.send("GET", REFERRAL, 200, vendor(site, &url)).await;
    is_cached(site, contract, REFERRAL, &url).await;
    contract.send("GET", EVENTS, 200, vendor(site, &format!("{url}/events"))).await;
    let answer = |key: &str, text: &str| {
        post(site, &format!("/api/feedback/{key}/answer")).json(&json!({ "text": text }))
    };
    contract.send("POST", ANSWER, 200, answer(FEEDBACK, "Yes, in francs, too.")).await;
    contract.send("POST", ANSWER, 404, answer("nobody", "Yes.")).await;
    contract.send("POST", ANSWER, 422, answer(FEEDBACK, " ")).await;
    let partner = Partner { id: "acme".into(), name: "Acme".into(), ..Partner::default() };
    site.store().await.add_partner(partner, jiff::Timestamp::now()).await.unwrap();
    contract.send("GET", "/api/bounces", 200, vendor(site, "/api/bounces")).await;
    for query in ["?program=cloud", "?state=open", "?state=answered&program="] {
        contract.send("GET", "/api/feedback", 200, vendor(site, &format!("/api/feedback{query}"))).await;
    }
    contract.send("GET", "/api/feedback", 400, vendor(site, "/api/feedback?state=lost")).await;
    for path in ["/api/programs", "/api/feedback", "/api/partners"] {
        let listed = contract.send("GET", path, 200, vendor(site, path)).await;
        assert!(listed.to_string().len() > 100, "{listed}");
    }
    let [lead, event] = [delivery(site, "crm").await, delivery(site, "events").await];
    for query in ["", "?state=waiting", "?state=failed"] {
        contract.send("GET", "/api/deliveries", 200, vendor(site, &format!("/api/deliveries{query}"))).await;
    }
    contract.send("GET", "/api/deliveries", 400, vendor(site, "/api/deliveries?state=lost")).await;
    contract.send("POST", RETRY, 202, post(site, &format!("/api/deliveries/{lead}/retry"))).await;
    contract.send("POST", REPLAY, 202, post(site, &format!("/api/deliveries/{event}/replay"))).await;
}

async fn commands(site: &Site, contract: &mut Contract, id: &str) {
    let command = |body: Value| post(site, &format!("/api/referrals/{id}/commands")).json(&body);
    site.person(Role::Manager).await;
    let user = site.store().await.users().await.unwrap().remove(0).id;
    for body in [
        json!({ "command": "advance", "stage": "meeting", "note": "They called." }),
        json!({ "command": "ask", "message": "Who decides?" }),
        json!({ "command": "assign", "to": user }),
        json!({ "command": "extend", "until": "2099-01-01", "note": "It takes long." }),
        json!({ "command": "win", "value": 4_500_000, "currency": "EUR", "on": "2026-11-01", "message": "Thank you." }),
    ] {
        contract.send("POST", COMMANDS, 200, command(body)).await;
    }
    contract.send("GET", EVENTS, 200, vendor(site, &format!("/api/referrals/{id}/events"))).await;
    contract.send("GET", REFERRAL, 200, vendor(site, &format!("/api/referrals/{id}"))).await;
    contract.send("POST", COMMANDS, 409, command(json!({ "command": "decide", "decision": "accept" }))).await;
    contract.send("POST", COMMANDS, 403, command(json!({ "command": "withdraw" }))).await;
    let note = json!({ "command": "note", "note": "x" });
    contract.send("POST", COMMANDS, 412, command(note.clone()).header("if-match", "\"1\"")).await;
    contract.send("POST", COMMANDS, 400, command(note.clone()).header("if-match", "1")).await;
    contract.send("POST", COMMANDS, 200, command(note).header("idempotency-key", "a")).await;
    let other = json!({ "command": "note", "note": "y" });
    let reused = contract.send("POST", COMMANDS, 422, command(other).header("idempotency-key", "a")).await;
    assert_eq!(reused["type"], "idempotency-key-reused");
}

/// Leads that a machine may have sent: one that is cleared, and one whose customer another referral protects meanwhile.
async fn suspected(site: &Site, contract: &mut Contract) {
    let mut ids = Vec::new();
    for company in ["Kadmium AG", "Kobalt AG"] {
        let mut submission = lead(json!({ "company": company }));
        submission["signals"]["trap"] = json!("x");
        let receipt = contract.send("POST", REFERRALS, 201, site.post(submission.to_string())).await;
        assert_eq!(receipt["suspected"], true);
        ids.push(receipt["referral"].as_str().unwrap().to_string());
    }
    contract
        .send("POST", REFERRALS, 201, site.post(lead(json!({ "company": "Kobalt AG" })).to_string()))
        .await;
    let clear = |id: &str| post(site, &format!("/api/referrals/{id}/not-a-machine"));
    contract.send("POST", CLEAR, 204, clear(&ids[0])).await;
    contract.send("POST", CLEAR, 409, clear(&ids[1])).await;
    contract.send("GET", REFERRALS, 200, vendor(site, "/api/referrals")).await;
}

async fn hours(site: &Site, contract: &mut Contract) {
    let set = |body: Value| site.client.put(site.url("/api/hours")).bearer_auth(TOKEN).json(&body);
    contract.send("GET", "/api/hours", 200, vendor(site, "/api/hours")).await;
    let monday = json!({ "time_zone": "Asia/Tokyo", "hours": { "monday": ["09:00-12:00"] } });
    contract.send("PUT", "/api/hours", 204, set(monday)).await;
    contract.send("PUT", "/api/hours", 422, set(json!({ "time_zone": "Mars", "hours": {} }))).await;
    is_cached(site, contract, "/api/hours", "/api/hours").await;
}

/// Whoever sends too much, or tries too many tokens, must wait.
async fn floods(site: &Site, contract: &mut Contract) {
    let one = |company: &str| site.post(lead(json!({ "company": company })).to_string());
    contract.send("POST", REFERRALS, 201, one("Titan AG")).await;
    contract.send("POST", REFERRALS, 429, one("Silber AG")).await;
    for _ in 0..30 {
        let wrong = site.get("/api/programs").bearer_auth("a token that nobody has");
        contract.send("GET", "/api/programs", 401, wrong).await;
    }
    contract.send("GET", "/api/programs", 429, site.get("/api/programs").bearer_auth("another")).await;
}

#[tokio::test]
async fn referrals_of_an_earlier_version_are_as_the_document_says() {
    let folder = tempfile::TempDir::new().unwrap();
    let landed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/landed");
    fs::create_dir_all(folder.path().join("rules/cloud")).unwrap();
    fs::create_dir_all(folder.path().join("dist")).unwrap();
    fs::copy(landed.join("referrals.db"), folder.path().join("referrals.db")).unwrap();
    for file in ["program.json", "qualify.rhai"] {
        fs::copy(landed.join(file), folder.path().join("rules/cloud").join(file)).unwrap();
    }
    let site = Site::start_in(folder, Some(TOKEN)).await;
    let mut contract = Contract::of(&site).await;
    let listed = contract.send("GET", REFERRALS, 200, vendor(&site, REFERRALS)).await;
    for referral in listed["referrals"].as_array().unwrap() {
        let url = format!("/api/referrals/{}", referral["id"].as_str().unwrap());
        contract.send("GET", EVENTS, 200, vendor(&site, &format!("{url}/events"))).await;
    }
    contract.send("GET", "/api/feedback", 200, vendor(&site, "/api/feedback")).await;
}
