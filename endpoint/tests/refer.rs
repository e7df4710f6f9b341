//! The form as a page, for browsers that run no script.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod site;

use serde_json::{Value, json};
use site::{Site, header, program};

const KEY: &str = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";

fn lead<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("company", "Alpenblick <GmbH> & \"Co\""),
        ("country", "DE"),
        ("employees", "1,200"),
        ("note", "First line\r\nsecond </textarea><script>alert(1)</script>"),
        ("accept-agreement", "true"),
        ("agreement-version", "1"),
        ("submission-key", KEY),
        ("page-opened", "1700000000000"),
        ("page-action", "send"),
    ]
}

fn with<'a>(name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    lead().into_iter().map(|(known, old)| (known, if known == name { value } else { old })).collect()
}

async fn send(site: &Site, lead: &[(&str, &str)]) -> (u16, String) {
    let address = format!("http://{}/refer/cloud?partner=acme&utm_source=news", site.address);
    let response = site.client.post(address).form(lead).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn a_lead_is_stored_with_who_referred_it_and_once() {
    let site = Site::start().await;
    let (status, page) = send(&site, &lead()).await;
    assert_eq!(status, 200);
    assert!(page.contains("Referral accepted") && page.contains("EUR\u{a0}500"), "{page}");
    let (_, again) = send(&site, &lead()).await;
    assert_eq!(page, again);
    let stored = site.referrals().await;
    assert_eq!(stored.len(), 1);
    let referral = &stored[0];
    assert_eq!(referral["lead"]["company"], "Alpenblick <GmbH> & \"Co\"");
    assert_eq!(referral["lead"]["employees"], 1200);
    assert_eq!(referral["lead"]["note"], "First line\nsecond </textarea><script>alert(1)</script>");
    assert_eq!(referral["attribution"]["partner"], "acme");
    assert_eq!(referral["attribution"]["utm"], json!({ "utm_source": "news" }));
    assert_eq!(referral["attribution"]["page"], "/refer/cloud");
    assert_eq!(referral["agreement"], json!({ "version": "1", "accepted": true }));
}

#[tokio::test]
async fn other_answers_under_the_same_key_show_the_first_receipt() {
    let site = Site::start().await;
    send(&site, &lead()).await;
    let (_, page) = send(&site, &with("employees", "60")).await;
    assert!(page.contains("had already arrived before your last changes"), "{page}");
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn wrong_answers_come_back_as_they_were_typed_with_what_is_wrong() {
    let site = Site::start().await;
    let (status, page) = send(&site, &with("employees", "many")).await;
    assert_eq!(status, 422);
    assert!(page.contains("<title>Error: Cloud migration</title>"), "{page}");
    assert!(page.contains("There is a problem") && page.contains("href=\"#f-employees\""), "{page}");
    assert!(page.contains("value=\"many\"") && page.contains(" checked"), "{page}");
    assert!(page.contains("value=\"Alpenblick &lt;GmbH&gt; &amp; &quot;Co&quot;\""), "{page}");
    assert!(page.contains("second &lt;/textarea&gt;&lt;script&gt;"), "{page}");
    assert!(page.contains("<option value=\"DE\" selected"), "{page}");
    assert!(page.contains(&format!("name=\"submission-key\" value=\"{KEY}\"")), "{page}");
    assert_eq!(site.referrals().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_number_that_can_be_read_in_two_ways_is_asked_and_a_whole_one_is_not() {
    let site = Site::start().await;
    let mut program = program("2");
    let spend = json!({ "name": "spend", "label": "Spend", "type": "money" });
    program["fields"].as_array_mut().unwrap().push(spend);
    site.write("rules/cloud/program.json", program.to_string());
    let mut lead = with("employees", "1.200");
    lead.push(("spend", "150.000"));
    let (status, page) = send(&site, &lead).await;
    assert_eq!(status, 422);
    assert!(page.contains("Spend can be read in two ways: write 150,000 or 150.00"), "{page}");
    assert!(!page.contains("href=\"#f-employees\""), "{page}");
    assert_eq!(site.referrals().await, Vec::<Value>::new());
    *lead.last_mut().unwrap() = ("spend", "1,50,000");
    assert_eq!(send(&site, &lead).await.0, 200);
    let stored = site.referrals().await;
    assert_eq!(
        (&stored[0]["lead"]["spend"], &stored[0]["lead"]["employees"]),
        (&json!("150000.00"), &json!(1200))
    );
}

#[tokio::test]
async fn a_check_says_what_the_rules_say_and_stores_nothing() {
    let site = Site::start().await;
    let lead = with("page-action", "check");
    let lead: Vec<_> = lead.into_iter().filter(|(name, _)| *name != "accept-agreement").collect();
    let (status, page) = send(&site, &lead).await;
    assert_eq!(status, 200);
    assert!(page.contains("Qualifies") && page.contains("data-outcome=\"met\""), "{page}");
    assert!(!page.contains("There is a problem"), "{page}");
    assert_eq!(site.referrals().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_program_says_how_much_of_the_verdict_is_shown_before_sending_and_steps_stay_on_one_page() {
    let site = Site::start().await;
    let page_of = async |verdict: &str| {
        let mut program = program("2");
        program["verdict"] = json!(verdict);
        program["layout"] = json!("steps");
        program["steps"] = json!([
            { "title": "The customer", "fields": ["company", "country"] },
            { "title": "Its size", "fields": ["employees", "note"] }
        ]);
        site.write("rules/cloud/program.json", program.to_string());
        send(&site, &with("page-action", "check")).await.1
    };
    let has = |page: &str| {
        ["Qualifies", "EUR\u{a0}500</p>", "data-rule", "We serve Germany", "Check without sending"]
            .map(|text| page.contains(text))
    };
    let full = page_of("full").await;
    assert_eq!(has(&full), [true; 5], "{full}");
    assert!(full.contains("The customer") && full.contains("Its size"), "{full}");
    let summary = page_of("summary").await;
    assert_eq!(has(&summary), [true, true, false, false, true], "{summary}");
    let nothing = page_of("after-submit").await;
    assert_eq!(has(&nothing), [false; 5], "{nothing}");

    let (_, wrong) = send(&site, &with("employees", "many")).await;
    assert!(wrong.contains("href=\"#f-employees\""), "{wrong}");
    let (_, receipt) = send(&site, &lead()).await;
    assert!(receipt.contains("Referral accepted") && receipt.contains("EUR\u{a0}500"), "{receipt}");
}

#[tokio::test]
async fn rows_of_a_group_come_back_with_an_empty_one_as_long_as_it_takes_more() {
    let site = Site::start().await;
    let mut asking = program("1");
    let group = json!({
        "name": "contacts", "label": "Contacts", "type": "group", "item": "Contact", "max_items": 3,
        "fields": [
            { "name": "email", "label": "E-mail", "type": "email", "required": true },
            { "name": "topics", "label": "Topics", "type": "multiselect",
              "options": [{ "value": "a", "label": "A" }, { "value": "b", "label": "B" }] },
            { "name": "asked", "label": "Asked", "type": "checkbox" }
        ]
    });
    asking["fields"].as_array_mut().unwrap().push(group);
    site.write("rules/cloud/program.json", asking.to_string());
    let rows = |more: &[(&'static str, &'static str)]| [&lead()[..], more].concat();
    let given = [
        ("contacts.0.email", ""),
        ("contacts.1.email", "\"><b>@kessel.example"),
        ("contacts.1.topics", "a"),
        ("contacts.1.topics", "b"),
        ("contacts.1.asked", "true"),
        ("contacts.1.other", "left out"),
        ("contacts.99.email", "a@b.example"),
        ("contacts.x", "y"),
        ("contacts", "y"),
        ("company.0.email", "y"),
    ];
    let (status, page) = send(&site, &rows(&given)).await;
    assert_eq!(status, 422);
    assert!(page.contains("href=\"#f-contacts.1.email\""), "{page}");
    assert!(page.contains("E-mail (Contact 2) must be an e-mail address"), "{page}");
    assert!(page.contains("value=\"&quot;&gt;&lt;b&gt;@kessel.example\""), "{page}");
    assert!(page.contains("id=\"f-contacts.2.email\"") && !page.contains("contacts.3"), "{page}");
    let (status, page) =
        send(&site, &rows(&[("contacts.1.email", "it@kessel.example"), ("contacts.1.topics", "b")])).await;
    assert_eq!(status, 200, "{page}");
    let stored = site.referrals().await;
    let contacts = json!([{ "email": "it@kessel.example", "topics": ["b"], "asked": false }]);
    assert_eq!(stored[0]["lead"]["contacts"], contacts);
}

#[tokio::test]
async fn an_agreement_that_changed_meanwhile_is_not_accepted_for_the_partner() {
    let site = Site::start().await;
    let mut newer = program("2");
    newer["agreement"]["version"] = json!("2");
    site.write("rules/cloud/program.json", newer.to_string());
    let (status, page) = send(&site, &lead()).await;
    assert_eq!(status, 422);
    assert!(page.contains("The agreement has changed: read version 2, and accept it"), "{page}");
    assert!(!page.contains(" checked"), "{page}");
    assert_eq!(site.referrals().await, Vec::<Value>::new());
}

#[tokio::test]
async fn the_empty_form_has_the_criteria_every_question_and_a_key_of_its_own() {
    let site = Site::start().await;
    let address = format!("http://{}/refer/cloud?partner=a%22%3E%3Cb%3E", site.address);
    let response = site.client.get(&address).send().await.unwrap();
    assert!(header(&response, "content-security-policy").contains("default-src 'none'"));
    let page = response.text().await.unwrap();
    for text in [
        "We serve Germany and Austria.",
        "name=\"company\"",
        "data-number>2</bdi> answers to go",
        "Partner terms",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(page.contains("action=\"/refer/cloud?partner=a%22%3E%3Cb%3E\""), "{page}");
    let other = site.client.get(&address).send().await.unwrap().text().await.unwrap();
    assert_ne!(page, other);
}

#[tokio::test]
async fn a_program_that_is_not_there_is_said_in_a_page() {
    let site = Site::start().await;
    let response = site.client.get(format!("http://{}/refer/nothing", site.address)).send().await.unwrap();
    assert_eq!(response.status(), 404);
    assert!(header(&response, "content-type").starts_with("text/html"));
    assert!(response.text().await.unwrap().contains("There is no program `nothing` here."));
}
