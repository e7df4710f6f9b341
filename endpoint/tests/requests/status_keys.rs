//! By its key a sender sees its referral and acts on it. A receipt only shows it. Nothing shows the key to anybody else.

use crate::partners;
use crate::site::{Site, TOKEN, header, problem, submission};
use referral_signing::Keypair;
use referral_widget::office::Role;
use reqwest::Response;
use serde_json::{Value, json};

pub const KEY: &str = "5d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";
const OTHER: &str = "6d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";

/// A lead that a person decides on.
pub fn lead(company: &str, status_key: Option<&str>) -> Value {
    let mut lead = submission();
    lead["lead"]["company"] = json!(company);
    lead["lead"]["employees"] = json!(3);
    lead["status_key"] = json!(status_key);
    lead
}

/// Sends such a lead, and returns its id and its receipt.
pub async fn referred(site: &Site, company: &str, status_key: &str) -> (String, Value) {
    let answer = site.submit(&lead(company, Some(status_key))).await;
    assert_eq!(answer.status(), 201);
    let receipt: Value = answer.json().await.unwrap();
    (receipt["referral"].as_str().unwrap().into(), receipt)
}

pub async fn ask(site: &Site, path: &str, body: &Value) -> Response {
    let request = site.client.post(site.url(&format!("/api/partner/{path}")));
    request.header("content-type", "text/plain;charset=UTF-8").body(body.to_string()).send().await.unwrap()
}

async fn shown(site: &Site, body: &Value) -> Value {
    let answer = ask(site, "referrals", body).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "cache-control")), (200, "no-store"));
    assert_eq!(header(&answer, "access-control-allow-origin"), "*");
    answer.json().await.unwrap()
}

/// What the vendor's people do to a referral.
pub async fn decide(site: &Site, id: &str, order: &Value) {
    let url = site.url(&format!("/api/referrals/{id}/commands"));
    let answer = site.client.post(url).bearer_auth(TOKEN).body(order.to_string()).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

pub fn held(id: &str, status_key: &str) -> Value {
    json!({ "referrals": [{ "referral": id, "status_key": status_key }] })
}

#[tokio::test]
async fn the_key_comes_beside_the_receipt_and_stands_nowhere_else() {
    let site = Site::start().await;
    let first = lead("Muster AG", None);
    let answer = site.submit(&first).await;
    let made = header(&answer, "status-key").to_string();
    assert!(uuid::Uuid::try_parse(&made).is_ok(), "{made}");
    assert!(header(&answer, "access-control-expose-headers").contains("status-key"));
    let receipt = answer.text().await.unwrap();
    assert!(!receipt.contains(&made));
    // Whoever has the receipt knows the submission's key, and may guess the lead. So the same submission is told no key.
    let again = site.submit(&first).await;
    assert_eq!((again.status().as_u16(), header(&again, "status-key")), (200, ""));
    let mut guessed = first.clone();
    guessed["status_key"] = json!(OTHER);
    assert_eq!(header(&site.submit(&guessed).await, "status-key"), "");
    guessed["status_key"] = json!(made.to_uppercase());
    assert_eq!(header(&site.submit(&guessed).await, "status-key"), made);

    let chosen = site.submit(&lead("Zink AG", Some(KEY))).await;
    assert_eq!(header(&chosen, "status-key"), KEY);
    let wrong = site.submit(&lead("Blei AG", Some("1234"))).await;
    let wrong = problem(wrong, 422).await;
    assert!(wrong["detail"].as_str().unwrap().starts_with("`status_key` must be a UUID"), "{wrong}");

    let mut listed = site.vendor_text("/api/referrals").await;
    listed.push_str(&site.vendor_text("/referrals.csv").await);
    let id = site.referrals().await[0]["id"].as_str().unwrap().to_string();
    let page = site.vendor_text(&format!("/referrals/{id}")).await;
    for key in [made.as_str(), KEY] {
        assert!(!listed.contains(key) && !page.contains(key));
    }
    for file in ["referrals.db", "referrals.db-wal"] {
        let bytes = std::fs::read(site.file(file)).unwrap_or_default();
        let has = |key: &str| bytes.windows(key.len()).any(|part| part == key.as_bytes());
        assert!(!has(&made) && !has(KEY), "{file}");
    }
}

#[tokio::test]
async fn a_key_opens_its_own_referral_in_the_language_that_is_asked_for() {
    let site = Site::start().await;
    let (id, _) = referred(&site, "Muster <AG>", KEY).await;
    let (other, _) = referred(&site, "Fremd AG", OTHER).await;
    let mut asked = held(&id, &KEY.to_uppercase());
    asked["language"] = json!("de-CH");
    let answer = shown(&site, &asked).await;
    let view = &answer["referrals"][0];
    assert_eq!(view["referral"], id.as_str());
    assert_eq!([&view["company"], &view["status"]], ["Muster <AG>", "in-review"]);
    assert_eq!((&view["status_said"], &view["revision"]), (&json!("in Prüfung"), &json!(1)));
    assert_eq!(view["may"], json!(["withdraw", "ask", "report"]));
    assert_eq!(view["due"][0]["owed"], "decision");
    assert!(view["due"][0]["said"].as_str().unwrap().starts_with("Die Entscheidung fällt bis"), "{view}");
    assert_eq!(view["events"][0]["name"], "received");
    assert!(!answer.to_string().contains("Fremd"));

    for (referral, key) in [(&other, KEY), (&id, OTHER), (&id, ""), (&"nobody".to_string(), KEY)] {
        let closed = shown(&site, &held(referral, key)).await;
        assert_eq!(
            (closed["referrals"].as_array().unwrap().len(), &closed["closed"][0]["why"]),
            (0, &json!("unknown"))
        );
    }
    let revoke = site.client.post(site.url(&format!("/referrals/{id}/revoke-links"))).bearer_auth(TOKEN);
    assert!(revoke.send().await.unwrap().status().is_success());
    let closed = shown(&site, &held(&id, KEY)).await;
    assert_eq!(closed["closed"][0]["why"], "revoked");
    let command = json!({ "referral": id, "status_key": KEY, "command": "withdraw" });
    problem(ask(&site, "commands", &command).await, 410).await;
}

#[tokio::test]
async fn a_receipt_shows_its_referral_and_lets_nobody_act() {
    let site = Site::start().await;
    let (id, receipt) = referred(&site, "Muster AG", KEY).await;
    let signature = receipt["signature"].as_str().unwrap();
    let saved = format!("{signature}\nlead-salt: {}\n", receipt["lead_salt"].as_str().unwrap());
    for text in [signature, &saved] {
        let answer = shown(&site, &json!({ "receipts": [text] })).await;
        assert_eq!(
            (&answer["referrals"][0]["referral"], &answer["referrals"][0]["may"]),
            (&json!(id), &json!([]))
        );
    }
    // The key lets act, whatever else is shown.
    let mut both = held(&id, KEY);
    both["receipts"] = json!([signature]);
    assert_eq!(shown(&site, &both).await["referrals"][0]["may"], json!(["withdraw", "ask", "report"]));

    let foreign = Site::start().await;
    let (_, other) = referred(&foreign, "Muster AG", KEY).await;
    let mut changed = signature.to_string();
    changed.replace_range(40..41, if &changed[40..41] == "A" { "B" } else { "A" });
    for wrong in [other["signature"].as_str().unwrap(), &changed, "", "a.b.c"] {
        let answer = shown(&site, &json!({ "receipts": [wrong] })).await;
        assert_eq!(answer["closed"][0]["why"], "receipt", "{wrong}");
    }
    let key = &receipt["key"];
    for secret in [
        json!({ "status_key": key }),
        json!({ "status_key": signature }),
        json!({ "token": signature, "program": "cloud" }),
        json!({}),
    ] {
        let mut command = json!({ "referral": id, "command": "withdraw" });
        command.as_object_mut().unwrap().extend(secret.as_object().unwrap().clone());
        problem(ask(&site, "commands", &command).await, 403).await;
    }
}

#[tokio::test]
async fn a_token_shows_what_is_known_to_be_the_partners() {
    let site = Site::start().await;
    let key = Keypair::generate().unwrap();
    site.write("rules/cloud/partners.json", json!({ "token_keys": [key.public().text()] }).to_string());
    let of = |partner: &str| partners::token(&key, |token| token.sub = partner.into());
    let mine = of("acme-consulting");
    for (company, partner, token) in [
        ("Meins AG", "acme-consulting", Some(mine.as_str())),
        ("Behauptet AG", "acme-consulting", None),
        ("Fremd AG", "other", Some(of("other").as_str())),
    ] {
        let mut lead = lead(company, None);
        lead["attribution"] = json!({ "partner": partner, "token": token });
        assert_eq!(site.submit(&lead).await.status(), 201);
    }
    let asked = |token: &str, program: &str| json!({ "token": token, "program": program });
    let answer = shown(&site, &asked(&mine, "cloud")).await;
    let companies: Vec<&str> = answer["referrals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|view| view["company"].as_str().unwrap())
        .collect();
    assert_eq!(companies, ["Meins AG"]);
    let id = answer["referrals"][0]["referral"].clone();
    let other = shown(&site, &asked(&of("other"), "cloud")).await["referrals"][0]["referral"].clone();
    let command = |id: &Value, token: &str| json!({ "referral": id, "token": token, "program": "cloud", "command": "ask", "message": "When?" });
    assert_eq!(ask(&site, "commands", &command(&id, &mine)).await.status(), 200);
    problem(ask(&site, "commands", &command(&other, &mine)).await, 403).await;
    // Whoever only claims to be a partner is not in the partner's hands.
    let all = site.referrals().await;
    let claimed = all.iter().find(|referral| referral["lead"]["company"] == "Behauptet AG").unwrap();
    problem(ask(&site, "commands", &command(&claimed["id"], &mine)).await, 403).await;

    let expired = partners::token(&key, |token| (token.iat, token.exp) = (1_000, 1_900));
    let foreign = partners::token(&Keypair::generate().unwrap(), |_| {});
    for (token, program) in [(&expired, "cloud"), (&foreign, "cloud"), (&mine, "nope"), (&mine, "")] {
        let answer = shown(&site, &asked(token, program)).await;
        assert_eq!(answer["closed"][0]["why"], "token", "{program}");
        let mut command = command(&id, token);
        command["program"] = json!(program);
        problem(ask(&site, "commands", &command).await, 403).await;
    }
}

#[tokio::test]
async fn a_partner_asks_answers_and_withdraws_and_a_refusal_says_why() {
    let site = Site::start().await;
    let (id, _) = referred(&site, "Muster AG", KEY).await;
    let give = async |command: &str, message: &str, revision: u64| {
        let body = json!({
            "referral": id, "status_key": KEY, "language": "de", "command": command, "message": message,
            "revision": revision,
        });
        ask(&site, "commands", &body).await
    };
    let view: Value = give("ask", " Wann rufen Sie an? ", 1).await.json().await.unwrap();
    assert_eq!(view["events"][1]["message"], "Wann rufen Sie an?");
    let outdated = problem(give("ask", "Wann?", 1).await, 412).await;
    assert_eq!(outdated["type"], "referral-changed");
    let impossible = problem(give("answer", "Morgen.", 2).await, 409).await;
    assert_eq!(impossible["detail"], "Es gibt keine offene Frage.");
    problem(give("ask", "", 2).await, 422).await;
    problem(give("ask", &"x".repeat(20_000), 2).await, 422).await;
    for command in ["decide", "release", "note", "win"] {
        problem(give(command, "Ja.", 2).await, 422).await;
    }
    decide(&site, &id, &json!({ "command": "ask", "message": "Which product?", "note": "Only for us." }))
        .await;
    let view: Value = give("answer", "Die Pumpen.", 3).await.json().await.unwrap();
    assert!(!view.to_string().contains("Only for us."));
    let view: Value = give("withdraw", "", 4).await.json().await.unwrap();
    assert_eq!((&view["status"], &view["may"]), (&json!("withdrawn"), &json!(["report"])));
}

#[tokio::test]
async fn a_decline_is_told_in_the_rules_words_with_what_would_have_qualified() {
    let site = Site::start().await;
    let mut small = lead("Klein AG", Some(KEY));
    small["lead"]["country"] = json!("FR");
    small["lead"]["employees"] = json!(250);
    let receipt: Value = site.submit(&small).await.json().await.unwrap();
    assert_eq!(receipt["status"], "declined");
    let id = receipt["referral"].as_str().unwrap();
    let view = &shown(&site, &held(id, KEY)).await["referrals"][0];
    let reason = &view["reasons"][0];
    assert_eq!(reason["said"], receipt["reasons"][0]);
    assert!(reason["mend"].as_str().unwrap().starts_with("It would qualify with: "), "{view}");
    assert_eq!(view["fee"], Value::Null);

    let (id, _) = referred(&site, "Muster AG", OTHER).await;
    decide(
        &site,
        &id,
        &json!({ "command": "decide", "decision": "decline", "reason": "not-a-fit", "message": "Sorry." }),
    )
    .await;
    let view = &shown(&site, &held(&id, OTHER)).await["referrals"][0];
    assert_eq!((&view["status"], &view["reasons"][0]["code"]), (&json!("declined"), &json!("not-a-fit")));
    assert_eq!(view["events"][1]["message"], "Sorry.");
}

#[tokio::test]
async fn after_a_step_is_taken_back_the_partner_sees_what_it_saw_before_and_what_was_written() {
    let site = Site::start().await;
    let (id, _) = referred(&site, "Muster AG", KEY).await;
    let before = shown(&site, &held(&id, KEY)).await["referrals"][0].clone();
    assert_eq!(before["reasons"].as_array().map(Vec::len), Some(1), "{before}");
    decide(&site, &id, &json!({ "command": "decide", "decision": "decline", "reason": "not-a-fit" })).await;
    decide(&site, &id, &json!({ "command": "undo", "message": "That was meant for another." })).await;
    let view = &shown(&site, &held(&id, KEY)).await["referrals"][0];
    for part in ["status", "reasons", "due", "may", "protected_until"] {
        assert_eq!(view[part], before[part], "{part}");
    }
    let events = view["events"].as_array().unwrap();
    let names: Vec<_> = events.iter().map(|event| &event["name"]).collect();
    assert_eq!(names, ["received", "declined", "released", "undone"]);
    assert_eq!(events[3]["message"], "That was meant for another.");

    // Who works on it is the vendor's own affair, but not what was written for the partner.
    site.person(Role::Manager).await;
    let user = site.store().await.users().await.unwrap().remove(0).id;
    for message in [None, Some("We are back.")] {
        decide(&site, &id, &json!({ "command": "assign", "to": user })).await;
        decide(&site, &id, &json!({ "command": "undo", "message": message })).await;
    }
    let view = &shown(&site, &held(&id, KEY)).await["referrals"][0];
    let events = view["events"].as_array().unwrap();
    assert_eq!((events.len(), &events[4]["message"]), (5, &json!("We are back.")), "{view}");
    assert!(!view.to_string().contains(&user), "{view}");
}

#[tokio::test]
async fn the_page_without_script_has_a_link_that_acts() {
    let site = Site::start().await;
    let (id, receipt) = referred(&site, "Muster AG", KEY).await;
    let link = format!("/partner/{id}~{KEY}");
    let page = site.get(&link).send().await.unwrap().text().await.unwrap();
    assert!(
        page.contains("Your referral of Muster AG") && page.contains(&format!("action=\"{link}\"")),
        "{page}"
    );
    for wrong in [
        format!("/partner/{id}~{OTHER}"),
        format!("/partner/{id}~{}", receipt["key"].as_str().unwrap()),
        format!("/partner/{id}~"),
    ] {
        assert_eq!(site.get(&wrong).send().await.unwrap().status(), 404, "{wrong}");
    }
}
