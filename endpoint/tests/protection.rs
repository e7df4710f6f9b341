//! Customers whom another referral protects.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod site;

use serde_json::{Value, json};
use site::{Site, problem, program, submission};

/// A program that knows customers again by their website and their name.
async fn site(change: impl FnOnce(&mut Value)) -> Site {
    let site = Site::start().await;
    let mut program = program("2");
    let website = json!({ "name": "website", "label": "Website", "type": "url" });
    program["fields"].as_array_mut().unwrap().push(website);
    program["agreement"]["known_by"] = json!(["website", "company"]);
    change(&mut program);
    site.write("rules/cloud/program.json", program.to_string());
    site
}

fn of(partner: &str, lead: Value) -> Value {
    let mut submission = submission();
    submission["versions"]["program"] = json!("2");
    submission["attribution"]["partner"] = json!(partner);
    for (name, answer) in lead.as_object().unwrap() {
        submission["lead"][name] = answer.clone();
    }
    submission
}

#[tokio::test]
async fn the_second_partner_is_told_since_when_and_until_when_and_not_by_whom() {
    let site = site(|_| {}).await;
    let first = of("acme-consulting", json!({ "company": "Muster Pumpen AG" }));
    let receipt: Value = site.submit(&first).await.json().await.unwrap();

    let second = of("rival", json!({ "company": "MUSTER PUMPEN", "country": "AT" }));
    let refused = problem(site.submit(&second).await, 409).await;
    let since = &receipt["received_at"].as_str().unwrap()[..10];
    assert_eq!(refused["protected_since"], since);
    assert_eq!(refused["protected_until"], receipt["protected_until"]);
    let said = refused.to_string();
    assert!(!said.contains("acme") && !said.contains("Pumpen"), "{said}");

    // Whoever came first may ask again for the receipt; others are not concerned.
    assert_eq!(site.submit(&first).await.status(), 200);
    assert_eq!(site.submit(&of("rival", json!({ "company": "Beispiel AG" }))).await.status(), 201);
    assert_eq!(site.referrals().await.len(), 2);
}

#[tokio::test]
async fn a_customer_is_known_by_either_answer_and_a_free_mailbox_or_nothing_names_none() {
    let site = site(|program| {
        let email = json!({ "name": "email", "label": "E-mail", "type": "email" });
        program["fields"].as_array_mut().unwrap().push(email);
        program["agreement"]["known_by"] = json!(["website", "email", "company"]);
    })
    .await;
    let lead = |company: &str, website: &str, email: &str| {
        of("acme", json!({ "company": company, "website": website, "email": email }))
    };
    for (lead, status) in [
        (lead("Eins AG", "https://www.muster.example/de", "a@gmail.com"), 201),
        (lead("Zwei AG", "shop.muster.example", ""), 409),
        (lead("Drei AG", "", "b@muster.example"), 409),
        (lead("Vier AG", "", "a@gmail.com"), 201),
        (lead("Eins", "https://other.example", ""), 409),
    ] {
        assert_eq!(site.submit(&lead).await.status(), status, "{lead}");
    }
}

#[tokio::test]
async fn what_is_declined_protects_nobody_and_is_kept() {
    let site = site(|_| {}).await;
    let declined = of("acme", json!({ "country": "FR" }));
    assert_eq!(site.submit(&declined).await.status(), 201);
    assert_eq!(site.submit(&of("rival", json!({}))).await.status(), 201);
    assert_eq!(site.submit(&of("acme", json!({ "country": "FR" }))).await.status(), 201);
    assert_eq!(site.submit(&of("acme", json!({}))).await.status(), 409);
}

#[tokio::test]
async fn without_days_or_without_a_word_nobody_is_protected() {
    for change in [
        (|program: &mut Value| program["agreement"]["protection_days"] = json!(0)) as fn(&mut Value),
        |program| program["agreement"]["known_by"] = json!([]),
    ] {
        let site = site(change).await;
        for partner in ["acme", "rival"] {
            assert_eq!(site.submit(&of(partner, json!({}))).await.status(), 201);
        }
    }
}

#[tokio::test]
async fn the_last_day_of_protection_is_the_last() {
    let site = site(|_| {}).await;
    assert_eq!(site.submit(&of("acme", json!({}))).await.status(), 201);
    let file = sqlx::SqlitePool::connect(site.file("referrals.db").to_str().unwrap()).await.unwrap();
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    for (until, status) in [(today, 409), (today.yesterday().unwrap(), 201)] {
        let moved = sqlx::query("UPDATE customers SET until = ?").bind(until.to_string());
        assert_eq!(moved.execute(&file).await.unwrap().rows_affected(), 1);
        assert_eq!(site.submit(&of("rival", json!({}))).await.status(), status, "until {until}");
    }
}

#[tokio::test]
async fn of_many_that_come_at_once_one_is_first() {
    let site = site(|_| {}).await;
    let lead = |i| of(&format!("partner-{i}"), json!({})).to_string();
    let sent: Vec<_> = (0..20).map(|i| tokio::spawn(site.post(lead(i)).send())).collect();
    let mut statuses = Vec::new();
    for answer in sent {
        statuses.push(answer.await.unwrap().unwrap().status().as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201], vec![409; 19]].concat());
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn another_programs_referral_protects_nobody_here() {
    let site = site(|_| {}).await;
    let mut other = program("1");
    other["id"] = json!("other");
    other["agreement"]["known_by"] = json!(["company"]);
    std::fs::create_dir_all(site.file("rules/other")).unwrap();
    site.write("rules/other/program.json", other.to_string());
    site.write("rules/other/qualify.rhai", site::SCRIPT);
    assert_eq!(site.submit(&of("acme", json!({}))).await.status(), 201);
    let mut lead = submission();
    lead["program"] = json!("other");
    assert_eq!(site.submit(&lead).await.status(), 201);
}

#[tokio::test]
async fn the_page_without_scripts_says_so_in_a_sentence() {
    let site = site(|_| {}).await;
    site.submit(&of("acme", json!({}))).await;
    let answers = [
        ("company", "Muster AG"),
        ("country", "DE"),
        ("employees", "250"),
        ("accept-agreement", "true"),
        ("agreement-version", "1"),
        ("page-action", "send"),
    ];
    let answer =
        site.client.post(site.url("/refer/cloud?partner=rival")).form(&answers).send().await.unwrap();
    let page = answer.text().await.unwrap();
    assert!(
        page.contains("This customer has already been referred. The earlier referral is on record since"),
        "{page}"
    );
}
