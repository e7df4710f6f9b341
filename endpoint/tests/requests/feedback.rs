//! Feedback of partners about a program.

use crate::site::{self, Site, TOKEN, problem};
use serde_json::{Value, json};

async fn site() -> Site {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["feedback"] = json!(true);
    site.write("rules/cloud/program.json", program.to_string());
    site
}

fn said() -> Value {
    json!({
        "key": "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77",
        "program": "cloud", "version": "2", "language": "en",
        "attribution": { "partner": "acme-consulting" },
        "feedback": { "topic": "fee", "text": " Is it <b>paid</b> in francs, too? ", "email": null },
    })
}

#[tokio::test]
async fn it_is_stored_once_and_shown_as_text() {
    let site = site().await;
    for _ in 0..2 {
        assert_eq!(site.submit(&said()).await.status(), 201);
    }
    let stored = site.vendor("/api/feedback").await;
    let stored = stored["feedback"].as_array().unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["text"], "Is it <b>paid</b> in francs, too?");
    assert_eq!(
        (&stored[0]["topic"], &stored[0]["attribution"]["partner"]),
        (&json!("fee"), &json!("acme-consulting"))
    );
    assert_eq!(site.referrals().await, Vec::<Value>::new());
    let page = site.get("/").bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Is it &lt;b&gt;paid&lt;/b&gt; in francs, too?"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_with_a_reason() {
    let site = site().await;
    for (key, value, reason) in [
        ("key", json!("7"), "`key` must be a UUID"),
        ("feedback", json!({ "topic": "fee", "text": " " }), "1 to 2000 characters"),
        ("feedback", json!({ "topic": "fee", "text": "x".repeat(2001) }), "1 to 2000 characters"),
        ("feedback", json!({ "topic": "fees", "text": "x" }), "unknown variant `fees`"),
        ("feedback", json!({ "topic": "fee", "text": "x", "email": "me" }), "must be an e-mail address"),
        ("feedback", json!(7), "invalid type"),
    ] {
        let mut said = said();
        said[key] = value;
        let problem = problem(site.submit(&said).await, 422).await;
        assert!(problem["detail"].as_str().unwrap().contains(reason), "{problem}");
    }
    let other = site.post(said().to_string()).header("idempotency-key", "another");
    let refused = problem(other.send().await.unwrap(), 400).await;
    assert!(refused["detail"].as_str().unwrap().contains("differ"), "{refused}");
    let mut said = said();
    said["program"] = json!("nothing");
    problem(site.submit(&said).await, 404).await;
    site.write("rules/cloud/program.json", site::program("3").to_string());
    said["program"] = json!("cloud");
    let problem = problem(site.submit(&said).await, 422).await;
    assert_eq!(problem["detail"], "The program `cloud` takes no feedback.");
    assert_eq!(site.vendor("/api/feedback").await["feedback"], json!([]));
}

#[tokio::test]
async fn a_lead_may_have_an_answer_of_that_name() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["fields"][3] = json!({ "name": "feedback", "label": "Feedback", "type": "text" });
    site.write("rules/cloud/program.json", program.to_string());
    let mut submission = site::submission();
    submission["lead"]["feedback"] = json!("none");
    submission["feedback"] = json!("none");
    assert_eq!(site.submit(&submission).await.status(), 201);
    assert_eq!(site.referrals().await[0]["lead"]["feedback"], "none");
}

#[tokio::test]
async fn the_page_without_scripts_does_not_offer_what_needs_one() {
    let site = site().await;
    let page = site.get("/refer/cloud").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Questions?") && !page.contains("Feedback on this program"), "{page}");
}
