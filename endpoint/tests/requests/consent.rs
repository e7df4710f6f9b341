//! The customer's consent: how it is asked, worded, dated and stored.

use crate::site::{Site, problem, program, submission};
use serde_json::{Value, json};

const TEXT: &str = "The customer knows that I pass on this contact, and agrees.";

async fn asking() -> Site {
    let site = Site::start().await;
    let mut program = program("2");
    program["consent"] = json!({
        "text": { "en": TEXT, "de": "Der Kunde weiß davon und ist einverstanden." },
        "purpose": "to call the customer about this project",
        "retention": "six months, if nothing comes of it",
    });
    site.write("rules/cloud/program.json", program.to_string());
    site
}

fn confirmed(text: &str, given_at: &str) -> Value {
    let mut submission = submission();
    submission["consent"] = json!({ "text": text, "given_at": given_at });
    submission
}

#[tokio::test]
async fn the_record_has_the_words_the_time_the_purpose_and_how_long_it_is_kept() {
    let site = asking().await;
    let response = site.submit(&confirmed(TEXT, "2026-11-20T08:00:00Z")).await;
    assert_eq!(response.status(), 201);
    let stored = &site.referrals().await[0];
    assert_eq!(
        stored["consent"],
        json!({
            "text": TEXT,
            "purpose": "to call the customer about this project",
            "retention": "six months, if nothing comes of it",
            "language": "en",
            "given_at": "2026-11-20T08:00:00Z",
            "received_at": stored["received_at"],
        })
    );
}

#[tokio::test]
async fn the_purpose_and_how_long_it_is_kept_are_recorded_in_the_language_that_was_shown() {
    let site = Site::start().await;
    let mut program = program("2");
    program["consent"] = json!({
        "text": { "en": TEXT, "de": "Der Kunde weiß davon und ist einverstanden." },
        "purpose": { "en": "to call the customer", "de": "für einen Anruf" },
        "retention": { "en": "six months", "de": "sechs Monate" },
    });
    site.write("rules/cloud/program.json", program.to_string());
    let mut submission = confirmed("Der Kunde weiß davon und ist einverstanden.", "2026-11-20T08:00:00Z");
    submission["language"] = json!("de-AT");
    assert_eq!(site.submit(&submission).await.status(), 201);
    let stored = &site.referrals().await[0]["consent"];
    assert_eq!(stored["purpose"], "für einen Anruf");
    assert_eq!(stored["retention"], "sechs Monate");
}

#[tokio::test]
async fn without_it_in_other_words_or_without_a_date_nothing_is_stored() {
    let site = asking().await;
    for (submission, message) in [
        (submission(), format!("Confirm the customer’s consent: {TEXT}")),
        (
            confirmed("I agree to everything.", "2026-11-20T08:00:00Z"),
            format!("The words of the consent have changed. Confirm them again: {TEXT}"),
        ),
        (
            confirmed(TEXT, "yesterday"),
            "`consent.given_at` must be a time such as 2026-11-23T09:15:00Z".into(),
        ),
        (
            confirmed(TEXT, "2126-11-20T08:00:00Z"),
            "The consent is dated in the future. Check the clock, and confirm it again".into(),
        ),
    ] {
        let refused = problem(site.submit(&submission).await, 422).await;
        let expected = json!([{ "field": "give-consent", "message": message, "key": "give-consent" }]);
        assert_eq!(refused["errors"], expected);
    }
    assert!(site.referrals().await.is_empty());
}

#[tokio::test]
async fn the_words_are_those_of_the_language_that_was_shown() {
    let site = asking().await;
    let mut german = confirmed("Der Kunde weiß davon und ist einverstanden.", "2026-11-20T08:00:00Z");
    german["language"] = json!("de");
    assert_eq!(site.submit(&german).await.status(), 201);
    let stored = &site.referrals().await[0]["consent"];
    assert_eq!((&stored["text"], &stored["language"]), (&german["consent"]["text"], &json!("de")));
}

#[tokio::test]
async fn the_page_without_scripts_asks_for_it_too() {
    let site = asking().await;
    let address = format!("http://{}/refer/cloud", site.address);
    let page = site.client.get(&address).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("name=\"give-consent\"") && page.contains(TEXT), "{page}");
    let mut form = vec![
        ("company", "Kessel AG"),
        ("country", "DE"),
        ("employees", "80"),
        ("submission-key", "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77"),
        ("agreement-version", "1"),
        ("accept-agreement", "true"),
        ("consent-words", TEXT),
        ("page-action", "send"),
    ];
    let send = async |form: &[(&str, &str)]| {
        let response = site.client.post(&address).form(form).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, page) = send(&form).await;
    assert_eq!(status, 422);
    assert!(page.contains("href=\"#f-give-consent\""), "{page}");
    form.push(("give-consent", "true"));
    let (status, page) = send(&form).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(site.referrals().await[0]["consent"]["text"], TEXT);
}
