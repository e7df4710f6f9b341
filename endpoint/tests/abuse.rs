//! Machines, and too much of everything.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod site;

use serde_json::{Value, json};
use site::{Site, header, problem, submission};

fn signalling(signals: Value) -> Value {
    let mut submission = submission();
    submission["signals"] = signals;
    submission
}

#[tokio::test]
async fn what_a_machine_may_have_sent_is_kept_for_a_person_to_look_at() {
    let site = Site::start().await;
    for (signals, suspicion) in [
        (json!({ "trap": "", "seconds": 40.5 }), Value::Null),
        // Nothing was typed: a portal has filled the form in.
        (json!({ "trap": "", "seconds": null }), Value::Null),
        (json!({ "trap": "cheap watches" }), json!(["The field that nobody sees was filled in."])),
        (json!({ "trap": "", "seconds": 0.25 }), json!(["It was filled in within 0.2 seconds."])),
    ] {
        let receipt: Value = site.submit(&signalling(signals)).await.json().await.unwrap();
        let stored = &site.referrals().await[0];
        assert_eq!(stored["suspicion"], suspicion);
        let expected = if suspicion.is_null() { "accepted" } else { "in-review" };
        assert_eq!(receipt["status"], expected);
        assert_eq!(receipt["decision_due"].is_null(), suspicion.is_null());
    }
    let page = site.get("/").bearer_auth(site::TOKEN).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("It may be a machine’s. The field that nobody sees was filled in."), "{page}");
}

#[tokio::test]
async fn the_page_without_scripts_has_the_trap_too() {
    let site = Site::start().await;
    let address = site.url("/refer/cloud");
    let page = site.client.get(&address).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("aria-hidden=\"true\"") && page.contains("name=\"further-information\""), "{page}");
    let form = [
        ("company", "Kessel AG"),
        ("country", "DE"),
        ("employees", "80"),
        ("submission-key", "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77"),
        ("agreement-version", "1"),
        ("accept-agreement", "true"),
        ("further-information", "https://spam.example"),
        ("page-action", "send"),
    ];
    assert_eq!(site.client.post(&address).form(&form).send().await.unwrap().status(), 200);
    assert_eq!(site.referrals().await[0]["status"], "in-review");
}

#[tokio::test]
async fn from_one_address_so_many_are_taken_in_a_minute_and_what_is_known_always_is() {
    let site = Site::start_as(|config| config.per_address = 3).await;
    let first = submission();
    for left in [2, 1, 0] {
        let sent = if left == 2 { first.clone() } else { submission() };
        let response = site.submit(&sent).await;
        assert_eq!(response.status(), 201);
        assert_eq!(header(&response, "ratelimit-policy"), "\"address\";q=3;w=60");
        assert_eq!(header(&response, "ratelimit"), format!("\"address\";r={left}"));
    }
    let response = site.submit(&submission()).await;
    let wait: u32 = header(&response, "retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    assert_eq!(header(&response, "ratelimit"), format!("\"address\";r=0;t={wait}"));
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    let exposed = header(&response, "access-control-expose-headers").to_string();
    assert!(exposed.contains("retry-after") && exposed.contains("ratelimit"), "{exposed}");
    let refused = problem(response, 429).await;
    assert_eq!(refused["type"], "too-many-submissions");

    assert_eq!(site.submit(&first).await.status(), 200);
    assert_eq!(site.referrals().await.len(), 3);
}

#[tokio::test]
async fn for_one_partner_so_many_are_taken_and_others_go_on() {
    let site = Site::start_as(|config| config.per_partner = 1).await;
    let by = |partner: &str| {
        let mut submission = submission();
        submission["attribution"]["partner"] = json!(partner);
        submission
    };
    assert_eq!(site.submit(&by("a")).await.status(), 201);
    assert_eq!(site.submit(&by("a")).await.status(), 429);
    assert_eq!(site.submit(&by("b")).await.status(), 201);
}

#[tokio::test]
async fn a_proxy_is_believed_only_where_there_is_one_and_only_its_last_word() {
    for (behind_proxy, second) in [(false, 429), (true, 201)] {
        let site = Site::start_as(|config| {
            config.per_address = 1;
            config.behind_proxy = behind_proxy;
        })
        .await;
        let send = async |forwarded: &str| {
            let request = site.post(submission().to_string()).header("x-forwarded-for", forwarded);
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(send("203.0.113.1").await, 201);
        assert_eq!(send("203.0.113.2").await, second);
        if behind_proxy {
            // What stands before the last one was said by the visitor.
            assert_eq!(send("198.51.100.7, 203.0.113.2").await, 429);
            // A network of IPv6 is one address.
            assert_eq!(send("2001:db8::1").await, 201);
            assert_eq!(send("2001:db8::2").await, 429);
        }
    }
}

#[tokio::test]
async fn feedback_is_limited_as_well() {
    let site = Site::start_as(|config| config.per_address = 1).await;
    let mut open = site::program("2");
    open["feedback"] = json!(true);
    site.write("rules/cloud/program.json", open.to_string());
    let said = |key: &str| json!({ "key": key, "program": "cloud", "version": "2", "feedback": { "topic": "fee", "text": "More." } });
    let send = async |key: &str| site.submit(&said(key)).await.status().as_u16();
    assert_eq!(send("9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77").await, 201);
    assert_eq!(send("9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e78").await, 429);
}

/// Who made a challenge, in its own words (developers.cloudflare.com/turnstile/get-started/server-side-validation).
async fn maker(answer: &'static str) -> String {
    use axum::Form;
    use std::collections::BTreeMap;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/siteverify", listener.local_addr().unwrap());
    let verify = move |Form(form): Form<BTreeMap<String, String>>| async move {
        assert_eq!(form["secret"], "the site's secret");
        match form["response"].as_str() {
            "good" => r#"{"success":true,"error-codes":[]}"#,
            _ => answer,
        }
    };
    let router = axum::Router::new().route("/siteverify", axum::routing::post(verify));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn challenging(address: String) -> Site {
    let secret = "the site's secret".into();
    Site::start_as(|config| config.challenge = Some(referral_endpoint::Challenge { address, secret })).await
}

fn solved(token: Option<&str>) -> Value {
    let mut submission = submission();
    submission["challenge"] = json!(token);
    submission
}

#[tokio::test]
async fn a_challenge_is_passed_or_nothing_is_stored() {
    let site = challenging(maker(r#"{"success":false,"error-codes":["timeout-or-duplicate"]}"#).await).await;
    for (token, why) in [(None, "is missing"), (Some(""), "is missing"), (Some("bad"), "was not passed")] {
        let refused = problem(site.submit(&solved(token)).await, 403).await;
        assert_eq!(refused["type"], "challenge-failed");
        assert!(refused["detail"].as_str().unwrap().contains(why), "{refused}");
    }
    assert!(site.referrals().await.is_empty());
    let good = solved(Some("good"));
    assert_eq!(site.submit(&good).await.status(), 201);
    // Sent again, its token is not good any more, and need not be.
    assert_eq!(site.submit(&good).await.status(), 200);
    assert!(!site.referrals().await[0].to_string().contains("\"good\""));
}

#[tokio::test]
async fn where_nobody_can_tell_a_person_looks() {
    let nobody = "http://127.0.0.1:9/siteverify".to_string();
    let wrong = maker(r#"{"success":false,"error-codes":["invalid-input-secret"]}"#).await;
    let garbage = maker("<h1>Busy</h1>").await;
    for address in [nobody, wrong, garbage] {
        let site = challenging(address).await;
        let receipt: Value = site.submit(&solved(Some("x"))).await.json().await.unwrap();
        assert_eq!(receipt["status"], "in-review");
        let stored = &site.referrals().await[0];
        assert_eq!(stored["suspicion"], json!(["The challenge could not be checked."]));
    }
}
