//! What happens to a lead that arrives.

use crate::site::{self, SCRIPT, Site, header, problem, submission};
use serde_json::{Value, json};

#[tokio::test]
async fn a_lead_is_answered_with_a_receipt_and_read_back_as_it_was_given() {
    let site = Site::start().await;
    let mut submission = submission();
    submission["lead"]["note"] = json!("  as typed \u{1f600} ");
    submission["lead"]["unknown"] = json!([1.50, null]);
    submission["lead"]["lifecyclestage"] = json!("customer");
    let response = site.submit(&submission).await;
    assert_eq!(response.status(), 201);
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    let location = header(&response, "location").to_string();
    let receipt: Value = response.json().await.unwrap();
    assert_eq!(receipt["status"], "accepted");
    assert_eq!(receipt["key"], submission["key"]);
    assert_eq!(receipt["verdict"]["estimate"]["amount"], "500.00");
    assert_eq!(location, format!("/api/referrals/{}", receipt["referral"].as_str().unwrap()));
    let received: jiff::civil::Date = receipt["received_at"].as_str().unwrap()[..10].parse().unwrap();
    let protected: jiff::civil::Date = receipt["protected_until"].as_str().unwrap().parse().unwrap();
    assert_eq!((protected - received).get_days(), 90);
    assert_eq!(receipt["decision_due"], Value::Null);

    let stored = site.vendor(&location).await;
    // The answers are stored as they were read. Members that belong to no question are stored nowhere.
    let lead =
        json!({ "company": "Muster AG", "country": "DE", "employees": 250, "note": "as typed \u{1f600}" });
    assert_eq!(stored["lead"], lead);
    assert_eq!(stored["receipt"], receipt);
    assert_eq!(stored["verdict"], receipt["verdict"]);
    assert_eq!(stored["claimed_verdict"], Value::Null);
    assert_eq!(stored["verdicts_agree"], Value::Null);
    assert_eq!(stored["attribution"]["partner"], "acme-consulting");
    assert_eq!(stored["agreement"], submission["agreement"]);
    assert_eq!(stored["versions"]["rules_hash"], receipt["verdict"]["rules_hash"]);
    assert_eq!(stored["history"], json!([{ "status": "accepted", "at": receipt["received_at"] }]));
    assert_eq!(site.referrals().await, [stored]);
}

#[tokio::test]
async fn that_a_challenge_was_solved_is_noted_and_its_token_is_not_kept() {
    let site = Site::start().await;
    let mut submission = submission();
    assert_eq!(site.submit(&submission).await.status(), 201);
    submission["key"] = json!("9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77");
    submission["challenge"] = json!("token-of-the-challenge");
    assert_eq!(site.submit(&submission).await.status(), 201);
    let [challenged, plain] = <[Value; 2]>::try_from(site.referrals().await).unwrap();
    assert_eq!((&challenged["challenged"], &plain["challenged"]), (&json!(true), &json!(false)));
    assert!(!challenged.to_string().contains("token-of-the-challenge"));
}

#[tokio::test]
async fn the_receipt_is_in_the_forms_language_and_the_verdict_in_the_programs() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["messages"] = json!({ "territory": { "de": "Im Verkaufsgebiet" } });
    program["compensation"][0]["payment"]["after"] = json!({ "en": "payment", "de": "Zahlung" });
    site.write("rules/cloud/program.json", program.to_string());
    let mut submission = submission();
    submission["language"] = json!("de-CH");
    let receipt: Value = site.submit(&submission).await.json().await.unwrap();
    assert_eq!(receipt["fee"]["payment"]["after"], "Zahlung");
    assert_eq!(receipt["verdict"]["estimate"]["payment"]["after"], "payment");

    submission["key"] = site::submission()["key"].take();
    submission["lead"]["country"] = json!("FR");
    let receipt: Value = site.submit(&submission).await.json().await.unwrap();
    assert_eq!(receipt["reasons"], json!(["Im Verkaufsgebiet"]));
    assert_ne!(receipt["verdict"]["findings"][0]["message"], "Im Verkaufsgebiet");
}

#[tokio::test]
async fn what_is_not_asked_of_a_lead_is_neither_missed_nor_kept() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["fields"][3] = json!({
        "name": "plan", "label": "Plan", "type": "text", "required": true, "min_length": 5,
        "visible_when": "lead.country == \"AT\"",
    });
    site.write("rules/cloud/program.json", program.to_string());
    let mut submission = submission();
    submission["lead"]["plan"] = json!("x");
    let response = site.submit(&submission).await;
    assert_eq!(response.status(), 201);
    let stored = site.referrals().await.remove(0);
    assert_eq!(stored["lead"]["plan"], Value::Null);
    assert_eq!(stored["verdict"]["hidden"], json!(["plan"]));

    submission["key"] = site::submission()["key"].take();
    submission["lead"]["country"] = json!("AT");
    let problem = problem(site.submit(&submission).await, 422).await;
    assert_eq!(problem["errors"][0]["field"], "plan");
}

#[tokio::test]
async fn an_answer_that_is_wrong_beside_others_is_refused_with_the_programs_words() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["fields"][3] = json!({
        "name": "vat", "label": "VAT number", "type": "text", "pattern": "[A-Z]{2}[0-9]{9}",
        "pattern_message": "Two letters and nine digits.",
        "valid_when": "lead.country == \"DE\"", "valid_message": { "en": "In Germany only.", "de": "Nur in Deutschland." },
    });
    site.write("rules/cloud/program.json", program.to_string());
    let mut submission = submission();
    submission["language"] = json!("de");
    for (country, vat, said) in
        [("DE", "DE1", "Two letters and nine digits."), ("AT", "AT123456789", "Nur in Deutschland.")]
    {
        submission["lead"]["country"] = json!(country);
        submission["lead"]["vat"] = json!(vat);
        let problem = problem(site.submit(&submission).await, 422).await;
        assert_eq!(problem["errors"], json!([{ "field": "vat", "message": said }]));
    }
    submission["lead"]["country"] = json!("DE");
    submission["lead"]["vat"] = json!("DE123456789");
    assert_eq!(site.submit(&submission).await.status(), 201);
}

#[tokio::test]
async fn the_rules_decide_where_a_referral_stands() {
    let site = Site::start().await;
    let mut small = submission();
    small["lead"]["employees"] = json!(3);
    let review: Value = site.submit(&small).await.json().await.unwrap();
    assert_eq!(review["status"], "in-review");
    assert!(review["protected_until"].is_string() && review["decision_due"].is_string());

    let mut abroad = submission();
    abroad["lead"]["country"] = json!("FR");
    let declined: Value = site.submit(&abroad).await.json().await.unwrap();
    assert_eq!(declined["status"], "declined");
    assert_eq!(declined["protected_until"], Value::Null);
    assert_eq!(declined["verdict"]["findings"][0]["message"], "We serve Germany and Austria.");
    let statuses: Vec<Value> = site.referrals().await.iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["declined", "in-review"]);
}

#[tokio::test]
async fn the_browsers_verdict_is_compared_and_not_trusted() {
    let site = Site::start().await;
    let mut first = submission();
    first["lead"]["country"] = json!("FR");
    let receipt: Value = site.submit(&first).await.json().await.unwrap();

    let mut honest = submission();
    honest["lead"] = first["lead"].clone();
    honest["verdict"] = receipt["verdict"].clone();
    honest["verdict"]["today"] = json!("2020-01-01");
    site.submit(&honest).await;
    let mut forged = honest.clone();
    forged["key"] = submission()["key"].clone();
    forged["verdict"]["status"] = json!("qualified");
    let answer: Value = site.submit(&forged).await.json().await.unwrap();
    assert_eq!(answer["status"], "declined");

    let agree: Vec<Value> = site.referrals().await.iter().map(|one| one["verdicts_agree"].clone()).collect();
    assert_eq!(agree, [json!(false), json!(true), Value::Null]);
    assert_eq!(site.referrals().await[0]["claimed_verdict"]["status"], "qualified");
}

#[tokio::test]
async fn a_repeated_submission_gets_the_same_bytes_even_after_the_program_changed() {
    let site = Site::start().await;
    let submission = submission();
    let first = site.submit(&submission).await.bytes().await.unwrap();
    let mut changed = site::program("2");
    changed["agreement"]["version"] = json!("2");
    site.write("rules/cloud/program.json", changed.to_string());

    let again = site.submit(&submission).await;
    assert_eq!(again.status(), 200);
    assert_eq!(header(&again, "idempotent-replayed"), "true");
    assert_eq!(again.bytes().await.unwrap(), first);
    let mut upper = submission.clone();
    upper["key"] = json!(submission["key"].as_str().unwrap().to_uppercase());
    assert_eq!(site.submit(&upper).await.bytes().await.unwrap(), first);
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn a_key_used_for_another_lead_is_refused_with_the_first_receipt() {
    let site = Site::start().await;
    let mut submission = submission();
    let receipt: Value = site.submit(&submission).await.json().await.unwrap();
    submission["lead"]["company"] = json!("Another GmbH");
    let refused = problem(site.submit(&submission).await, 422).await;
    assert_eq!(refused["type"], "idempotency-key-reused");
    assert_eq!(refused["receipt"], receipt);
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_copies_at_once_are_one_referral() {
    let site = std::sync::Arc::new(Site::start().await);
    let submission = submission();
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(20));
    let sent: Vec<_> = (0..20)
        .map(|_| {
            let (site, submission, barrier) = (site.clone(), submission.clone(), barrier.clone());
            tokio::spawn(async move {
                barrier.wait().await;
                let response = site.submit(&submission).await;
                (response.status().as_u16(), response.bytes().await.unwrap())
            })
        })
        .collect();
    let mut created = 0;
    let mut receipts = std::collections::BTreeSet::new();
    for answer in sent {
        let (status, receipt) = answer.await.unwrap();
        assert!(status == 200 || status == 201, "{status}");
        created += u32::from(status == 201);
        receipts.insert(receipt);
    }
    assert_eq!((created, receipts.len()), (1, 1));
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn a_rule_that_never_ends_sends_the_lead_to_review() {
    let site = Site::start().await;
    let endless =
        format!("{SCRIPT}\nreview(\"endless\", \"Never ends.\", |lead| {{ while true {{ }} true }});");
    site.write("rules/cloud/qualify.rhai", endless);
    let receipt: Value = site.submit(&submission()).await.json().await.unwrap();
    assert_eq!(receipt["status"], "in-review");
    let findings = receipt["verdict"]["findings"].as_array().unwrap();
    let endless = findings.iter().find(|finding| finding["code"] == "endless").unwrap();
    assert_eq!(endless["outcome"], "error");
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn a_database_that_refuses_stores_nothing_and_asks_to_try_again() {
    let site = Site::start().await;
    let file = format!("sqlite://{}", site.file("referrals.db").display());
    let database = sqlx::SqlitePool::connect(&file).await.unwrap();
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::query(refuse).execute(&database).await.unwrap();
    let submission = submission();
    let response = site.submit(&submission).await;
    assert_eq!(header(&response, "retry-after"), "5");
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    let refused = problem(response, 503).await;
    let sentence = "The database did not answer. Nothing was stored; send the same request again.";
    assert_eq!(refused["detail"], sentence);
    assert_eq!(site.referrals().await.len(), 0);

    sqlx::query("DROP TRIGGER refuse").execute(&database).await.unwrap();
    assert_eq!(site.submit(&submission).await.status(), 201);
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn a_review_for_the_points_alone_says_how_many_there_are_and_how_many_are_enough() {
    let site = Site::start().await;
    let script = r#"
        require("territory", "We serve Germany and Austria.", |lead| lead.country in ["DE", "AT"]);
        score("size", |lead| if lead.employees >= 250 { 50 } else { 20 });
        qualify_at(45);
        plan(|lead| "referral");
    "#;
    site.write("rules/cloud/qualify.rhai", script);
    let mut few = submission();
    few["lead"]["employees"] = json!(80);
    let receipt: Value = site.submit(&few).await.json().await.unwrap();
    assert_eq!(receipt["status"], "in-review");
    assert_eq!(receipt["score"], json!({ "points": 20, "least": 45 }));

    let mut many = submission();
    many["key"] = json!("0b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77");
    many["lead"]["employees"] = json!(250);
    let receipt: Value = site.submit(&many).await.json().await.unwrap();
    assert_eq!((&receipt["status"], &receipt["score"]), (&json!("accepted"), &Value::Null));
}

#[tokio::test]
async fn what_declined_a_lead_is_said_not_to_be_met() {
    let site = Site::start().await;
    let form = [
        ("company", "Kessel AG"),
        ("country", "FR"),
        ("employees", "80"),
        ("submission-key", "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77"),
        ("agreement-version", "1"),
        ("accept-agreement", "true"),
        ("page-action", "send"),
    ];
    let answer = site.client.post(site.url("/refer/cloud")).form(&form).send().await.unwrap();
    let page = answer.text().await.unwrap();
    let (_, reasons) = page.split_once(">Not met<").unwrap_or_else(|| panic!("{page}"));
    assert!(reasons.contains("We serve Germany and Austria."), "{page}");
    let page = site.vendor_text("/").await;
    assert!(page.contains("Not met: We serve Germany and Austria."), "{page}");
}
