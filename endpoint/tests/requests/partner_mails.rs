//! Mails to partners on what is no event of a referral: answers to feedback, and a changed address of record.

use crate::mail::mailing;
use crate::site::inbox::Inbox;
use crate::site::{Site, TOKEN, problem, program};
use referral_store::Partner;
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn site(inbox: &Inbox) -> Site {
    let site = mailing(inbox).await;
    let mut program = program("2");
    program["feedback"] = json!(true);
    site.write("rules/cloud/program.json", program.to_string());
    site
}

fn said(key: &str, partner: &str) -> Value {
    json!({
        "key": key, "program": "cloud", "version": "2", "language": "en", "attribution": { "partner": partner },
        "feedback": { "topic": "fee", "text": "Is it paid in francs, too?", "email": null },
    })
}

const KEY: &str = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";
const OTHER: &str = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e78";

async fn answer(site: &Site, key: &str, text: &str) -> StatusCode {
    let request = site.client.post(site.url(&format!("/api/feedback/{key}/answer")));
    request.bearer_auth(TOKEN).json(&json!({ "text": text })).send().await.unwrap().status()
}

#[tokio::test]
async fn an_answer_to_feedback_is_mailed_once_to_the_address_of_record_alone() {
    let inbox = Inbox::start().await;
    let site = site(&inbox).await;
    for (key, partner) in [(KEY, "of-record"), (OTHER, "nobody")] {
        assert_eq!(site.submit(&said(key, partner)).await.status(), 201);
        // Whoever sends the answer twice has answered once.
        for _ in 0..2 {
            assert_eq!(answer(&site, key, "Yes, <in> francs.").await, 200);
        }
    }
    let mail = inbox.mails(1).await[0].clone();
    assert_eq!(mail.to, ["mia@partner.example"]);
    assert!(mail.text.contains("Yes, <in> francs.") && mail.text.contains("Is it paid in francs, too?"));
    assert!(
        mail.html.contains("Yes, &lt;in&gt; francs.") && mail.text.contains("https://vendor.example/partner")
    );
    assert_eq!(answer(&site, KEY, "No, in euros.").await, 200);
    let mails = inbox.mails(2).await;
    assert!(mails[1].text.contains("No, in euros."), "{mails:?}");
    let all = site.vendor("/api/deliveries").await;
    assert_eq!(all["deliveries"].as_array().unwrap().len(), 2, "{all}");
}

#[tokio::test]
async fn an_old_address_of_record_is_told_that_there_is_another() {
    let inbox = Inbox::start().await;
    let site = site(&inbox).await;
    let old = Some("old@partner.example".to_string());
    let acme = Partner { id: "acme".into(), name: "Acme".into(), email: old, ..Partner::default() };
    let acme = Partner { language: Some("de".into()), ..acme };
    site.store().await.add_partner(acme, jiff::Timestamp::now()).await.unwrap();
    let save = async |email: &str| {
        let form = [("name", "Acme"), ("email", email), ("language", "de")];
        let request = site.client.post(site.url("/partners/acme")).bearer_auth(TOKEN).form(&form);
        request.send().await.unwrap().status()
    };
    // The first change leaves the address as it is.
    for email in ["old@partner.example", "secret-new@other.example", "secret-new@other.example"] {
        assert!(save(email).await.as_u16() < 400, "{email}");
    }
    let mail = inbox.mails(1).await[0].clone();
    assert_eq!(mail.to, ["old@partner.example"]);
    assert!(
        mail.text.contains("s…@other.example") && mail.text.contains("2026-11-29 10:00"),
        "{}",
        mail.text
    );
    assert!(
        mail.text.contains("Acme") && mail.text.contains("falsch") && mail.text.contains('@'),
        "{}",
        mail.text
    );
    assert!(!mail.raw.contains("secret-new") && !mail.text.contains('{'), "{}", mail.raw);
    assert!(save("").await.as_u16() < 400);
    let mails = inbox.mails(2).await;
    assert_eq!(mails[1].to, ["secret-new@other.example"]);
    assert!(!mails[1].text.contains("Neue Adresse"), "{}", mails[1].text);
    let all = site.vendor("/api/deliveries").await;
    assert_eq!(all["deliveries"].as_array().unwrap().len(), 2, "{all}");
}

#[tokio::test]
async fn feedback_is_narrowed_by_program_and_by_answer() {
    let inbox = Inbox::start().await;
    let site = site(&inbox).await;
    for key in [KEY, OTHER] {
        assert_eq!(site.submit(&said(key, "nobody")).await.status(), 201);
    }
    assert_eq!(answer(&site, KEY, "Yes.").await, 200);
    let keys = async |query: &str| {
        let listed = site.vendor(&format!("/api/feedback{query}")).await;
        let all = listed["feedback"].as_array().unwrap();
        let keys: Vec<String> = all.iter().map(|said| said["key"].as_str().unwrap().to_string()).collect();
        let page = site.vendor_text(&format!("/feedback{query}")).await;
        for key in [KEY, OTHER] {
            assert_eq!(
                page.contains(&format!("f-{key}")),
                keys.contains(&key.to_string()),
                "{query}: {page}"
            );
        }
        keys
    };
    assert_eq!(keys("").await, [OTHER, KEY]);
    assert_eq!(keys("?program=cloud&state=").await, [OTHER, KEY]);
    assert_eq!(keys("?state=answered").await, [KEY]);
    assert_eq!(keys("?program=cloud&state=open").await, [OTHER]);
    assert!(keys("?program=other").await.is_empty() && keys("?program=%00").await.is_empty());
    for path in ["/api/feedback?state=lost", "/feedback?state=lost"] {
        problem(site.get(path).bearer_auth(TOKEN).send().await.unwrap(), 400).await;
    }
    // The filter stays, also after an answer.
    let page = site.vendor_text("/feedback?program=cloud&state=open").await;
    assert!(
        page.contains(&format!("action=\"/feedback/{OTHER}/answer?program=cloud&amp;state=open\"")),
        "{page}"
    );
    assert!(page.contains("<option value=\"open\" selected>"), "{page}");
    let request = site.client.post(site.url(&format!("/feedback/{OTHER}/answer?program=cloud&state=open")));
    let answered = request.bearer_auth(TOKEN).form(&[("text", "Yes.")]).send().await.unwrap();
    assert_eq!(answered.url().query(), Some("program=cloud&state=open"));
}
