//! The page of a referral for its partner, behind the link in a mail.

use crate::site::inbox::Inbox;
use crate::site::{Site, TOKEN, header, submission};
use proptest::prelude::*;
use referral_endpoint::Mail;
use reqwest::Response;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use std::time::Duration;

/// A site whose partner has an address of record.
async fn mailing(inbox: &Inbox) -> Site {
    let mail = Mail {
        server: inbox.address.clone(),
        sender: "partners@vendor.example".into(),
        desk: Vec::new(),
        public_address: "https://vendor.example".into(),
        templates: None,
    };
    let site = Site::start_as(|config| {
        config.look_every = Duration::from_millis(20);
        config.mail = Some(mail);
    })
    .await;
    let known = json!({ "partners": [{ "id": "acme-consulting", "email": "mia@partner.example" }] });
    site.write("rules/cloud/partners.json", known.to_string());
    site
}

/// A lead that a person decides on: its id, and the partner's link to it.
async fn referred(site: &Site, inbox: &Inbox, company: &str, language: &str) -> (String, String) {
    let mut lead = submission();
    lead["lead"]["company"] = json!(company);
    lead["lead"]["employees"] = json!(3);
    lead["language"] = json!(language);
    let receipt: Value = site.submit(&lead).await.json().await.unwrap();
    let id = receipt["referral"].as_str().unwrap().to_string();
    let link = inbox.mail_on(&id).await.link();
    (id, link)
}

async fn give(site: &Site, id: &str, body: &Value) -> u16 {
    let url = site.url(&format!("/api/referrals/{id}/commands"));
    site.client.post(url).bearer_auth(TOKEN).body(body.to_string()).send().await.unwrap().status().as_u16()
}

async fn page(site: &Site, link: &str) -> String {
    let answer = site.get(link).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

async fn sent(site: &Site, link: &str, form: &[(&str, &str)]) -> Response {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    client.post(site.url(link)).form(form).send().await.unwrap()
}

async fn standing(site: &Site, id: &str) -> Value {
    site.vendor(&format!("/api/referrals/{id}")).await
}

#[tokio::test]
async fn the_link_shows_where_the_referral_stands_and_what_is_owed() {
    let inbox = Inbox::start().await;
    let site = mailing(&inbox).await;
    let (id, link) = referred(&site, &inbox, "Muster <AG>", "en").await;
    let answer = site.get(&link).send().await.unwrap();
    assert_eq!(header(&answer, "referrer-policy"), "same-origin");
    assert_eq!(header(&answer, "cache-control"), "no-store");
    assert!(header(&answer, "x-robots-tag").contains("noindex"));
    assert!(header(&answer, "content-security-policy").starts_with("default-src 'none'"));
    let shown = answer.text().await.unwrap();
    assert!(shown.contains("Your referral of Muster &lt;AG&gt;") && shown.contains(&id), "{shown}");
    assert!(shown.contains("The vendor decides by") && shown.contains("in review"), "{shown}");
    assert!(!shown.contains("<script"), "{shown}");
    give(
        &site,
        &id,
        &json!({ "command": "decide", "decision": "decline", "reason": "not-a-fit",
        "message": "Sorry.", "note": "Marked note" }),
    )
    .await;
    let shown = page(&site, &link).await;
    assert!(shown.contains("Declined: Not a fit") && shown.contains("Sorry."), "{shown}");
    assert!(!shown.contains("Marked note"), "{shown}");
    // No list, export or page of the desk has the token; the database has its hash alone.
    let token = link.rsplit('/').next().unwrap();
    for path in [
        "/",
        "/api/referrals",
        "/api/deliveries",
        &format!("/referrals/{id}"),
        &format!("/api/referrals/{id}/events"),
    ] {
        assert!(!site.vendor_text(path).await.contains(token), "{path}");
    }
    for file in ["referrals.db", "referrals.db-wal"] {
        let bytes = std::fs::read(site.file(file)).unwrap_or_default();
        assert!(!bytes.windows(token.len()).any(|it| it == token.as_bytes()), "{file}");
    }
}

#[tokio::test]
async fn the_partner_asks_answers_and_withdraws_by_its_forms() {
    let inbox = Inbox::start().await;
    let site = mailing(&inbox).await;
    let (id, link) = referred(&site, &inbox, "Muster AG", "en").await;
    let asked = sent(&site, &link, &[("form", "ask"), ("revision", "1"), ("message", "When?\u{202e}")]).await;
    assert_eq!(
        (asked.status().as_u16(), header(&asked, "location")),
        (303, format!("{link}#history").as_str())
    );
    assert_eq!(standing(&site, &id).await["partner_asks"], true);
    assert!(page(&site, &link).await.contains("You asked"));
    // A page that is older than what happened meanwhile overwrites nothing, and keeps what was typed.
    give(&site, &id, &json!({ "command": "ask", "message": "How many <seats>?" })).await;
    let outdated =
        sent(&site, &link, &[("form", "answer"), ("revision", "2"), ("message", "Twelve & more")]).await;
    assert_eq!(outdated.status(), 412);
    let outdated = outdated.text().await.unwrap();
    assert!(outdated.contains("role=\"alert\"") && outdated.contains("Twelve &amp; more"), "{outdated}");
    assert!(page(&site, &link).await.contains("How many &lt;seats&gt;?"));
    assert_eq!(
        sent(&site, &link, &[("form", "answer"), ("revision", "3"), ("message", " ")]).await.status(),
        422
    );
    let long = "x".repeat(4_001);
    assert_eq!(
        sent(&site, &link, &[("form", "answer"), ("revision", "3"), ("message", &long)]).await.status(),
        422
    );
    assert_eq!(
        sent(&site, &link, &[("form", "answer"), ("revision", "3"), ("message", "Twelve")]).await.status(),
        303
    );
    assert_eq!(standing(&site, &id).await["desk_asks"], false);
    assert_eq!(sent(&site, &link, &[("form", "answer"), ("message", "Again")]).await.status(), 409);
    // What only the vendor may do cannot be done here.
    for form in ["accept", "win", "release", "note", "expire", ""] {
        assert_eq!(sent(&site, &link, &[("form", form), ("note", "x")]).await.status(), 422, "{form}");
    }
    assert_eq!(sent(&site, &link, &[("form", "withdraw"), ("revision", "4")]).await.status(), 303);
    let stored = standing(&site, &id).await;
    assert_eq!((&stored["status"], &stored["protected_until"]), (&json!("withdrawn"), &Value::Null));
    let events = site.vendor(&format!("/api/referrals/{id}/events")).await;
    let partners = events["events"].as_array().unwrap().iter().filter(|it| it["actor"] == "partner").count();
    assert_eq!(partners, 5);
    // What is wrong can still be said.
    let forms = page(&site, &link).await;
    assert_eq!((forms.matches("<form").count(), forms.matches("value=\"report\"").count()), (1, 1));
    assert_eq!(sent(&site, &link, &[("form", "ask"), ("message", "Still?")]).await.status(), 409);
}

#[tokio::test]
async fn an_unknown_and_a_revoked_link_say_so_clearly() {
    let inbox = Inbox::start().await;
    let site = mailing(&inbox).await;
    let (id, link) = referred(&site, &inbox, "Muster AG", "en").await;
    let (_, other) = referred(&site, &inbox, "Kessel AG", "en").await;
    for unknown in [format!("{link}x"), "/partner/none".into(), format!("/partner/{}", "a".repeat(5_000))] {
        let answer = site.get(&unknown).header("accept-language", "de").send().await.unwrap();
        assert_eq!(answer.status(), 404);
        assert!(answer.text().await.unwrap().contains("Dieser Link funktioniert nicht"));
        assert_eq!(sent(&site, &unknown, &[("form", "withdraw")]).await.status(), 404);
    }
    let revoke = site.url(&format!("/referrals/{id}/revoke-links"));
    assert_eq!(site.client.post(&revoke).send().await.unwrap().status(), 401);
    let foreign = site.client.post(&revoke).bearer_auth(TOKEN).header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    let desk = site.vendor_text(&format!("/referrals/{id}")).await;
    assert!(desk.contains("revoke-links"), "{desk}");
    assert_eq!(site.client.post(&revoke).bearer_auth(TOKEN).send().await.unwrap().status(), 200);
    let answer = site.get(&link).send().await.unwrap();
    assert_eq!(answer.status(), 410);
    assert!(answer.text().await.unwrap().contains("This link is no longer valid"));
    assert_eq!(sent(&site, &link, &[("form", "withdraw")]).await.status(), 410);
    assert_eq!(standing(&site, &id).await["status"], "in-review");
    assert!(page(&site, &other).await.contains("Kessel AG"));
    // A newer mail has a new link.
    give(&site, &id, &json!({ "command": "decide", "decision": "accept" })).await;
    let newer = inbox.mails(3).await[2].link();
    assert!(page(&site, &newer).await.contains("Muster AG"));
}

#[tokio::test]
async fn the_page_is_in_the_language_of_the_referral() {
    let inbox = Inbox::start().await;
    let site = mailing(&inbox).await;
    for (language, dir, says) in [
        ("en", "ltr", "Ask a question"),
        ("de", "ltr", "Eine Frage stellen"),
        ("fr", "ltr", "Poser une question"),
        ("es", "ltr", "Hacer una pregunta"),
        ("pt", "ltr", "Fazer uma pergunta"),
        ("it", "ltr", "Fai una domanda"),
        ("nl", "ltr", "Een vraag stellen"),
        ("ja", "ltr", "質問する"),
        ("ar", "rtl", "اطرح سؤالًا"),
    ] {
        let (_, link) = referred(&site, &inbox, "Muster AG", language).await;
        let shown = page(&site, &link).await;
        assert!(shown.contains(&format!("<html lang=\"{language}\" dir=\"{dir}\">")), "{shown}");
        assert!(shown.contains(says), "{language}: {shown}");
    }
}

/// What the desk does to a referral, with its note.
fn command() -> impl Strategy<Value = Value> {
    let commands = [
        json!({ "command": "decide", "decision": "accept" }),
        json!({ "command": "decide", "decision": "decline", "reason": "other" }),
        json!({ "command": "advance", "stage": "meeting" }),
        json!({ "command": "lose", "reason": "price" }),
        json!({ "command": "reopen" }),
        json!({ "command": "release" }),
        json!({ "command": "ask", "message": "What?" }),
        json!({ "command": "answer", "message": "That." }),
        json!({ "command": "note" }),
        json!({ "command": "assign", "to": "desk-note-user" }),
        json!({ "command": "extend", "until": "2029-01-01" }),
    ];
    prop::sample::select(commands.to_vec())
}

#[test]
fn a_link_never_shows_the_desks_notes_or_another_referral() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let inbox = runtime.block_on(Inbox::start());
    let site = runtime.block_on(mailing(&inbox));
    let cases = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(cases, |(deeds in prop::collection::vec((any::<bool>(), command()), 1..12))| {
        runtime.block_on(async {
            let (mine, link) = referred(&site, &inbox, "Own company", "en").await;
            let (other, _) = referred(&site, &inbox, "Foreign company", "en").await;
            for (is_mine, mut deed) in deeds {
                deed["note"] = json!("desk-note of the team");
                if !is_mine && deed["message"].is_string() {
                    deed["message"] = json!("Foreign message");
                }
                give(&site, if is_mine { &mine } else { &other }, &deed).await;
                let shown = page(&site, &link).await;
                assert!(shown.contains("Own company") && shown.contains(&mine), "{shown}");
                assert!(!shown.contains("desk-note") && !shown.contains("Foreign") && !shown.contains(&other), "{shown}");
            }
        });
    });
}
