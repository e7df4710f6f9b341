//! Business hours, and deadlines within them.

use super::at;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use referral_widget::office::{Allowance, BusinessHours, Calendar, Deadline};
use serde_json::{Value, json};

fn calendar(json: Value) -> Calendar {
    BusinessHours::from_json(&json.to_string()).unwrap().calendar
}

/// Monday to Friday from nine to five in Berlin, with two holidays.
fn berlin() -> Calendar {
    let hours = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let hours: Value = hours.into_iter().map(|day| (day.to_string(), json!(["09:00-17:00"]))).collect();
    let holidays = json!({ "2026-12-25": "Christmas Day", "2026-12-26": "St. Stephen’s Day" });
    calendar(json!({ "time_zone": "Europe/Berlin", "hours": hours, "holidays": holidays }))
}

fn local(text: &str) -> Timestamp {
    text.parse::<Zoned>().unwrap().timestamp()
}

#[test]
fn hours_are_reckoned_in_the_vendor_s_time_and_nobody_works_at_weekends() {
    let berlin = berlin();
    for (from, hours, due) in [
        // Monday.
        ("2026-11-23T10:00[Europe/Berlin]", 2, "2026-11-23T12:00[Europe/Berlin]"),
        ("2026-11-23T10:00[Europe/Berlin]", 8, "2026-11-24T10:00[Europe/Berlin]"),
        // A referral that comes in the evening waits until the morning.
        ("2026-11-23T20:00[Europe/Berlin]", 1, "2026-11-24T10:00[Europe/Berlin]"),
        // A referral on Friday afternoon, and one on Sunday.
        ("2026-11-27T16:30[Europe/Berlin]", 1, "2026-11-30T09:30[Europe/Berlin]"),
        ("2026-11-29T12:00[Europe/Berlin]", 8, "2026-11-30T17:00[Europe/Berlin]"),
        // Across a holiday on a Friday, and the weekend.
        ("2026-12-24T16:00[Europe/Berlin]", 2, "2026-12-28T10:00[Europe/Berlin]"),
        ("2026-11-23T10:00[Europe/Berlin]", 0, "2026-11-23T10:00[Europe/Berlin]"),
        // A partner in Los Angeles writes on Friday at noon, when it is Friday evening in Berlin.
        ("2026-11-27T12:00[America/Los_Angeles]", 1, "2026-11-30T10:00[Europe/Berlin]"),
    ] {
        assert_eq!(berlin.due(local(from), Allowance::Hours(hours)), local(due), "{from} + {hours} h");
    }
}

#[test]
fn days_end_with_the_last_hour_of_the_last_working_day() {
    let berlin = berlin();
    for (from, days, due) in [
        ("2026-11-23T10:00[Europe/Berlin]", 1, "2026-11-24T17:00[Europe/Berlin]"),
        ("2026-11-23T23:59[Europe/Berlin]", 1, "2026-11-24T17:00[Europe/Berlin]"),
        ("2026-11-23T10:00[Europe/Berlin]", 5, "2026-11-30T17:00[Europe/Berlin]"),
        ("2026-11-28T10:00[Europe/Berlin]", 1, "2026-11-30T17:00[Europe/Berlin]"),
        ("2026-12-23T10:00[Europe/Berlin]", 2, "2026-12-28T17:00[Europe/Berlin]"),
        // Today if it is not over, or else the next day.
        ("2026-11-23T10:00[Europe/Berlin]", 0, "2026-11-23T17:00[Europe/Berlin]"),
        ("2026-11-23T17:00[Europe/Berlin]", 0, "2026-11-24T17:00[Europe/Berlin]"),
    ] {
        assert_eq!(berlin.due(local(from), Allowance::Days(days)), local(due), "{from} + {days} days");
    }
    // It is already Tuesday in Tokyo when a partner in Los Angeles writes on Monday.
    let tokyo = Calendar::usual(TimeZone::get("Asia/Tokyo").unwrap());
    let due = tokyo.due(local("2026-11-23T18:00[America/Los_Angeles]"), Allowance::Days(1));
    assert_eq!(due, local("2026-11-25T17:00[Asia/Tokyo]"));
}

#[test]
fn a_night_in_which_the_clock_is_changed_is_shorter_or_longer() {
    let nights = calendar(json!({ "time_zone": "Europe/Berlin", "hours": { "sunday": ["00:00-06:00"] } }));
    let worked = |day: &str| {
        let [from, until] = ["T00:00", "T24:00"].map(|time| format!("{day}{time}"));
        let until = until.replace("T24:00", "T23:59:59");
        nights.between(local(&format!("{from}[Europe/Berlin]")), local(&format!("{until}[Europe/Berlin]")))
    };
    assert_eq!(worked("2026-03-22"), SignedDuration::from_hours(6));
    assert_eq!(worked("2026-03-29"), SignedDuration::from_hours(5));
    assert_eq!(worked("2026-10-25"), SignedDuration::from_hours(7));
    // Nine to five stays nine to five by the clock on the wall.
    let berlin = berlin();
    for friday in ["2026-03-27", "2026-10-23"] {
        let due = berlin.due(local(&format!("{friday}T16:00[Europe/Berlin]")), Allowance::Hours(2));
        assert_eq!(due.to_zoned(TimeZone::get("Europe/Berlin").unwrap()).hour(), 10, "{friday}");
    }
}

#[test]
fn a_time_that_the_clock_skips_or_shows_twice_has_one_meaning() {
    let odd = calendar(
        json!({ "time_zone": "Europe/Berlin", "hours": { "sunday": ["02:15-02:45", "12:00-14:00"] } }),
    );
    let from = local("2026-03-29T00:00[Europe/Berlin]");
    // Half past two does not exist on that day. The opening hours lie after the change, with their full length.
    assert_eq!(odd.due(from, Allowance::Hours(1)), local("2026-03-29T12:30[Europe/Berlin]"));
    let from = local("2026-10-25T00:00[Europe/Berlin]");
    assert_eq!(odd.due(from, Allowance::Hours(1)), local("2026-10-25T12:30[Europe/Berlin]"));
}

#[test]
fn a_day_has_several_stretches_and_may_last_until_midnight() {
    let split = calendar(json!({
        "time_zone": "Asia/Tokyo",
        "hours": { "monday": ["09:00-12:00", "13:00-24:00"], "tuesday": ["00:00-01:00"] }
    }));
    let due = split.due(local("2026-11-23T11:00[Asia/Tokyo]"), Allowance::Hours(13));
    assert_eq!(due, local("2026-11-24T01:00[Asia/Tokyo]"));
    assert!(split.is_working_day(jiff::civil::date(2026, 11, 24)));
    assert!(!split.is_working_day(jiff::civil::date(2026, 11, 25)));
}

#[test]
fn people_are_told_at_half_at_four_fifths_and_at_the_end_of_the_working_time() {
    let berlin = berlin();
    // From Friday at four, ten business hours end on Tuesday at ten.
    let since = local("2026-11-27T16:00[Europe/Berlin]");
    let deadline = Deadline::reckon(since, Allowance::Hours(10), &berlin);
    assert_eq!(deadline.due, local("2026-12-01T10:00[Europe/Berlin]"));
    let expected = ["2026-11-30T13:00", "2026-11-30T16:00", "2026-12-01T10:00"];
    assert_eq!(deadline.escalates, expected.map(|text| local(&format!("{text}[Europe/Berlin]"))));
    // A calendar that changes meanwhile does not change the deadline.
    let kept = deadline;
    let changed = Calendar::usual(TimeZone::get("Asia/Tokyo").unwrap());
    assert_ne!(Deadline::reckon(since, Allowance::Hours(10), &changed).due, kept.due);
}

#[test]
fn what_is_wrong_with_a_calendar_is_said_with_its_place() {
    let with = |key: &str, value: Value| {
        let mut calendar = json!({ "time_zone": "Europe/Berlin", "hours": { "monday": ["09:00-17:00"] } });
        calendar[key] = value;
        let errors = BusinessHours::from_json(&calendar.to_string()).unwrap_err();
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for (said, expected) in [
        (
            with("time_zone", json!("Europe/Berln")),
            "time_zone: `Europe/Berln` is no time zone; use a name of the IANA's list, such as Europe/Berlin",
        ),
        (with("hours", json!({})), "hours: a week must have at least one working hour"),
        (
            with("hours", json!({ "montag": [] })),
            "hours: `montag` is not a day of the week; the days are monday to sunday",
        ),
        (
            with("hours", json!({ "monday": ["9-17"] })),
            "hours.monday[0]: `9-17` is not a span of the day, such as 09:00-17:00",
        ),
        (
            with("hours", json!({ "monday": ["09:00-24:01"] })),
            "hours.monday[0]: `09:00-24:01` is not a span of the day, such as 09:00-17:00",
        ),
        (
            with("hours", json!({ "monday": ["٠٩:00-17:00"] })),
            "hours.monday[0]: `٠٩:00-17:00` is not a span of the day, such as 09:00-17:00",
        ),
        (
            with("hours", json!({ "monday": ["22:00-06:00"] })),
            "hours.monday[0]: `22:00-06:00` ends before it begins; for a night, write two: until 24:00, and from 00:00 on the next day",
        ),
        (
            with("hours", json!({ "monday": ["09:00-12:00", "11:00-13:00"] })),
            "hours.monday[1]: begins before the stretch before it has ended",
        ),
        (with("hours", json!({ "monday": vec!["09:00-10:00"; 9] })), "hours.monday: there are more than 8"),
        (
            with("holidays", json!({ "25.12.2026": "Christmas" })),
            "holidays.25.12.2026: is no day; write it as 2026-12-25",
        ),
        (
            with("holidays", json!({ "2026-02-29": "Leap" })),
            "holidays.2026-02-29: is no day; write it as 2026-12-25",
        ),
        (
            with("people", json!({ "50": ["mara", "two words"], "60": [] })),
            "people: `60` is not a share at which people are reminded; the shares are 50, 80 and 100\n\
             people.50[1]: `two words` is neither somebody at the desk, by id or address, nor another e-mail address",
        ),
        (with("people", json!({ "100": vec!["mara"; 21] })), "people.100: there are more than 20"),
        (
            with("durations", json!({ "decision": { "days": 366 }, "answer": { "hours": 0 } })),
            "durations.decision: must be up to 365 days, or 1 to 1000 hours, such as {\"days\": 2} or {\"hours\": 4}\n\
             durations.answer: must be up to 365 days, or 1 to 1000 hours, such as {\"days\": 2} or {\"hours\": 4}",
        ),
    ] {
        assert_eq!(said, expected);
    }
    assert!(with("durations", json!({ "decision": { "weeks": 1 } })).contains("unknown variant `weeks`"));
    assert!(with("holiday", json!({})).contains("unknown field `holiday`"));
    let long = BusinessHours::from_json(&" ".repeat(300_000)).unwrap_err();
    assert_eq!(long[0].to_string(), "hours: is longer than 262144 bytes");
}

#[test]
fn a_calendar_full_of_holidays_still_ends_somewhere() {
    let holidays: Value = (0..1_000_i32)
        .map(|week| {
            let day = jiff::civil::date(2026, 11, 23).checked_add(jiff::Span::new().weeks(week)).unwrap();
            (day.to_string(), json!("closed"))
        })
        .collect();
    let closed =
        calendar(json!({ "time_zone": "UTC", "hours": { "monday": ["09:00-10:00"] }, "holidays": holidays }));
    let due = closed.due(at("2026-11-23T00:00:00Z"), Allowance::Hours(100));
    assert!(due > at("2045-01-01T00:00:00Z") && due < Timestamp::MAX);
    assert_eq!(closed.due(at("2026-11-23T00:00:00Z"), Allowance::Hours(u32::MAX)), Timestamp::MAX);
}
