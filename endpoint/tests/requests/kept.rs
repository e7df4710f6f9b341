//! What is stored of a submission: only what was read, and no more than a person can look at.

use crate::site::{self, OPENED, Site, TOKEN, page_form, problem, submission};
use serde_json::{Value, json};

#[tokio::test]
async fn members_that_no_question_has_are_kept_nowhere_and_brought_to_nobody() {
    use std::sync::{Arc, Mutex};
    let came: Arc<Mutex<Vec<String>>> = Arc::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/leads", listener.local_addr().unwrap());
    let keep = Arc::clone(&came);
    let take = move |body: String| async move { keep.lock().unwrap().push(body) };
    let router = axum::Router::new().route("/leads", axum::routing::post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let site = Site::relaying(json!([
        { "id": "plain", "endpoint": address },
        { "id": "form", "endpoint": address, "format": "webhook" },
        { "id": "named", "endpoint": address, "map": { "stage": "lead.company" } },
    ]))
    .await;
    let mut submission = submission();
    submission["lead"]["lifecyclestage"] = json!("mark-of-a-stranger");
    submission["lead"]["hubspot_owner_id"] = json!({ "deep": ["mark-of-a-stranger"] });
    submission["mark-of-a-stranger"] = json!("mark-of-a-stranger");
    submission["attribution"]["mark-of-a-stranger"] = json!("mark-of-a-stranger");
    submission["versions"]["mark-of-a-stranger"] = json!("mark-of-a-stranger");
    assert_eq!(site.submit(&submission).await.status(), 201);
    for _ in 0..3 {
        site.delivery("delivered").await;
    }
    while site.vendor("/api/deliveries?state=delivered").await["deliveries"].as_array().unwrap().len() < 3 {}
    let brought = came.lock().unwrap().join("\n");
    assert!(brought.contains("Muster") && !brought.contains("stranger"), "{brought}");
    let listed = site.vendor("/api/referrals").await.to_string();
    assert!(!listed.contains("stranger"), "{listed}");
    // The same submission is recognised, with the members that were left out.
    assert_eq!(site.submit(&submission).await.status(), 200);
}

#[tokio::test]
async fn a_row_of_a_group_has_its_own_answers_only() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["fields"].as_array_mut().unwrap().push(json!({
        "name": "contacts", "label": "Contacts", "item": "Contact", "type": "group",
        "fields": [{ "name": "name", "label": "Name", "type": "text" }],
    }));
    site.write("rules/cloud/program.json", program.to_string());
    let mut submission = submission();
    submission["lead"]["contacts"] = json!([{ "name": "Head of IT", "owner": "7" }]);
    let refused = problem(site.submit(&submission).await, 422).await;
    assert_eq!(refused["errors"][0]["message"], "Contact 1 has no field `owner`");
}

#[tokio::test]
async fn whatever_is_sent_the_vendors_pages_stay_small() {
    let site = Site::start().await;
    let long = "é".repeat(50_000);
    let mut submission = submission();
    submission["versions"] = json!({ "program": long });
    assert_eq!(site.submit(&submission).await.status(), 201);
    for (at, value) in [
        ("/versions/program_hash", json!(long)),
        ("/versions/rules_hash", json!(long)),
        ("/attribution/campaign", json!(long)),
        ("/attribution/page", json!(long)),
        ("/attribution/landing", json!(long)),
        ("/attribution/referrer", json!(long)),
        ("/attribution/utm", json!({ "utm_source": long })),
        ("/attribution/utm", json!({ long.as_str(): "x" })),
        ("/attribution/utm", json!({ "deep": [[[long]]] })),
        ("/attribution/utm", (0..5_000).map(|i| (format!("utm_{i}"), json!("x"))).collect::<Value>()),
        ("/verdict", json!({ "findings": [long] })),
        ("/verdict", json!({ "route": long })),
        ("/language", json!(long)),
        ("/signals/seconds", json!(-1e300)),
        ("/lead/note", json!(" ".repeat(100_000) + "x")),
        ("/lead/unknown", json!(long)),
        ("/challenge", json!(long)),
        ("/attribution/token", json!(long)),
    ] {
        let mut submission = site::submission();
        let (parent, name) = at.rsplit_once('/').unwrap();
        submission.pointer_mut(parent).unwrap()[name] = value;
        let status = site.submit(&submission).await.status();
        assert_eq!(status, 201, "{at}");
    }
    let page = site.get("/").bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap();
    let listed = site.vendor("/api/referrals").await.to_string();
    assert!(page.len() < 50_000 && listed.len() < 150_000, "{} and {} bytes", page.len(), listed.len());
}

#[tokio::test]
async fn a_partner_with_a_long_id_is_refused_and_not_made_another() {
    let site = Site::start().await;
    let by = |length: usize| {
        let mut submission = submission();
        submission["attribution"]["partner"] = json!("é".repeat(length));
        submission
    };
    assert_eq!(site.submit(&by(200)).await.status(), 201);
    let refused = problem(site.submit(&by(201)).await, 422).await;
    assert_eq!(
        refused["detail"],
        "`attribution.partner` has 201 characters; a partner’s id has 200 at most. Check the attribute `partner`."
    );
    let address = site.url(&format!("/refer/cloud?partner={}", "x".repeat(201)));
    let form = page_form("", OPENED);
    assert_eq!(site.client.post(address).form(&form).send().await.unwrap().status(), 422);
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn feedback_is_kept_as_shortly() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["feedback"] = json!(true);
    site.write("rules/cloud/program.json", program.to_string());
    let long = "x".repeat(100_000);
    let said = json!({
        "key": "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77", "program": "cloud", "version": long,
        "attribution": { "campaign": "c" }, "feedback": { "topic": "fee", "text": "More.", "email": null },
    });
    assert_eq!(site.submit(&said).await.status(), 201);
    assert!(site.vendor("/api/feedback").await.to_string().len() < 1_000);
}
