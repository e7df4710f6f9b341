//! Reminders of what the vendor owes, and the record of its decisions.

use super::at;
use jiff::{SignedDuration, Timestamp};
use referral_widget::office::{
    Allowance, BusinessHours, Decided, DecisionRecord, Duties, Event, LifecycleStatus, Owed, WorkingHours,
};
use serde_json::json;

/// Sundays from ten to eight in Tokyo: a decision has ten hours.
fn hours() -> WorkingHours {
    let written = json!({
        "time_zone": "Asia/Tokyo", "hours": { "sunday": ["10:00-20:00"] },
        "people": { "50": ["mara"], "80": ["mara", "sales@vendor.example", "mara"], "100": [] }
    });
    let BusinessHours { calendar, people, .. } = BusinessHours::from_json(&written.to_string()).unwrap();
    let [decision, first_contact, answer] = [10, 5, 2].map(Allowance::Hours);
    WorkingHours { calendar, version: Some(1), decision, first_contact, answer, people }
}

fn reminded(owed: Owed, share: u8, people: &[&str]) -> Event {
    Event::Reminded { owed, share, people: people.iter().map(ToString::to_string).collect() }
}

#[test]
fn each_step_of_the_time_is_told_once_to_the_people_of_that_step() {
    let hours = hours();
    // A partner in Los Angeles refers on a Saturday evening, which is a Sunday in Tokyo, an hour before work begins.
    let arrived = at("2026-11-29T00:00:00Z");
    let mut duties = Duties::on_arrival(LifecycleStatus::InReview, arrived, &hours);
    assert_eq!(duties.next_reminder(), Some(at("2026-11-29T06:00:00Z")));
    assert_eq!(duties.remind(at("2026-11-29T05:59:59Z"), &hours.people), []);
    let half = [reminded(Owed::Decision, 50, &["mara"])];
    assert_eq!(duties.remind(at("2026-11-29T06:00:00Z"), &hours.people), half);
    assert_eq!(duties.remind(at("2026-11-29T08:59:59Z"), &hours.people), []);
    // Whoever looks late tells every step.
    let rest =
        [reminded(Owed::Decision, 80, &["mara", "sales@vendor.example"]), reminded(Owed::Decision, 100, &[])];
    assert_eq!(duties.remind(at("2026-12-24T00:00:00Z"), &hours.people), rest);
    assert_eq!((duties.remind(Timestamp::MAX, &hours.people), duties.next_reminder()), (Vec::new(), None));
}

#[test]
fn nobody_is_reminded_of_what_is_done_or_of_what_the_partner_owes() {
    let hours = hours();
    let arrived = at("2026-11-29T00:00:00Z");
    let mut duties = Duties::on_arrival(LifecycleStatus::InReview, arrived, &hours);
    duties.follow(&[Owed::PartnerAnswer], at("2026-11-29T02:00:00Z"), &hours);
    assert_eq!((duties.next_reminder(), duties.remind(Timestamp::MAX, &hours.people)), (None, Vec::new()));
    duties.follow(&[Owed::DeskAnswer], at("2026-11-29T03:00:00Z"), &hours);
    assert_eq!(duties.next_reminder(), Some(at("2026-11-29T04:00:00Z")));
    assert_eq!(Duties::on_arrival(LifecycleStatus::Declined, arrived, &hours), Duties::default());
}

#[test]
fn a_record_counts_what_was_late_and_what_nobody_decided() {
    let arrived = at("2026-11-23T09:00:00Z");
    let decided = |hours: i64| Decided {
        arrived_at: arrived,
        at: arrived + SignedDuration::from_hours(hours),
        due: arrived + SignedDuration::from_hours(12),
    };
    let ten: Vec<Decided> = [30, 1, 2, 3, 4, 5, 6, 12, 13, 14].map(decided).into();
    assert_eq!(DecisionRecord::from_decisions(&ten[..9], 100), None);
    let record = DecisionRecord::from_decisions(&ten, 0).unwrap();
    assert_eq!((record.decisions, record.in_time_percent, record.half_within_hours), (10, 70, 5));
    // Silence is not in time. What is not whole is rounded to the vendor's disadvantage.
    let record = DecisionRecord::from_decisions(&ten, 1).unwrap();
    assert_eq!((record.undecided, record.in_time_percent), (1, 63));
    let quick: Vec<Decided> =
        vec![Decided { arrived_at: arrived, at: arrived + SignedDuration::from_secs(1), due: arrived }; 10];
    let record = DecisionRecord::from_decisions(&quick, 0).unwrap();
    assert_eq!((record.in_time_percent, record.half_within_hours), (0, 1));
}
