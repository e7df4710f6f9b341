//! Properties of every sequence of commands, and of every calendar.

use super::{circumstances, user, whole};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use referral_widget::office::{
    Actor, Allowance, BusinessHours, Circumstances, CommandName, Deadline, Event, LifecycleStatus, Past,
    Referral, Refused, Rival, Role, Undone,
};
use serde_json::json;

const COMMANDS: [&str; 16] = [
    "accept", "decline", "advance", "win", "lose", "withdraw", "reopen", "ask", "answer", "note", "assign",
    "extend", "release", "expire", "correct", "undo",
];

fn actors() -> [Actor; 6] {
    let [admin, manager, finance, viewer] = Role::WORDS.map(|(_, role)| user(role));
    [admin, manager, finance, viewer, Actor::Partner, Actor::Clock]
}

fn past((event, actor, at): &(Event, Actor, Timestamp)) -> Past {
    Past { event: event.clone(), is_by_user: matches!(actor, Actor::User { .. }), at: *at }
}

/// What taking a step back restores.
fn where_it_stands(referral: &Referral) -> impl PartialEq + std::fmt::Debug {
    let Referral { status, stage, protected_until, assignee, deal, .. } = referral.clone();
    (status, stage, protected_until, assignee, deal)
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
        let received = Event::Received { status, protected_until: protected };
        let mut referral = Referral::arriving(begin);
        referral.apply(&received, &Actor::Partner, begin);
        let mut told = vec![(received, Actor::Partner, begin)];
        // Where it stood before the last step of a person of the vendor, while that can be taken back.
        let mut before: Option<Referral> = None;
        let mut days = 0;
        for (command, actor, later, has_rival) in steps {
            days += later % 20;
            // Each command has a time of its own.
            let minute = i64::try_from(told.len()).unwrap();
            let now = begin + SignedDuration::from_hours(24 * days) + SignedDuration::from_mins(minute);
            let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
            let until = today.checked_add(jiff::Span::new().days(90)).unwrap();
            let rival = has_rival.then_some(Rival { since: today, until });
            let past: Vec<Past> = told.iter().map(past).collect();
            let last_step = Undone::last_step(&past, &referral);
            prop_assert_eq!(last_step.is_some(), before.is_some());
            let here = Circumstances { now, today, rival, last_step, protects_until: Some(until), ..circumstances() };
            let (order, actor) = (whole(COMMANDS[command]), actors()[actor].clone());
            let name = order.command.name();
            let is_possible = match name {
                CommandName::Undo => actor.may(name) && before.is_some(),
                _ => referral.possible(&actor).contains(&name),
            };
            let stood = referral.clone();
            match referral.decide(&order, &actor, Some(referral.revision), &here) {
                Ok(events) => {
                    prop_assert!(is_possible && !events.is_empty(), "{name:?}");
                    for event in events {
                        referral.apply(&event, &actor, now);
                        told.push((event, actor.clone(), now));
                    }
                    let is_step = where_it_stands(&referral) != where_it_stands(&stood)
                        || matches!(name, CommandName::Assign);
                    match (name, before.take()) {
                        (CommandName::Undo, Some(earlier)) => {
                            let lasts = earlier.protected_until.filter(|until| *until >= today);
                            let unchanged = earlier.protected_until == stood.protected_until;
                            let protected_until = if unchanged { earlier.protected_until } else { lasts };
                            let expected = Referral { protected_until, ..earlier };
                            prop_assert_eq!(where_it_stands(&referral), where_it_stands(&expected));
                        }
                        (_, earlier) if !is_step => before = earlier,
                        _ => before = matches!(actor, Actor::User { .. }).then_some(stood),
                    }
                }
                Err(refused) => {
                    let is_of_the_kind = matches!(
                        refused,
                        Refused::Impossible { .. }
                            | Refused::NotAllowed { .. }
                            | Refused::NothingAsked
                            | Refused::NothingToUndo
                    );
                    prop_assert_eq!(is_of_the_kind, !is_possible, "{}", refused);
                }
            }
            // Only a won referral has a deal, a withdrawn one owes nothing, and a declined one is not protected.
            prop_assert_eq!(referral.deal.is_some(), referral.status == LifecycleStatus::Won);
            prop_assert!(referral.status != LifecycleStatus::Withdrawn || referral.owed().is_empty());
            prop_assert!(referral.status != LifecycleStatus::Declined || referral.protected_until.is_none());
        }
        let mut again = Referral::arriving(begin);
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
