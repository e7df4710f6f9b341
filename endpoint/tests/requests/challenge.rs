//! Challenges against bots, which a page shows and the endpoint has checked.

use crate::site::{self, OPENED, Site, page_form, problem, submission};
use serde_json::{Value, json};

/// A service that checks challenges, with the answers that its documentation has
/// (developers.cloudflare.com/turnstile/get-started/server-side-validation).
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
    // The token of a repeated submission is no longer valid, and is not needed.
    assert_eq!(site.submit(&good).await.status(), 200);
    assert!(!site.referrals().await[0].to_string().contains("\"good\""));
}

#[tokio::test]
async fn nothing_gets_by_the_challenge() {
    let site = challenging(maker(r#"{"success":false}"#).await).await;
    let mut program = site::program("2");
    program["feedback"] = json!(true);
    site.write("rules/cloud/program.json", program.to_string());
    let address = site.url("/refer/cloud");
    let page = site.client.get(&address).send().await.unwrap().text().await.unwrap();
    assert!(
        page.contains("asks for a check against robots that this page cannot show")
            && !page.contains("value=\"send\"")
    );
    let form = page_form("", OPENED);
    assert_eq!(site.client.post(&address).form(&form).send().await.unwrap().status(), 403);
    let said = |challenge: Option<&str>| {
        json!({
            "key": "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77", "program": "cloud", "version": "2", "challenge": challenge,
            "signals": { "trap": "", "seconds": 9 }, "feedback": { "topic": "fee", "text": "More." },
        })
    };
    for token in [None, Some("bad")] {
        let refused = problem(site.submit(&said(token)).await, 403).await;
        assert_eq!(refused["type"], "challenge-failed");
    }
    assert!(site.referrals().await.is_empty());
    assert_eq!(site.vendor("/api/feedback").await["feedback"], json!([]));
    assert_eq!(site.submit(&said(Some("good"))).await.status(), 201);
    // The token of repeated feedback is no longer valid, and is not needed.
    assert_eq!(site.submit(&said(Some("bad"))).await.status(), 201);
    assert_eq!(site.vendor("/api/feedback").await["feedback"].as_array().unwrap().len(), 1);
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
