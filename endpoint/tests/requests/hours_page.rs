//! The desk's page of business hours.

use crate::site::{Site, TOKEN, header, submission};
use referral_endpoint::Clock;
use referral_widget::office::Role;
use reqwest::{Client, Response, redirect};
use serde_json::{Value, json};

const GOOD: [(&str, &str); 11] = [
    ("seen", "0"),
    ("time_zone", "Asia/Tokyo"),
    ("hours.monday", "09:00-12:30, 13:30-17:00"),
    ("hours.friday", "22:00-24:00"),
    ("hours.saturday", "00:00-06:00"),
    ("holidays", "2026-12-25 Christmas Day\r\n\r\n2027-01-01\r\n"),
    ("people.50", "admin@vendor.example"),
    ("people.100", "Admin@vendor.example,\r\n sales@vendor.example"),
    ("durations.decision", "4"),
    ("unit.decision", "hours"),
    ("durations.first_contact", ""),
];

fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = GOOD.into_iter().filter(|(known, _)| *known != name);
    others.chain([(name, value)]).collect()
}

async fn send(site: &Site, fields: &[(&str, &str)], from: &str) -> Response {
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let request = client.post(site.url("/hours")).basic_auth("desk", Some(TOKEN));
    request.header("sec-fetch-site", from).form(fields).send().await.unwrap()
}

async fn page(site: &Site, language: &str) -> String {
    let request = site.get("/hours").basic_auth("desk", Some(TOKEN)).header("accept-language", language);
    let response = request.send().await.unwrap();
    assert!(
        header(&response, "content-security-policy").starts_with("default-src 'none'; style-src 'self';")
    );
    response.text().await.unwrap()
}

#[tokio::test]
async fn what_is_typed_holds_from_then_on_and_earlier_versions_are_listed() {
    let site = Site::start().await;
    assert_eq!(site.get("/hours").send().await.unwrap().status(), 401);
    let first = page(&site, "en").await;
    assert!(
        first.contains("Nobody has set hours yet.") && first.contains("value=\"09:00-17:00\""),
        "{first}"
    );
    assert!(first.contains("<option value=\"Pacific/Auckland\""), "{first}");
    assert_eq!(send(&site, &GOOD, "cross-site").await.status(), 403);
    // The id of somebody at the desk is kept instead of the address.
    site.person(Role::Admin).await;
    let admin = site.store().await.user_with_email("admin@vendor.example").await.unwrap().unwrap().id;
    let saved = send(&site, &GOOD, "same-origin").await;
    assert_eq!((saved.status().as_u16(), header(&saved, "location")), (303, "/hours?saved"));
    let kept = site.vendor("/api/hours").await["hours"].clone();
    assert_eq!(
        kept,
        json!({
            "time_zone": "Asia/Tokyo",
            "hours": {
                "monday": ["09:00-12:30", "13:30-17:00"], "friday": ["22:00-24:00"], "saturday": ["00:00-06:00"]
            },
            "holidays": { "2026-12-25": "Christmas Day", "2027-01-01": "" },
            "people": { "50": [admin], "100": [admin, "sales@vendor.example"] },
            "durations": { "decision": { "hours": 4 } }
        })
    );
    let second = page(&site, "en").await;
    assert!(
        second.contains("09:00-12:30, 13:30-17:00") && second.contains("2026-12-25 Christmas Day"),
        "{second}"
    );
    assert!(second.contains("<option value=\"Asia/Tokyo\" selected>"), "{second}");
    // Somebody who has not seen these hours replaces nothing, and loses nothing.
    let outdated = send(&site, &with("hours.monday", "10:00-11:00"), "same-origin").await;
    assert_eq!(outdated.status(), 409);
    let outdated = outdated.text().await.unwrap();
    assert!(
        outdated.contains("Somebody else has saved other hours") && outdated.contains("10:00-11:00"),
        "{outdated}"
    );
    assert_eq!(site.vendor("/api/hours").await["hours"], kept);
    let number =
        outdated.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
    let mut fields = with("seen", &number);
    fields.push(("hours.tuesday", "10:00-11:00"));
    assert_eq!(send(&site, &fields, "same-origin").await.status(), 303);
    let third = page(&site, "de").await;
    assert_eq!(third.matches("<details>").count(), 2, "{third}");
    assert!(
        third.contains("Geschäftszeiten") && third.contains("&quot;tuesday&quot;:[&quot;10:00-11:00&quot;]"),
        "{third}"
    );
}

#[tokio::test]
async fn the_desk_shows_times_in_the_zone_of_the_hours_and_names_it() {
    let site = Site::start_as(|config| {
        config.clock = Clock::default();
        config.clock.set("2026-11-23T01:30:00Z".parse().unwrap());
    })
    .await;
    let mut lead = submission();
    lead["lead"]["employees"] = json!(3);
    let receipt: Value = site.submit(&lead).await.json().await.unwrap();
    let pages = ["/".to_string(), format!("/referrals/{}", receipt["referral"].as_str().unwrap())];
    for path in &pages {
        assert!(site.vendor_text(path).await.contains("2026-11-23 01:30 (UTC)"), "{path}");
    }
    assert_eq!(send(&site, &GOOD, "same-origin").await.status(), 303);
    for path in &pages {
        assert!(site.vendor_text(path).await.contains("2026-11-23 10:30 (Asia/Tokyo)"), "{path}");
    }
}

#[tokio::test]
async fn each_wrong_field_says_what_to_do_and_keeps_what_was_typed() {
    let site = Site::start().await;
    let hostile = "<img src=x onerror=alert(1)>";
    for (name, value, says) in [
        ("time_zone", "Moon/Base", "Choose a time zone from the list."),
        ("time_zone", "", "Choose a time zone from the list."),
        ("hours.monday", "nine to five", "“nine to five” is not a span of the day"),
        ("hours.monday", "17:00-09:00", "ends before it begins"),
        ("hours.monday", "09:00-12:00, 11:00-13:00", "begins before the one before it has ended"),
        ("hours.monday", hostile, "is not a span of the day"),
        ("holidays", "2026-02-30 Leap", "“2026-02-30” is not a date"),
        ("holidays", "Christmas", "“Christmas” is not a date"),
        ("people.50", "two words", "“two words” is no e-mail address"),
        ("people.80", hostile, "is no e-mail address"),
        ("durations.answer", "soon", "Write a whole number"),
        ("durations.answer", "-1", "Write a whole number"),
        ("durations.decision", "1001", "Write a whole number"),
        ("durations.decision", "0", "Write a whole number"),
    ] {
        let wrong = send(&site, &with(name, value), "same-origin").await;
        assert_eq!(wrong.status(), 422, "{name}: {value}");
        let page = wrong.text().await.unwrap();
        assert!(page.contains(says) && page.contains("role=\"alert\""), "{name}: {value}: {page}");
        assert!(page.contains(&format!("id=\"{name}-mistakes\"")), "{name}: {page}");
        assert!(!page.contains(hostile), "{page}");
        assert!(page.contains("13:30-17:00") || name == "hours.monday", "{page}");
    }
    let mut never = with("hours.monday", "");
    never.retain(|(name, _)| !name.starts_with("hours."));
    let never = send(&site, &never, "same-origin").await;
    assert!(never.text().await.unwrap().contains("at least one working hour"));
    // Two mistakes are said at once.
    let mut two = with("hours.monday", "9-5");
    two.push(("hours.sunday", "24:00-25:00"));
    let two = send(&site, &two, "same-origin").await.text().await.unwrap();
    assert!(two.contains("“9-5” is not") && two.contains("“24:00-25:00” is not"), "{two}");
    assert_eq!(site.vendor("/api/hours").await["hours"], json!(null));
    for language in ["ar", "de", "es", "fr", "it", "ja", "nl", "pt"] {
        assert!(!page(&site, language).await.contains("Business hours"), "{language}");
    }
}
