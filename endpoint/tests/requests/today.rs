//! The date for the rules and for the receipt is that of the program's time zone.

use crate::site::{Site, program, submission};
use referral_endpoint::Clock;
use serde_json::{Value, json};

const SCRIPT: &str = r#"
require("still-open", "The company has not decided yet.", |lead| lead.decides >= today);
plan(|lead| "referral");
"#;

/// An endpoint whose program has a time zone, at a moment.
async fn site(zone: Option<&str>, now: &str) -> Site {
    let clock = Clock::default();
    clock.set(now.parse().unwrap());
    let site = Site::start_as(|config| config.clock = clock).await;
    let mut program = program("2");
    let date = json!({ "name": "decides", "label": "Decision", "type": "date", "required": true });
    program["fields"].as_array_mut().unwrap().push(date);
    if let Some(zone) = zone {
        program["time_zone"] = json!(zone);
    }
    site.write("rules/cloud/qualify.rhai", SCRIPT);
    site.write("rules/cloud/program.json", program.to_string());
    site
}

async fn receipt(site: &Site, decides: &str) -> Value {
    let mut submission = submission();
    submission["versions"]["program"] = json!("2");
    submission["lead"]["decides"] = json!(decides);
    site.submit(&submission).await.json().await.unwrap()
}

#[tokio::test]
async fn a_lead_of_today_is_of_today_where_the_vendor_is() {
    // 18:00 on the 23rd in Los Angeles (UTC-8), 11:00 on the 24th in Tokyo (UTC+9).
    let now = "2026-11-24T02:00:00Z";
    for (zone, decides, status) in [
        (Some("America/Los_Angeles"), "2026-11-23", "accepted"),
        (Some("America/Los_Angeles"), "2026-11-22", "declined"),
        (Some("Asia/Tokyo"), "2026-11-23", "declined"),
        (Some("Asia/Tokyo"), "2026-11-24", "accepted"),
        (None, "2026-11-23", "declined"),
        (None, "2026-11-24", "accepted"),
    ] {
        let site = site(zone, now).await;
        assert_eq!(receipt(&site, decides).await["status"], status, "{zone:?} {decides}");
    }
}

#[tokio::test]
async fn days_are_counted_from_today_where_the_vendor_is() {
    // 90 days from 23 November: 7 in November, 31, 31, and 21 in February.
    let site = site(Some("America/Los_Angeles"), "2026-11-24T02:00:00Z").await;
    let receipt = receipt(&site, "2026-12-01").await;
    assert_eq!(receipt["protected_until"], "2027-02-21");
    assert_eq!(receipt["verdict"]["today"], "2026-11-23");
    assert_eq!(receipt["received_at"], "2026-11-24T02:00:00.000Z");
}

#[tokio::test]
async fn a_time_zone_that_nobody_knows_is_refused_with_its_place() {
    for zone in ["Europe/Berlim", "", "+02:00", "Europe/../etc/passwd", "CEST!"] {
        let site = site(Some(zone), "2026-11-24T02:00:00Z").await;
        let programs = site.vendor("/api/programs").await.to_string();
        assert!(
            programs.contains("time_zone") && programs.contains("is not a time zone"),
            "{zone}: {programs}"
        );
    }
}
