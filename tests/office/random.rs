//! Properties of every sequence of commands, and of every calendar.

use super::{circumstances, user, whole};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use referral_widget::office::{
    Actor, Allowance, BusinessHours, Circumstances, Deadline, Event, LifecycleStatus, Referral, Refused,
    Rival, Role,
};
use serde_json::json;

const COMMANDS: [&str; 14] = [
    "accept", "decline", "advance", "win", "lose", "withdraw", "reopen", "ask", "answer", "note", "assign",
    "extend", "release", "expire",
];

fn actors() -> [Actor; 6] {
    let [admin, manager, finance, viewer] = Role::WORDS.map(|(_, role)| user(role));
    [admin, manager, finance, viewer, Actor::Partner, Actor::Clock]
}

proptest! {
    #[test]
    fn a_referral_is_what_its_events_have_made_of_it(
        first in 0..3_usize,
        steps in prop::collection::vec((0..COMMANDS.len(), 0..6_usize, 0..200_i64, any::<bool>()), 1..40),
    ) {
        let status = [LifecycleStatus::InReview, LifecycleStatus::Accepted, LifecycleStatus::Declined][first];
        let protected = (status != LifecycleStatus::Declined).then(|| date(2027, 1, 10));
        let begin: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut referral = Referral { status, protected_until: protected, ..Referral::arriving(begin) };
        let mut told: Vec<(Event, Actor, Timestamp)> = Vec::new();
        let mut days = 0;
        for (command, actor, later, has_rival) in steps {
            days += later % 20;
            let now = begin + SignedDuration::from_hours(24 * days);
            let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
            let until = today.checked_add(jiff::Span::new().days(90)).unwrap();
            let rival = has_rival.then_some(Rival { since: today, until });
            let here = Circumstances { now, today, rival, protects_until: Some(until), ..circumstances() };
            let (order, actor) = (whole(COMMANDS[command]), actors()[actor].clone());
            let name = order.command.name();
            let is_possible = referral.possible(&actor).contains(&name);
            match referral.decide(&order, &actor, Some(referral.revision), &here) {
                Ok(events) => {
                    prop_assert!(is_possible && !events.is_empty(), "{name:?}");
                    for event in events {
                        referral.apply(&event, &actor, now);
                        told.push((event, actor.clone(), now));
                    }
                }
                Err(refused) => {
                    let is_of_the_kind = matches!(
                        refused,
                        Refused::Impossible { .. } | Refused::NotAllowed { .. } | Refused::NothingAsked
                    );
                    prop_assert_eq!(is_of_the_kind, !is_possible, "{}", refused);
                }
            }
            // Only a won referral has a deal, a withdrawn one owes nothing, and a declined one is not protected.
            prop_assert_eq!(referral.deal.is_some(), referral.status == LifecycleStatus::Won);
            prop_assert!(referral.status != LifecycleStatus::Withdrawn || referral.owed().is_empty());
            prop_assert!(referral.status != LifecycleStatus::Declined || referral.protected_until.is_none());
        }
        let mut again = Referral { status, protected_until: protected, ..Referral::arriving(begin) };
        for (event, actor, at) in &told {
            again.apply(event, actor, *at);
        }
        prop_assert_eq!(again.revision, u64::try_from(told.len()).unwrap());
        prop_assert_eq!(again, referral);
    }

    #[test]
    fn so_much_working_time_lies_before_what_is_due(
        zone in 0..6_usize,
        days in prop::collection::vec(prop::collection::vec(0..1_440_u32, 0..6), 7),
        hours in 0..400_u32,
        minute in 0..2_000_000_i64,
    ) {
        let zones = ["Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"];
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let week: serde_json::Map<String, serde_json::Value> = names.iter().zip(&days).map(|(name, minutes)| {
            let mut minutes = minutes.clone();
            minutes.sort_unstable();
            minutes.dedup();
            let stretches = minutes.chunks_exact(2).map(|pair| {
                let [from, until] = [pair[0], pair[1]].map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60));
                json!(format!("{from}-{until}"))
            });
            ((*name).to_string(), stretches.collect())
        }).collect();
        let text = json!({ "time_zone": zones[zone], "hours": week }).to_string();
        let Ok(BusinessHours { calendar, .. }) = BusinessHours::from_json(&text) else { return Ok(()) };
        let from = Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap();
        let due = calendar.due(from, Allowance::Hours(hours));
        prop_assert!(due >= from);
        prop_assert_eq!(calendar.between(from, due), SignedDuration::from_hours(hours.into()));
        prop_assert!(calendar.due(from, Allowance::Hours(hours + 1)) > due);
        let deadline = Deadline::reckon(from, Allowance::Hours(hours), &calendar);
        prop_assert!(deadline.escalates.is_sorted() && deadline.escalates[2] == due);
        let days = hours % 30;
        prop_assert!(calendar.due(from, Allowance::Days(days)) < calendar.due(from, Allowance::Days(days + 1)) || days == 0);
    }
}
