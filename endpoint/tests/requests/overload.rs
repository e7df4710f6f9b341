//! An overloaded endpoint answers honestly, and changes no verdict.

use crate::site::{self, Site, submission};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_must_be_declined_is_declined_or_asked_to_come_again() {
    let site = Site::start().await;
    // The rules are as slow as a script may be. No two leads are the same, so nothing is remembered.
    let heavy = (0..12).map(|rule| {
        format!("review(\"heavy-{rule}\", \"H.\", |lead| {{ let n = 0; while n < 20_000 {{ n += 1; }} lead.note != \"x\" && n > 0 }});\n")
    });
    let script = format!("{}{}", site::SCRIPT, heavy.collect::<String>());
    site.write("rules/cloud/qualify.rhai", script);
    let declined = |number: usize| {
        let mut submission = submission();
        submission["lead"]["country"] = json!("FR");
        submission["lead"]["note"] = json!(number.to_string());
        submission.to_string()
    };
    let sent: Vec<_> = (0..350).map(|number| tokio::spawn(site.post(declined(number)).send())).collect();
    let mut answers = Vec::new();
    for answer in sent {
        let answer = answer.await.unwrap().unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        answers.push((status, body["status"].clone()));
    }
    let is_honest = |(status, said): &&(u16, Value)| {
        matches!(status, 201) && said == "declined" || matches!(status, 408 | 503)
    };
    let other: Vec<_> = answers.iter().filter(|answer| !is_honest(answer)).collect();
    assert!(other.is_empty(), "{other:?}");
    for stored in site.referrals().await {
        assert_eq!((&stored["status"], &stored["protected_until"]), (&json!("declined"), &Value::Null));
    }
}
