//! What partners say of programs and of their referrals comes back with the desk's answer, and to nobody else.

use crate::partners;
use crate::site::{self, Site, TOKEN, header, problem};
use crate::status_keys::{KEY, ask, decide, held, lead, referred};
use crate::streams::Stream;
use referral_signing::Keypair;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const OTHER: &str = "6d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";
const FEEDBACK: &str = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";

async fn site() -> Site {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["feedback"] = json!(true);
    site.write("rules/cloud/program.json", program.to_string());
    site
}

/// Feedback of a partner on the program.
fn feedback(key: &str, text: &str, status_key: Option<&str>) -> Value {
    json!({
        "key": key, "program": "cloud", "version": "2", "status_key": status_key,
        "attribution": { "partner": "acme-consulting" },
        "feedback": { "topic": "fee", "text": text },
    })
}

async fn shown(site: &Site, body: &Value) -> Value {
    let answer = ask(site, "referrals", body).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

fn asked(key: &str, status_key: &str) -> Value {
    json!({ "feedback": [{ "key": key, "status_key": status_key }] })
}

/// The desk answers.
async fn answer(site: &Site, key: &str, text: &str) -> reqwest::Response {
    let url = site.url(&format!("/api/feedback/{key}/answer"));
    site.client.post(url).bearer_auth(TOKEN).json(&json!({ "text": text })).send().await.unwrap()
}

async fn report(site: &Site, id: &str, status_key: &str, text: &str) -> reqwest::Response {
    let command = json!({
        "referral": id, "status_key": status_key, "command": "report", "message": text, "language": "en",
    });
    ask(site, "commands", &command).await
}

#[tokio::test]
async fn feedback_comes_back_with_its_last_answer_to_whoever_has_its_key() {
    let site = site().await;
    let sent = site.submit(&feedback(FEEDBACK, "Is it paid in francs?", Some(KEY))).await;
    assert_eq!((sent.status().as_u16(), header(&sent, "status-key")), (201, KEY));
    let view = &shown(&site, &asked(FEEDBACK, &KEY.to_uppercase())).await["feedback"][0];
    assert_eq!(
        (&view["text"], &view["answer"], &view["program"]["id"]),
        (&json!("Is it paid in francs?"), &Value::Null, &json!("cloud"))
    );

    let first: Value = answer(&site, FEEDBACK, " Yes. ").await.json().await.unwrap();
    assert_eq!((&first["answer"], &first["answers"]), (&json!("Yes."), &json!(1)));
    for text in ["No, not yet.", "No, not yet."] {
        assert_eq!(answer(&site, FEEDBACK, text).await.status(), 200);
    }
    let view = &shown(&site, &asked(FEEDBACK, KEY)).await["feedback"][0];
    assert_eq!((&view["answer"]["text"], &view["answers"]), (&json!("No, not yet."), &json!(2)));

    for (key, status_key) in [(FEEDBACK, OTHER), (OTHER, KEY), (FEEDBACK, ""), ("x", KEY)] {
        assert_eq!(shown(&site, &asked(key, status_key)).await["feedback"], json!([]), "{key} {status_key}");
    }
    let many: Vec<Value> = vec![asked(FEEDBACK, KEY)["feedback"][0].clone(); 101];
    problem(ask(&site, "referrals", &json!({ "feedback": many })).await, 422).await;
}

#[tokio::test]
async fn the_key_of_feedback_is_told_once_and_stands_nowhere() {
    let site = site().await;
    let sent = feedback(FEEDBACK, "Is it paid in francs?", None);
    let made = header(&site.submit(&sent).await, "status-key").to_string();
    assert!(uuid::Uuid::try_parse(&made).is_ok(), "{made}");
    for (named, told) in [(None, ""), (Some(OTHER), ""), (Some(made.as_str()), made.as_str())] {
        let again = site.submit(&feedback(FEEDBACK, "Is it paid in francs?", named)).await;
        assert_eq!((again.status().as_u16(), header(&again, "status-key")), (201, told));
    }
    let wrong = problem(site.submit(&feedback(OTHER, "Hm.", Some("1234"))).await, 422).await;
    assert!(wrong["detail"].as_str().unwrap().starts_with("`status_key` must be a UUID"), "{wrong}");
    let mut listed = site.vendor_text("/api/feedback").await;
    listed.push_str(&site.vendor_text("/feedback").await);
    assert!(listed.contains("Is it paid in francs?") && !listed.contains(&made));
    for file in ["referrals.db", "referrals.db-wal"] {
        let bytes = std::fs::read(site.file(file)).unwrap_or_default();
        assert!(!bytes.windows(made.len()).any(|part| part == made.as_bytes()), "{file}");
    }
}

#[tokio::test]
async fn the_desk_answers_on_its_pages_what_waits_first() {
    let site = site().await;
    for (key, text) in [(FEEDBACK, "The older one."), (OTHER, "The newer one.")] {
        assert_eq!(site.submit(&feedback(key, text, None)).await.status(), 201);
    }
    let form = |key: &str, text: &str| {
        let url = site.url(&format!("/feedback/{key}/answer"));
        site.client.post(url).bearer_auth(TOKEN).form(&[("text", text)])
    };
    let answered = form(OTHER, "One\r\n<b>two</b>").send().await.unwrap();
    assert!(answered.status().is_success(), "{answered:?}");
    let page = site.vendor_text("/feedback").await;
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    assert!(place("The older one.") < place("The newer one."));
    assert!(page.contains("One\n&lt;b&gt;two&lt;/b&gt;") && page.contains("Correct the answer"), "{page}");
    assert_eq!(page.matches("Not answered yet. The partner waits.").count(), 1);
    for (key, text, status) in [(OTHER, " ", 422), (OTHER, &*"x".repeat(4_001), 422), ("nobody", "Yes.", 404)]
    {
        assert_eq!(form(key, text).send().await.unwrap().status(), status);
        assert_eq!(answer(&site, key, text).await.status(), status);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_closed_referral_is_said_answered_and_seen() {
    let site = site().await;
    let (id, receipt) = referred(&site, "Muster AG", KEY).await;
    decide(&site, &id, &json!({ "command": "decide", "decision": "decline", "reason": "not-a-fit" })).await;
    let before = shown(&site, &held(&id, KEY)).await["referrals"][0].clone();
    assert_eq!(before["may"], json!(["ask", "report"]));
    // Sent twice it is one. It changes nothing else.
    for _ in 0..2 {
        let view: Value = report(&site, &id, KEY, " They do fit. ").await.json().await.unwrap();
        assert_eq!(view["feedback"].as_array().unwrap().len(), 1);
        assert_eq!(view["feedback"][0]["text"], "They do fit.");
        for same in ["status", "revision", "due", "events"] {
            assert_eq!(view[same], before[same], "{same}");
        }
    }
    let said = site.vendor("/api/feedback").await["feedback"][0].clone();
    assert_eq!((&said["topic"], &said["referral"]), (&json!("referral"), &json!(id)));
    let page = site.vendor_text(&format!("/referrals/{id}")).await;
    assert!(page.contains("What the partner says is wrong") && page.contains("They do fit."), "{page}");
    assert!(site.vendor_text("/feedback").await.contains(&format!("/referrals/{id}#said-wrong")));

    let key = said["key"].as_str().unwrap();
    assert_eq!(answer(&site, key, "We look again.").await.status(), 200);
    let view = &shown(&site, &held(&id, KEY)).await["referrals"][0];
    assert_eq!(view["feedback"][0]["answer"]["text"], "We look again.");
    // After an answer the same words are new.
    let view: Value = report(&site, &id, KEY, "They do fit.").await.json().await.unwrap();
    assert_eq!(view["feedback"].as_array().unwrap().len(), 2);

    let other = report(&site, &id, OTHER, "Mine.").await;
    problem(other, 403).await;
    let by_receipt = json!({
        "referral": id, "status_key": receipt["key"], "command": "report", "message": "Mine.",
    });
    problem(ask(&site, "commands", &by_receipt).await, 403).await;
    let empty = problem(report(&site, &id, KEY, " ").await, 422).await;
    assert_eq!(
        (&empty["type"], &empty["detail"]),
        (&json!("command-incomplete"), &json!("Write something first."))
    );
    problem(report(&site, &id, KEY, &"x".repeat(4_001)).await, 422).await;
    for n in 0..19 {
        assert_eq!(report(&site, &id, KEY, &format!("Again {n}")).await.status(), 200);
    }
    problem(report(&site, &id, KEY, "Once more.").await, 409).await;
}

#[tokio::test]
async fn the_page_behind_a_link_takes_it_and_that_of_a_receipt_does_not() {
    let site = site().await;
    let (id, receipt) = referred(&site, "Muster AG", KEY).await;
    decide(&site, &id, &json!({ "command": "decide", "decision": "decline", "reason": "not-a-fit" })).await;
    let link = format!("/partner/{id}~{KEY}");
    let send = async |text: &str| {
        let form = [("form", "report"), ("message", text)];
        site.client.post(site.url(&link)).form(&form).send().await.unwrap()
    };
    for _ in 0..2 {
        assert!(send("They <do> fit.").await.status().is_success());
    }
    assert_eq!(send(" ").await.status(), 422);
    let said = site.vendor("/api/feedback").await["feedback"].clone();
    assert_eq!(said.as_array().unwrap().len(), 1);
    answer(&site, said[0]["key"].as_str().unwrap(), "We look again.").await;
    let page = site.get(&link).send().await.unwrap().text().await.unwrap();
    for text in ["Something is wrong", "They &lt;do&gt; fit.", "We look again."] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let form = [("receipt", receipt["signature"].as_str().unwrap())];
    let page = site.client.post(site.url("/partner")).form(&form).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("We look again.") && !page.contains("Something is wrong"), "{page}");
}

#[tokio::test]
async fn a_partner_never_sees_what_another_has_said() {
    let site = site().await;
    let key = Keypair::generate().unwrap();
    site.write("rules/cloud/partners.json", json!({ "token_keys": [key.public().text()] }).to_string());
    let of = |partner: &str| partners::token(&key, |token| token.sub = partner.into());
    let [mine, other] = ["acme-consulting", "other"].map(of);
    // Each says something of the program and of a referral. Somebody else claims to be the first of them.
    for (partner, token, company, said) in [
        ("acme-consulting", Some(&mine), "Meins AG", "of mine"),
        ("other", Some(&other), "Fremd AG", "of others"),
        ("acme-consulting", None, "Behauptet AG", "of nobody"),
    ] {
        let attribution = json!({ "partner": partner, "token": token });
        let mut sent = feedback(&uuid::Uuid::new_v4().to_string(), &format!("A program {said}"), None);
        sent["attribution"] = attribution.clone();
        assert_eq!(site.submit(&sent).await.status(), 201);
        let mut referral = lead(company, None);
        referral["attribution"] = attribution;
        let answer = site.submit(&referral).await;
        let status_key = header(&answer, "status-key").to_string();
        let receipt: Value = answer.json().await.unwrap();
        let id = receipt["referral"].as_str().unwrap();
        assert_eq!(report(&site, id, &status_key, &format!("A referral {said}")).await.status(), 200);
    }
    for said in site.vendor("/api/feedback").await["feedback"].as_array().unwrap() {
        let text = format!("An answer to: {}", said["text"].as_str().unwrap());
        assert_eq!(answer(&site, said["key"].as_str().unwrap(), &text).await.status(), 200);
    }
    for (token, own, foreign) in [(&mine, "of mine", "of others"), (&other, "of others", "of mine")] {
        let all = shown(&site, &json!({ "token": token, "program": "cloud" })).await.to_string();
        assert_eq!(all.matches(own).count(), 4, "{all}");
        assert!(!all.contains(foreign) && !all.contains("of nobody"), "{all}");
    }
    let elsewhere = shown(&site, &json!({ "token": mine, "program": "other" })).await;
    assert_eq!((&elsewhere["feedback"], &elsewhere["referrals"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn an_open_page_hears_of_the_answer() {
    let site = site().await;
    let (id, _) = referred(&site, "Muster AG", KEY).await;
    let mut page = Stream::open(&site, &held(&id, KEY)).await;
    assert_eq!(page.expect("referrals").await["referrals"][0]["feedback"], json!([]));
    assert_eq!(report(&site, &id, KEY, "Nobody has called.").await.status(), 200);
    let said = page.expect("referral").await["feedback"][0].clone();
    assert_eq!((&said["text"], &said["answer"]), (&json!("Nobody has called."), &Value::Null));
    let key = said["key"].as_str().unwrap();
    for text in ["We call today.", "We have called."] {
        let began = Instant::now();
        assert_eq!(answer(&site, key, text).await.status(), 200);
        assert_eq!(page.expect("referral").await["feedback"][0]["answer"]["text"], text);
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
}
