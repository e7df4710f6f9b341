//! Commands to referrals over HTTP, as the vendor's CRM gives them.

use crate::site::{Site, TOKEN, header, problem, program, submission};
use referral_endpoint::Clock;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

fn command(site: &Site, id: &str, body: impl ToString) -> RequestBuilder {
    let url = site.url(&format!("/api/referrals/{id}/commands"));
    reqwest::Client::new().post(url).bearer_auth(TOKEN).body(body.to_string())
}

async fn give(site: &Site, id: &str, body: Value) -> Response {
    command(site, id, body).send().await.unwrap()
}

/// A lead of a small company, which a person decides on.
async fn in_review(site: &Site) -> String {
    in_review_of(site, "Muster AG").await
}

async fn in_review_of(site: &Site, company: &str) -> String {
    let mut submission = submission();
    submission["lead"]["company"] = json!(company);
    submission["lead"]["employees"] = json!(3);
    let receipt: Value = site.submit(&submission).await.json().await.unwrap();
    assert_eq!(receipt["status"], "in-review");
    receipt["referral"].as_str().unwrap().to_string()
}

#[tokio::test]
async fn from_the_receipt_to_the_deal_every_step_is_kept() {
    let site = Site::start().await;
    let id = in_review(&site).await;
    let accepted =
        give(&site, &id, json!({ "command": "decide", "decision": "accept", "message": "Welcome." })).await;
    assert_eq!(accepted.status(), 200);
    assert_eq!(header(&accepted, "etag"), "\"2\"");
    assert_eq!(header(&accepted, "cache-control"), "no-store");
    let accepted: Value = accepted.json().await.unwrap();
    assert_eq!((&accepted["referral"], &accepted["status"]), (&json!(id), &json!("accepted")));
    let possible: Vec<&str> =
        accepted["possible"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(possible.contains(&"advance") && !possible.contains(&"decide"), "{possible:?}");

    give(&site, &id, json!({ "command": "advance", "stage": "proposal" })).await;
    let won =
        give(&site, &id, json!({ "command": "win", "value": 100, "currency": "EUR", "on": "2026-11-01" }))
            .await;
    assert_eq!(won.status(), 200);
    let stored = site.vendor(&format!("/api/referrals/{id}")).await;
    assert_eq!(
        (&stored["status"], &stored["stage"], &stored["deal_value"]),
        (&json!("won"), &json!("proposal"), &json!(100))
    );
    let events = site.vendor(&format!("/api/referrals/{id}/events")).await;
    let events = events["events"].as_array().unwrap();
    assert_eq!(events.len(), 4);
    assert_eq!((&events[1]["event"], &events[1]["message"]), (&json!("accepted"), &json!("Welcome.")));
    assert_eq!((&events[1]["actor"], &events[1]["user"]), (&json!("user"), &json!("token")));
    problem(site.get("/api/referrals/nobody/events").bearer_auth(TOKEN).send().await.unwrap(), 404).await;
}

#[tokio::test]
async fn whoever_has_not_seen_the_last_event_is_told_so_and_overwrites_nothing() {
    let site = Site::start().await;
    let id = in_review(&site).await;
    let seen = site.get(&format!("/api/referrals/{id}")).bearer_auth(TOKEN).send().await.unwrap();
    let tag = header(&seen, "etag").to_string();
    let note = json!({ "command": "note", "note": "They called." });
    let first = command(&site, &id, &note).header("if-match", &tag).send().await.unwrap();
    assert_eq!(first.status(), 200);
    let second = command(&site, &id, &note).header("if-match", &tag).send().await.unwrap();
    let refused = problem(second, 412).await;
    assert_eq!(refused["type"], "referral-changed");
    assert!(refused["detail"].as_str().unwrap().contains("there are 2"), "{refused}");
    for wrong in ["3", "W/\"3\"", "\"x\"", "\"3\", \"4\""] {
        problem(command(&site, &id, &note).header("if-match", wrong).send().await.unwrap(), 400).await;
    }
    assert_eq!(command(&site, &id, &note).header("if-match", "*").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_command_that_comes_again_under_its_key_is_carried_out_once() {
    let site = Site::start().await;
    let id = in_review(&site).await;
    let note = json!({ "command": "note", "note": "They called." });
    for _ in 0..3 {
        let again = command(&site, &id, &note).header("idempotency-key", "crm-4711").send().await.unwrap();
        assert_eq!((again.status().as_u16(), header(&again, "etag")), (200, "\"2\""));
    }
    let other = json!({ "command": "note", "note": "They wrote." });
    let other = command(&site, &id, other).header("idempotency-key", "crm-4711").send().await.unwrap();
    problem(other, 422).await;
    for wrong in ["", &"x".repeat(201)] {
        problem(command(&site, &id, &note).header("idempotency-key", wrong).send().await.unwrap(), 400).await;
    }
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_with_what_can() {
    let site = Site::start().await;
    let id = in_review(&site).await;
    for (body, status, says) in [
        (json!({ "command": "advance", "stage": "meeting" }), 409, "Possible is `decide`"),
        (json!({ "command": "withdraw" }), 403, "You may give `decide`"),
        (
            json!({ "command": "decide", "decision": "decline", "reason": "bad weather" }),
            422,
            "`known-customer`",
        ),
        (json!({ "command": "decide", "decision": "maybe" }), 422, "maybe"),
        (json!({ "command": "decide", "decision": "accept", "reasn": "x" }), 422, "reasn"),
        (json!({ "command": "answer", "message": "Yes." }), 409, "no open question"),
        (json!({ "command": "assign", "to": "a\u{0}b" }), 422, "`to`"),
        (json!({ "command": "note", "note": "x".repeat(4_001) }), 422, "4000"),
        (json!([]), 422, "JSON"),
        (json!("decide"), 422, "JSON"),
    ] {
        let refused = problem(give(&site, &id, body.clone()).await, status).await;
        assert!(refused["detail"].as_str().unwrap().contains(says), "{body}: {refused}");
    }
    problem(command(&site, &id, "{\"command\":\"note\",\"command\":\"note\"}").send().await.unwrap(), 422)
        .await;
    problem(command(&site, &id, "\u{0}").send().await.unwrap(), 422).await;
    problem(command(&site, &id, "x".repeat(3_000_000)).send().await.unwrap(), 413).await;
    problem(give(&site, "nobody", json!({ "command": "note", "note": "x" })).await, 404).await;
    let from_elsewhere = command(&site, &id, json!({ "command": "note", "note": "x" }));
    problem(from_elsewhere.header("sec-fetch-site", "cross-site").send().await.unwrap(), 403).await;
    let url = site.url(&format!("/api/referrals/{id}/commands"));
    problem(reqwest::Client::new().post(url).body("{}").send().await.unwrap(), 401).await;
    assert_eq!(site.vendor(&format!("/api/referrals/{id}")).await["revision"], 1);
}

#[tokio::test]
async fn a_program_has_stages_and_reasons_of_its_own_and_its_rules_codes_are_reasons_too() {
    let site = Site::start().await;
    let mut program = program("2");
    program["stages"] = json!([{ "id": "site-visit", "label": "Site visit" }]);
    program["decline_reasons"] =
        json!([{ "id": "no-capacity", "label": { "en": "No capacity", "de": "Keine Zeit" } }]);
    site.write("rules/cloud/program.json", program.to_string());
    let mut submission = submission();
    submission["versions"]["program"] = json!("2");
    submission["lead"]["employees"] = json!(3);
    let receipt: Value = site.submit(&submission).await.json().await.unwrap();
    let id = receipt["referral"].as_str().unwrap();
    let code = receipt["verdict"]["findings"][0]["code"].as_str().unwrap();
    let declined =
        give(&site, id, json!({ "command": "decide", "decision": "decline", "reason": code })).await;
    assert_eq!(declined.status(), 200);
    give(&site, id, json!({ "command": "reopen", "note": "Wrong lead." })).await;
    let usual = give(&site, id, json!({ "command": "advance", "stage": "meeting" })).await;
    assert!(problem(usual, 422).await["detail"].as_str().unwrap().contains("`site-visit`"));
    assert_eq!(give(&site, id, json!({ "command": "advance", "stage": "site-visit" })).await.status(), 200);
}

#[tokio::test]
async fn business_hours_are_set_at_the_desk_and_move_no_deadline_that_runs() {
    let site = Site::start().await;
    assert_eq!(site.vendor("/api/hours").await, json!({ "hours": null, "since": null, "user": null }));
    let first = in_review(&site).await;
    let due = site.vendor(&format!("/api/referrals/{first}")).await["next_due"].clone();
    let hours = json!({ "time_zone": "Asia/Tokyo", "hours": { "saturday": ["10:00-11:00"] },
        "holidays": { "2026-12-26": "Boxing Day" } });
    let set = |body: String| reqwest::Client::new().put(site.url("/api/hours")).bearer_auth(TOKEN).body(body);
    for (wrong, says) in [
        ("[]".to_string(), "hours: cannot be read"),
        (hours.to_string().replace("Asia/Tokyo", "Moon"), "time_zone: `Moon`"),
        (hours.to_string().replace("10:00-11:00", "11:00-10:00"), "hours.saturday[0]"),
        (hours.to_string().replace("saturday", "caturday"), "hours"),
    ] {
        let refused = problem(set(wrong).send().await.unwrap(), 422).await;
        assert!(refused["detail"].as_str().unwrap().contains(says), "{refused}");
    }
    let elsewhere = set(hours.to_string()).header("sec-fetch-site", "cross-site").send().await.unwrap();
    problem(elsewhere, 403).await;
    assert_eq!(set(hours.to_string()).send().await.unwrap().status(), 204);
    assert_eq!(site.vendor("/api/hours").await["hours"], hours);
    assert_eq!(site.vendor(&format!("/api/referrals/{first}")).await["next_due"], due);
    // One hour a week, in Tokyo: five working days are five Saturdays, without the holiday.
    let second = in_review_of(&site, "Kessel AG").await;
    let stored = site.vendor(&format!("/api/referrals/{second}")).await;
    let due = stored["next_due"].as_str().unwrap();
    assert!(due.ends_with("T02:00:00.000Z"), "{due}");
    assert_eq!(stored["duties"][0]["owed"], "decision");
}

#[tokio::test]
async fn what_nobody_works_on_expires_once_its_protection_is_over() {
    let clock = Clock::default();
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    clock.set(at("2026-11-30T09:00:00Z"));
    let site = Site::start_as(|config| config.clock = clock.clone()).await;
    let (first, second) = (in_review_of(&site, "Kessel AG").await, in_review_of(&site, "Pumpen AG").await);
    // The last day of the protection is over for nobody before it has begun to be the next one.
    clock.set(at("2027-02-28T23:59:00Z"));
    give(&site, &second, json!({ "command": "note", "note": "They call back." })).await;
    assert_eq!(site.vendor(&format!("/api/referrals/{first}")).await["status"], "in-review");
    clock.set(at("2027-03-01T00:01:00Z"));
    let expired = async |id: &str| site.vendor(&format!("/api/referrals/{id}")).await["status"] == "expired";
    while !expired(&first).await {
        tokio::task::yield_now().await;
    }
    let events = site.vendor(&format!("/api/referrals/{first}/events")).await;
    let last = events["events"].as_array().unwrap().iter().find(|event| event["event"] == "expired").unwrap();
    assert_eq!((&last["actor"], &last["at"]), (&json!("clock"), &json!("2027-03-01T00:01:00.000Z")));
    // Somebody has worked on the other one within thirty days.
    assert!(!expired(&second).await);
    clock.set(at("2027-03-31T00:00:00Z"));
    while !expired(&second).await {
        tokio::task::yield_now().await;
    }
    let reopened = give(&site, &second, json!({ "command": "reopen", "note": "They have called." })).await;
    assert_eq!(reopened.status(), 200);
}
