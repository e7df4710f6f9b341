//! Deadlines as partners and the desk see them: the hour in the receipt, reminders, and a program's record.

use crate::server;
use crate::site::{OPENED, Site, TOKEN, header, page_form, problem, submission};
use jiff::{Timestamp, Zoned};
use referral_endpoint::Clock;
use referral_signing::{Proof, keys_of};
use referral_store::Database;
use serde_json::{Value, json};
use std::time::Duration;

fn local(text: &str) -> Timestamp {
    text.parse::<Zoned>().unwrap().timestamp()
}

/// Nine to five in a time zone, from Monday to Friday.
fn hours(zone: &str) -> Value {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let week: Value = days.into_iter().map(|day| (day.to_string(), json!(["09:00-17:00"]))).collect();
    json!({ "time_zone": zone, "hours": week })
}

async fn set(site: &Site, hours: &Value) {
    let put = reqwest::Client::new().put(site.url("/api/hours")).bearer_auth(TOKEN);
    assert_eq!(put.body(hours.to_string()).send().await.unwrap().status(), 204);
}

/// Refers a small company, which a person decides on.
async fn refer(site: &Site, company: &str) -> Value {
    let mut submission = submission();
    submission["lead"]["company"] = json!(company);
    submission["lead"]["employees"] = json!(3);
    let answer = site.submit(&submission).await;
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

async fn stored(site: &Site, id: &Value) -> Value {
    site.vendor(&format!("/api/referrals/{}", id.as_str().unwrap())).await
}

#[tokio::test]
async fn a_receipt_names_the_hour_that_is_kept_and_signed() {
    let clock = Clock::default();
    let site = Site::start_as(|config| config.clock = clock.clone()).await;
    for (zone, arrives, hours_for, due) in [
        // A partner in Los Angeles refers on a Monday evening, when it is Tuesday in Tokyo.
        (
            "Asia/Tokyo",
            "2026-11-23T18:00[America/Los_Angeles]",
            json!({ "days": 1 }),
            "2026-11-25T17:00:00+09:00",
        ),
        (
            "Asia/Tokyo",
            "2026-11-23T18:00[America/Los_Angeles]",
            json!({ "hours": 2 }),
            "2026-11-24T13:00:00+09:00",
        ),
        // The clock goes forward, and back, in the night between.
        (
            "Europe/Berlin",
            "2026-03-27T16:00[Europe/Berlin]",
            json!({ "hours": 2 }),
            "2026-03-30T10:00:00+02:00",
        ),
        (
            "Europe/Berlin",
            "2026-10-23T16:00[Europe/Berlin]",
            json!({ "hours": 2 }),
            "2026-10-26T10:00:00+01:00",
        ),
        // A weekend, and a holiday after it.
        (
            "Europe/Berlin",
            "2026-11-28T12:00[Europe/Berlin]",
            json!({ "hours": 1 }),
            "2026-12-01T10:00:00+01:00",
        ),
    ] {
        clock.set(local(arrives));
        let mut hours = hours(zone);
        hours["durations"] = json!({ "decision": hours_for });
        hours["holidays"] = json!({ "2026-11-30": "Saint Andrew’s Day" });
        set(&site, &hours).await;
        let receipt = refer(&site, &format!("Kessel {due} {zone}")).await;
        assert_eq!(receipt["decision_due_at"], due, "{arrives}");
        assert_eq!(receipt["decision_due"], due[..10], "{arrives}");
        assert_eq!(receipt["decision_time_zone"], zone);
        let kept = stored(&site, &receipt["referral"]).await["next_due"].as_str().unwrap().to_string();
        assert_eq!(kept.parse::<Timestamp>().unwrap(), due.parse::<Timestamp>().unwrap());
        let keys = site.get("/.well-known/jwks.json").send().await.unwrap().text().await.unwrap();
        let proof = Proof::verify(receipt["signature"].as_str().unwrap(), &keys_of(&keys).unwrap()).unwrap();
        assert_eq!(proof.decision_due_at.as_deref(), Some(due));
    }
    // What is decided already is due at no hour.
    let accepted: Value = site.submit(&submission()).await.json().await.unwrap();
    assert!(accepted["decision_due"].is_null() && accepted.get("decision_due_at").is_none());
}

#[tokio::test]
async fn the_page_without_script_names_the_hour_in_the_vendors_time() {
    let clock = Clock::default();
    clock.set(local("2026-11-23T18:00[America/Los_Angeles]"));
    let site = Site::start_as(|config| config.clock = clock.clone()).await;
    set(&site, &hours("Asia/Tokyo")).await;
    for (language, key, shown) in
        [("en", "1", "1 December 2026"), ("de", "2", "1. Dezember 2026"), ("ja", "3", "2026年12月1日")]
    {
        let key = format!("9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e7{key}");
        let mut form = page_form(&key, OPENED);
        form.iter_mut().for_each(|(name, value)| {
            if *name == "employees" {
                *value = "3";
            }
        });
        let sent = site.client.post(site.url("/refer/cloud")).header("accept-language", language).form(&form);
        let page = sent.send().await.unwrap().text().await.unwrap();
        let day = format!("{shown}</time> (17:00, Asia/Tokyo)");
        assert!(page.contains(&day), "{day}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_remind_once_and_the_desk_sees_it() {
    let database = Database::parse(&server::new_database().await);
    let clock = Clock::default();
    clock.set(local("2026-11-23T08:00[UTC]"));
    let copy = || {
        Site::start_as(|config| {
            config.database = database.clone();
            config.clock = clock.clone();
            config.look_every = Duration::from_millis(5);
        })
    };
    let (one, other) = tokio::join!(copy(), copy());
    let mut hours = hours("UTC");
    hours["people"] =
        json!({ "50": ["mara@vendor.example"], "100": ["mara@vendor.example", "sales@vendor.example"] });
    set(&one, &hours).await;
    let id = refer(&one, "Kessel AG").await["referral"].clone();
    let path = format!("/api/referrals/{}/events", id.as_str().unwrap());
    let reminders = async |site: &Site| -> Vec<Value> {
        let events = site.vendor(&path).await;
        let events = events["events"].as_array().unwrap().iter();
        events.filter_map(|it| it["event"].get("reminded").cloned()).collect()
    };
    // Five working days from Monday on end on the next Monday. The last step has come for both copies.
    for (at, steps) in [("2026-11-26T12:00[UTC]", 1), ("2026-11-30T17:00[UTC]", 3)] {
        clock.set(local(at));
        while reminders(&other).await.len() < steps {
            tokio::task::yield_now().await;
        }
    }
    // Both copies have looked again once each has reminded of what came later.
    let later = refer(&other, "Pumpen AG").await["referral"].clone();
    clock.set(local("2026-12-24T12:00[UTC]"));
    let later = format!("/api/referrals/{}/events", later.as_str().unwrap());
    while one.vendor(&later).await["events"].as_array().unwrap().len() < 4 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        reminders(&one).await,
        [
            json!({ "owed": "decision", "share": 50, "people": ["mara@vendor.example"] }),
            json!({ "owed": "decision", "share": 80, "people": [] }),
            json!({ "owed": "decision", "share": 100, "people": ["mara@vendor.example", "sales@vendor.example"] }),
        ]
    );
    let page = one.vendor_text(&format!("/referrals/{}", id.as_str().unwrap())).await;
    assert!(
        page.contains("of the time for a decision is over. Told: mara@vendor.example, sales@vendor.example"),
        "{page}"
    );
    let status = one.vendor_text("/").await;
    assert!(
        status.contains("of the time for something is over: mara@vendor.example, sales@vendor.example"),
        "{status}"
    );
}

#[tokio::test]
async fn what_was_in_review_before_there_were_deadlines_gets_one_from_its_arrival() {
    let clock = Clock::default();
    clock.set(local("2026-11-23T08:00[UTC]"));
    let site = Site::start_as(|config| config.clock = clock.clone()).await;
    let (waiting, decided) = (refer(&site, "Kessel AG").await, refer(&site, "Pumpen AG").await);
    set(&site, &hours("Asia/Tokyo")).await;
    // As a version before deadlines has left them.
    let mut database = site.database().await;
    let before = "UPDATE referrals SET duties = '[]', next_due = NULL, next_reminder = 0; \
                  UPDATE referrals SET status = 'declined', next_reminder = NULL WHERE number = 2";
    sqlx::raw_sql(before).execute(&mut database).await.unwrap();
    drop(database);
    let site = site.restart_as(|config| config.clock = clock.clone()).await;
    let due = async || stored(&site, &waiting["referral"]).await["next_due"].clone();
    while due().await.is_null() {
        tokio::task::yield_now().await;
    }
    assert_eq!(due().await, "2026-11-30T08:00:00.000Z");
    let kept = stored(&site, &waiting["referral"]).await;
    assert_eq!(kept["duties"][0]["deadline"]["since"], "2026-11-23T08:00:00Z");
    assert_eq!(stored(&site, &decided["referral"]).await["duties"], json!([]));
}

#[tokio::test]
async fn a_program_shows_its_record_from_ten_decisions_on_and_nobody_can_write_it() {
    let clock = Clock::default();
    clock.set(local("2026-11-23T09:00[UTC]"));
    let site = Site::start_as(|config| config.clock = clock.clone()).await;
    let record = async || -> Value {
        let answer = site.get("/programs/cloud/record.json").header("origin", "https://partner.example");
        let answer = answer.send().await.unwrap();
        assert_eq!(header(&answer, "access-control-allow-origin"), "*");
        answer.json().await.unwrap()
    };
    let mut ids = Vec::new();
    for i in 0..10 {
        ids.push(refer(&site, &format!("Company {i}")).await["referral"].as_str().unwrap().to_string());
    }
    for (i, id) in ids.iter().enumerate() {
        // The last one is decided too late.
        clock.set(local(if i == 9 { "2026-12-20T09:00[UTC]" } else { "2026-11-23T13:30[UTC]" }));
        assert_eq!(record().await, json!({ "record": null }), "{i}");
        let url = site.url(&format!("/api/referrals/{id}/commands"));
        let accept = json!({ "command": "decide", "decision": "accept" }).to_string();
        assert_eq!(site.client.post(url).bearer_auth(TOKEN).body(accept).send().await.unwrap().status(), 200);
    }
    // It is computed again after a minute.
    clock.set(local("2026-12-20T09:01[UTC]"));
    let expected =
        json!({ "days": 90, "decisions": 10, "undecided": 0, "in_time_percent": 90, "half_within_hours": 5 });
    assert_eq!(record().await["record"], expected);
    for method in [reqwest::Method::POST, reqwest::Method::PUT, reqwest::Method::DELETE] {
        let written = site.client.request(method, site.url("/programs/cloud/record.json"));
        assert_eq!(written.bearer_auth(TOKEN).body("{}").send().await.unwrap().status(), 405);
    }
    problem(site.get("/programs/nothing/record.json").send().await.unwrap(), 404).await;
    for (language, shown) in [
        (
            "en",
            "In the last 90 days, 90% of the leads in review were decided in time, half of them within 5 hours.",
        ),
        ("de", "In den letzten 90 Tagen wurden 90\u{a0}% der geprüften Leads rechtzeitig entschieden"),
        ("ar", "90"),
    ] {
        let page = site.get("/refer/cloud").header("accept-language", language).send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains(shown), "{shown}: {page}");
    }
    // After 90 days, what was decided counts no more.
    clock.set(local("2027-03-01T09:00[UTC]"));
    assert_eq!(record().await, json!({ "record": null }));
}
