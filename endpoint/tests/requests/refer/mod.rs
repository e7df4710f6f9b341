//! The form as a page, for browsers that run no scripts.

mod languages;

use crate::site::{Site, header, program};
use dom_query::Document;
use serde_json::{Value, json};

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

/// The page as a visitor gets it who knows these languages.
async fn page_of(site: &Site, path: &str, knows: &str) -> String {
    site.get(path).header("accept-language", knows).send().await.unwrap().text().await.unwrap()
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
async fn the_receipt_has_a_link_to_what_becomes_of_the_referral_each_time_it_is_sent() {
    let site = Site::start().await;
    let shown = site.get("/refer/cloud").send().await.unwrap().text().await.unwrap();
    let page = Document::from(shown);
    let status_key = page.select("[name=status-key]").attr("value").unwrap().to_string();
    let mut lead = lead();
    lead.push(("status-key", &status_key));
    for _ in 0..2 {
        let (_, page) = send(&site, &lead).await;
        let page = Document::from(page);
        let link = page.select("a[href^='/partner/']").attr("href").unwrap().to_string();
        let referral = site.get(&link).send().await.unwrap().text().await.unwrap();
        assert!(referral.contains("Your referral of Alpenblick &lt;GmbH&gt;"), "{referral}");
    }
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

/// A site whose program asks for up to three contacts.
async fn asking_for_contacts() -> Site {
    let site = Site::start().await;
    let mut asking = program("1");
    let group = json!({
        "name": "contacts", "label": "Contacts", "type": "group", "item": "Contact", "max_items": 3,
        "fields": [
            { "name": "email", "label": "E-mail", "type": "email", "required": true },
            { "name": "share", "label": "Share", "type": "percent" },
            { "name": "topics", "label": "Topics", "type": "multiselect",
              "options": [{ "value": "a", "label": "A" }, { "value": "b", "label": "B" }] },
            { "name": "asked", "label": "Asked", "type": "checkbox" }
        ]
    });
    asking["fields"].as_array_mut().unwrap().push(group);
    site.write("rules/cloud/program.json", asking.to_string());
    site
}

#[tokio::test]
async fn rows_of_a_group_come_back_as_they_were_given() {
    let site = asking_for_contacts().await;
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
    assert!(!page.contains("contacts.2") && !page.contains("contacts.99"), "{page}");
    let (status, page) =
        send(&site, &rows(&[("contacts.1.email", "it@kessel.example"), ("contacts.1.topics", "b")])).await;
    assert_eq!(status, 200, "{page}");
    let stored = site.referrals().await;
    let contacts = json!([{ "email": "it@kessel.example", "topics": ["b"], "asked": false }]);
    assert_eq!(stored[0]["lead"]["contacts"], contacts);
}

#[tokio::test]
async fn rows_are_added_and_removed_by_buttons_and_keep_what_was_typed() {
    let site = asking_for_contacts().await;
    let page = page_of(&site, "/refer/cloud", "").await;
    assert!(page.contains("value=\"add contacts\"") && !page.contains("name=\"contacts."), "{page}");
    let pressed = async |action: &'static str, rows: &[(&'static str, &'static str)]| {
        let (status, page) = send(&site, &[&with("page-action", action)[..], rows].concat()).await;
        assert_eq!(status, 200);
        assert!(page.contains("value=\"Alpenblick &lt;GmbH&gt; &amp; &quot;Co&quot;\""), "{page}");
        // The form was not sent, so no mistakes are shown.
        assert!(!page.contains("There is a problem") && !page.contains("aria-invalid=\"true\""), "{page}");
        page
    };
    let one = pressed("add contacts", &[]).await;
    assert!(one.contains("name=\"contacts.0.email\"") && !one.contains("contacts.1."), "{one}");
    assert!(one.contains("value=\"remove contacts.0\""), "{one}");
    let typed = [
        ("contacts.0.email", "not yet"),
        ("contacts.1.email", "b@kessel.example"),
        ("contacts.1.topics", "b"),
    ];
    let three = pressed("add contacts", &typed).await;
    assert!(three.contains("value=\"not yet\"") && three.contains("value=\"b@kessel.example\""), "{three}");
    assert!(
        three.contains("name=\"contacts.2.email\"") && !three.contains("value=\"add contacts\""),
        "{three}"
    );
    assert!(three.contains("id=\"f-contacts.2\" role=\"group\" tabindex=\"-1\""), "{three}");
    let two =
        pressed("remove contacts.0", &[&typed[..], &[("contacts.2.email", "c@kessel.example")]].concat())
            .await;
    assert!(!two.contains("not yet") && two.contains("name=\"contacts.0.email\" type=\"email\""), "{two}");
    let values = ["b@kessel.example", "c@kessel.example"]
        .map(|value| two.find(&format!("value=\"{value}\"")).unwrap());
    assert!(values[0] < values[1] && !two.contains("contacts.2."), "{two}");
    for odd in [
        "add company",
        "add ",
        "remove contacts",
        "remove contacts.x",
        "remove contacts.7",
        "remove nothing.0",
    ] {
        pressed(odd, &[]).await;
    }
    assert_eq!(site.referrals().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_group_has_no_fewer_rows_than_it_needs() {
    let site = asking_for_contacts().await;
    let mut asking: Value =
        serde_json::from_str(&std::fs::read_to_string(site.file("rules/cloud/program.json")).unwrap())
            .unwrap();
    asking["fields"][4]["min_items"] = json!(2);
    site.write("rules/cloud/program.json", asking.to_string());
    let page = page_of(&site, "/refer/cloud", "").await;
    assert!(page.contains("name=\"contacts.1.email\"") && !page.contains("value=\"remove "), "{page}");
    // A row in which nothing is typed sends nothing for its boxes.
    let (_, page) = send(&site, &with("page-action", "add contacts")).await;
    assert!(
        page.contains("name=\"contacts.2.email\"") && page.contains("value=\"remove contacts.2\""),
        "{page}"
    );
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
        "data-number=\"\">2</bdi> answers to go",
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
    assert!(response.text().await.unwrap().contains("nothing</code> here. Check the address."));
}

#[tokio::test]
async fn the_address_fills_in_what_the_program_allows_and_nothing_else() {
    let site = Site::start().await;
    let mut asking = program("1");
    asking["prefill"] = json!(["company", "country", "budget", "start", "topics", "asked"]);
    asking["fields"].as_array_mut().unwrap().extend([
        json!({ "name": "budget", "label": "Budget", "type": "money" }),
        json!({ "name": "start", "label": "Start", "type": "date" }),
        json!({ "name": "topics", "label": "Topics", "type": "multiselect",
            "options": [{ "value": "a", "label": "A" }, { "value": "b", "label": "B" }, { "value": "c", "label": "C" }] }),
        json!({ "name": "asked", "label": "Asked", "type": "checkbox" }),
    ]);
    site.write("rules/cloud/program.json", asking.to_string());
    let query = "/refer/cloud?company=Kessel%20%3Cb%3E&referral-country=AT&country=DE&budget=12500.50&start=2027-03-01\
                 &topics=a;c&asked=true&employees=7&note=no";
    for (language, budget) in
        [("en", "12500.50"), ("de", "12500,50"), ("ja", "12500.50"), ("de-CH", "12500.50")]
    {
        let page = page_of(&site, query, language).await;
        let budget = format!("value=\"{budget}\"");
        for filled in
            ["value=\"Kessel &lt;b&gt;\"", "<option value=\"AT\" selected", &budget, "value=\"2027-03-01\""]
        {
            assert!(page.contains(filled), "{filled}: {page}");
        }
        assert!(!page.contains("value=\"7\"") && !page.contains(">no</textarea>"), "{page}");
        let ticked = page.matches(" checked=\"\"").count();
        assert_eq!(ticked, 3, "{page}");
        assert!(page.contains("action=\"/refer/cloud\""), "{page}");
    }
    // Written as `2.500` or `2,500`, the form would ask which number is meant.
    for (language, budget) in [("en", "2.5"), ("de", "2,5")] {
        let page = page_of(&site, "/refer/cloud?budget=2.500", language).await;
        assert!(page.contains(&format!("value=\"{budget}\"")), "{page}");
    }
}

#[tokio::test]
async fn who_may_not_refer_is_told_so_before_the_form_is_filled_in() {
    let site = Site::start().await;
    let known = json!({
        "only_known": true,
        "partners": [{ "id": "acme" }, { "id": "bound", "origins": ["https://bound.example"] }]
    });
    site.write("rules/cloud/partners.json", known.to_string());
    for (query, status, said) in [
        ("?partner=acme", 200, "送信せずに確認する"),
        ("?partner=other", 403, "Example Ltd から受け取ったリンクで開いてください。"),
        ("", 403, "から受け取ったリンクで開いてください。"),
        ("?partner=bound", 403, "自社のウェブサイトから紹介します。"),
    ] {
        let response =
            site.get(&format!("/refer/cloud{query}")).header("accept-language", "ja").send().await.unwrap();
        assert_eq!(response.status(), status, "{query}");
        let page = response.text().await.unwrap();
        let text = dom_query::Document::from(page.as_str()).text().to_string();
        assert!(text.contains(said), "{query}: {text}");
        assert_eq!(page.contains("<form"), status == 200, "{page}");
    }
    site.write("rules/cloud/partners.json", "{ broken");
    let page = page_of(&site, "/refer/cloud?partner=acme", "de").await;
    assert!(page.contains("Das geht gerade nicht.") && !page.contains("<form"), "{page}");
}

#[tokio::test]
async fn a_protected_customer_is_said_to_be_and_nobody_is_asked_to_send_again() {
    let site = Site::start().await;
    let mut asking = program("1");
    asking["agreement"]["known_by"] = json!(["company"]);
    site.write("rules/cloud/program.json", asking.to_string());
    let mut lead = with("company", "Kessel AG");
    lead.retain(|(name, _)| *name != "employees");
    lead.push(("employees", "60"));
    assert_eq!(send(&site, &lead).await.0, 200);
    let until = site.referrals().await[0]["receipt"]["protected_until"].as_str().unwrap().to_string();
    let second: Vec<_> = lead
        .into_iter()
        .map(|(name, value)| {
            if name == "submission-key" {
                (name, "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e78")
            } else {
                (name, value)
            }
        })
        .collect();
    let (status, page) = send(&site, &second).await;
    assert_eq!(status, 409);
    for said in [
        "This customer has already been referred",
        &format!("<time datetime=\"{until}\">"),
        "It is protected for the partner who referred it first.",
        "write to <bdi data-slot=\"contact\">Partner desk</bdi> at <a data-slot=\"email\" href=\"mailto:partners@vendor.example\">",
        "value=\"Kessel AG\"",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for untrue in ["Send it again when", "Not sent yet", "There is a problem", "Accepted on sending"] {
        assert!(!page.contains(untrue), "{untrue}: {page}");
    }
    let german = site.client.post(site.url("/refer/cloud?lang=de")).form(&second).send().await.unwrap();
    let page = german.text().await.unwrap();
    assert!(page.contains("Er ist für den Partner geschützt, der ihn zuerst empfohlen hat."), "{page}");
}
