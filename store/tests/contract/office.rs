//! What becomes of a referral: a command is carried out once, whole or not at all, and where a referral stands is what its
//! events have made of it.

use crate::chance::{Dice, any_actor, any_order};
use crate::on_both;
use crate::place::{Place, hours, now, referral};
use jiff::ToSpan;
use jiff::civil::date;
use jiff::tz::TimeZone;
use referral_store::{Claim, Commanded, Customer, Filter, NewCommand, Outcome, Store};
use referral_widget::office::{
    Actor, BusinessHours, Circumstances, Event, LifecycleStatus, Order, Past, Referral, Refused, Role, Scope,
    Terms, Undone, WorkingHours,
};
use referral_widget::submission::ReferralStatus;
use serde_json::{Value, json};

on_both!(
    a_command_leaves_its_events_and_what_they_come_to,
    a_refused_command_changes_nothing,
    of_two_at_once_the_second_sees_what_the_first_did,
    a_step_that_is_taken_back_leaves_the_customer_as_protected_as_before,
    under_one_key_a_command_is_carried_out_once,
    a_lead_that_is_declined_protects_its_customer_no_longer,
    reopening_waits_while_another_protects_the_customer,
    words_of_people_stand_apart_from_events,
    what_is_owed_has_a_deadline_which_no_later_calendar_moves,
    a_hundred_random_lives_are_those_of_a_model_in_memory,
);

fn terms() -> Terms {
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    Terms {
        stages: words(&["contacted", "meeting"]),
        decline_reasons: words(&["no-need"]),
        loss_reasons: words(&["price"]),
    }
}

pub fn command(key: &str, json: Value) -> NewCommand {
    NewCommand {
        referral: format!("id-{key}"),
        program: "cloud".into(),
        key: None,
        actor: Actor::User { id: "mara".into(), role: Role::Manager },
        order: Order::from_json(json.as_object().unwrap()).unwrap(),
        seen: None,
        now: now() + 1.hour(),
        today: date(2026, 11, 30),
        terms: terms(),
        protects_until: Some(date(2027, 3, 31)),
        quiet_days: 30,
        customer: Customer { keys: vec!["muster".into()], claim: Claim::Protects, scope: Scope::default() },
        hours: hours(),
    }
}

async fn done(store: &Store, key: &str, json: Value) -> Referral {
    match store.command(command(key, json)).await.unwrap() {
        Commanded::Done(referral) => *referral,
        other => panic!("{other:?}"),
    }
}

async fn refused(store: &Store, command: NewCommand) -> Refused {
    match store.command(command).await.unwrap() {
        Commanded::Refused(refused) => refused,
        other => panic!("{other:?}"),
    }
}

/// A referral of the customer `muster` that a person decides on.
async fn in_review(place: &Place) -> Store {
    let store = place.with_program().await;
    let mut new = referral("a", &["muster"]);
    new.status = ReferralStatus::InReview;
    assert!(matches!(store.insert(new).await.unwrap(), Outcome::Stored));
    store
}

async fn events(store: &Store, key: &str) -> Vec<Value> {
    let events = store.events(&format!("id-{key}")).await.unwrap();
    events.iter().map(|it| serde_json::to_value(it).unwrap()["event"].clone()).collect()
}

async fn a_command_leaves_its_events_and_what_they_come_to(place: Place) {
    let store = in_review(&place).await;
    let accepted = done(&store, "a", json!({ "command": "decide", "decision": "accept" })).await;
    assert_eq!((accepted.status, accepted.revision), (LifecycleStatus::Accepted, 2));
    done(&store, "a", json!({ "command": "advance", "stage": "meeting" })).await;
    done(&store, "a", json!({ "command": "assign", "to": "jon" })).await;
    done(&store, "a", json!({ "command": "ask", "message": "How many seats?" })).await;
    let won = json!({ "command": "win", "value": 4_500_000, "currency": "EUR", "on": "2026-11-29" });
    done(&store, "a", won).await;
    // As another start finds it.
    let store = place.open().await;
    let stored = serde_json::to_value(store.find("id-a").await.unwrap().unwrap()).unwrap();
    assert_eq!(
        (&stored["status"], &stored["stage"], &stored["assignee"]),
        (&json!("won"), &json!("meeting"), &json!("jon"))
    );
    assert_eq!((&stored["deal_value"], &stored["deal_currency"]), (&json!(4_500_000), &json!("EUR")));
    assert_eq!(
        (&stored["desk_asks"], &stored["partner_asks"], &stored["revision"]),
        (&json!(true), &json!(false), &json!(6))
    );
    let statuses: Vec<_> =
        stored["history"].as_array().unwrap().iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, ["in-review", "accepted", "won"]);
    assert_eq!(
        events(&store, "a").await,
        [
            json!({ "received": { "status": "in-review", "protected_until": "2027-02-28" } }),
            json!("accepted"),
            json!({ "advanced": { "stage": "meeting" } }),
            json!({ "assigned": { "to": "jon" } }),
            json!("desk-asked"),
            json!({ "won": { "value": 4_500_000, "currency": "EUR", "on": "2026-11-29" } }),
        ]
    );
    is_what_its_events_made(&store, "a").await;
}

/// Where a referral stands is what all of its events come to, one after the other.
async fn is_what_its_events_made(store: &Store, key: &str) {
    let id = format!("id-{key}");
    let happened = store.events(&id).await.unwrap();
    let mut referral = Referral::arriving(now());
    for (i, it) in happened.iter().enumerate() {
        assert_eq!(it.revision, i64::try_from(i).unwrap() + 1);
        let actor = match it.actor.as_str() {
            "user" => Actor::User { id: it.user.clone().unwrap(), role: Role::Manager },
            "partner" => Actor::Partner,
            _ => Actor::Clock,
        };
        let event: Event = serde_json::from_str(it.event.get()).unwrap();
        referral.apply(&event, &actor, it.at.timestamp());
    }
    let stored = serde_json::to_value(store.find(&id).await.unwrap().unwrap()).unwrap();
    let expected = json!({
        "status": referral.status.as_str(), "stage": referral.stage, "assignee": referral.assignee,
        "protected_until": referral.protected_until.map(|day| day.to_string()),
        "partner_asks": referral.partner_asks, "desk_asks": referral.desk_asks, "revision": referral.revision,
        "deal_value": referral.deal.as_ref().map(|deal| deal.value),
        "touched_at": format!("{:.3}", referral.touched_at),
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(stored[name], *value, "{name}");
    }
}

async fn a_refused_command_changes_nothing(place: Place) {
    let store = in_review(&place).await;
    let said =
        refused(&store, command("a", json!({ "command": "advance", "stage": "meeting" }))).await.to_string();
    assert!(said.contains("in-review") && said.contains("`decide`"), "{said}");
    assert_eq!(events(&store, "a").await.len(), 1);
    let unknown = store.command(command("b", json!({ "command": "decide", "decision": "accept" }))).await;
    assert!(matches!(unknown, Ok(Commanded::Unknown)));
}

async fn of_two_at_once_the_second_sees_what_the_first_did(place: Place) {
    let copies = [in_review(&place).await, place.open().await];
    let given: Vec<_> = ["accept", "decline"]
        .into_iter()
        .zip(copies.clone())
        .map(|(decision, copy)| {
            let mut json = json!({ "command": "decide", "decision": decision });
            if decision == "decline" {
                json["reason"] = json!("no-need");
            }
            let command = NewCommand { seen: Some(1), ..command("a", json) };
            tokio::spawn(async move { copy.command(command).await.unwrap() })
        })
        .collect();
    let (mut done, mut outdated) = (0, 0);
    for given in given {
        match given.await.unwrap() {
            Commanded::Done(_) => done += 1,
            Commanded::Refused(Refused::Outdated { seen: 1, now }) => {
                assert!(now > 1);
                outdated += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((done, outdated), (1, 1));
    is_what_its_events_made(&copies[0], "a").await;
}

async fn a_step_that_is_taken_back_leaves_the_customer_as_protected_as_before(place: Place) {
    let store = in_review(&place).await;
    let decline = json!({ "command": "decide", "decision": "decline", "reason": "no-need" });
    let undo = || command("a", json!({ "command": "undo" }));
    let before = serde_json::to_value(store.find("id-a").await.unwrap().unwrap()).unwrap();
    assert!(matches!(store.command(command("a", decline.clone())).await.unwrap(), Commanded::Done(_)));
    assert!(matches!(store.command(undo()).await.unwrap(), Commanded::Done(_)));
    // The decision is owed by the time that was promised, and nobody else may refer the customer.
    let after = serde_json::to_value(store.find("id-a").await.unwrap().unwrap()).unwrap();
    for name in ["status", "stage", "protected_until", "duties", "next_due"] {
        assert_eq!(after[name], before[name], "{name}");
    }
    assert!(matches!(store.insert(referral("b", &["muster"])).await.unwrap(), Outcome::Protected(_)));
    assert_eq!(refused(&store, undo()).await, Refused::NothingToUndo);

    // Meanwhile somebody else has referred the customer.
    assert!(matches!(store.command(command("a", decline)).await.unwrap(), Commanded::Done(_)));
    assert!(matches!(store.insert(referral("c", &["muster"])).await.unwrap(), Outcome::Stored));
    assert!(matches!(refused(&store, undo()).await, Refused::ProtectedForAnother { .. }));
    is_what_its_events_made(&store, "a").await;
}

async fn under_one_key_a_command_is_carried_out_once(place: Place) {
    let copies = [in_review(&place).await, place.open().await];
    let note = json!({ "command": "note", "note": "They called." });
    let given: Vec<_> = (0..20)
        .map(|i| {
            let key = Some(("from-the-crm".to_string(), "the same".to_string()));
            let command = NewCommand { key, ..command("a", note.clone()) };
            let copy = copies[i % 2].clone();
            tokio::spawn(async move { copy.command(command).await.unwrap() })
        })
        .collect();
    let mut done = 0;
    for given in given {
        match given.await.unwrap() {
            Commanded::Done(_) => done += 1,
            Commanded::Before(referral) => assert_eq!(referral.revision, 2),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(done, 1);
    let key = Some(("from-the-crm".to_string(), "another".to_string()));
    let other = copies[0].command(NewCommand { key, ..command("a", note) }).await;
    assert!(matches!(other, Ok(Commanded::OtherKey)));
}

async fn a_lead_that_is_declined_protects_its_customer_no_longer(place: Place) {
    let store = in_review(&place).await;
    assert!(matches!(store.insert(referral("b", &["muster"])).await, Ok(Outcome::Protected(_))));
    done(&store, "a", json!({ "command": "decide", "decision": "decline", "reason": "no-need" })).await;
    assert!(matches!(store.insert(referral("b", &["muster"])).await, Ok(Outcome::Stored)));
}

async fn reopening_waits_while_another_protects_the_customer(place: Place) {
    let store = in_review(&place).await;
    done(&store, "a", json!({ "command": "decide", "decision": "decline", "reason": "no-need" })).await;
    store.insert(referral("b", &["muster"])).await.unwrap();
    let reopen = json!({ "command": "reopen", "note": "They have the budget now." });
    match refused(&store, command("a", reopen.clone())).await {
        Refused::ProtectedForAnother { since, until } => {
            assert_eq!((since, until), (date(2026, 11, 30), date(2027, 2, 28)));
        }
        other => panic!("{other:?}"),
    }
    done(&store, "b", json!({ "command": "release", "note": "By their own wish." })).await;
    let again = done(&store, "a", reopen).await;
    assert_eq!((again.status, again.protected_until), (LifecycleStatus::Accepted, Some(date(2027, 3, 31))));
    assert!(matches!(store.insert(referral("c", &["muster"])).await, Ok(Outcome::Protected(_))));
    let extended =
        done(&store, "a", json!({ "command": "extend", "until": "2027-06-30", "note": "Slow buyer." })).await;
    assert_eq!(extended.protected_until, Some(date(2027, 6, 30)));
    let Ok(Outcome::Protected(by)) = store.insert(referral("d", &["muster"])).await else {
        panic!("the customer is protected")
    };
    assert_eq!(by.until, "2027-06-30");
    is_what_its_events_made(&store, "a").await;
}

async fn words_of_people_stand_apart_from_events(place: Place) {
    let store = in_review(&place).await;
    let text = "Frau Kessel \0 asked; “soon”, she said.";
    done(&store, "a", json!({ "command": "ask", "message": text, "note": "Call her." })).await;
    let events = store.events("id-a").await.unwrap();
    let last = events.last().unwrap();
    assert_eq!(last.note.as_deref(), Some("Call her."));
    assert!(last.message.as_deref().unwrap().starts_with("Frau Kessel"));
    assert!(events.iter().all(|it| !it.event.get().contains("Kessel")));
    assert!(events[0].message.is_none());
    assert_eq!(store.list(&Filter::default(), None, 9).await.unwrap().len(), 1);
}

async fn what_is_owed_has_a_deadline_which_no_later_calendar_moves(place: Place) {
    let store = in_review(&place).await;
    // A Monday, five in the morning: five working days end with the next Monday.
    let due = |stored: &Value| stored["next_due"].as_str().map(ToString::to_string);
    let stored = serde_json::to_value(store.find("id-a").await.unwrap().unwrap()).unwrap();
    assert_eq!(due(&stored).as_deref(), Some("2026-12-07T17:00:00.000Z"));
    assert!(store.calendar().await.unwrap().is_none());
    let other = r#"{"time_zone":"Asia/Tokyo","hours":{"sunday":["10:00-11:00"]}}"#;
    assert!(store.set_calendar(other, "mara", now(), Some(0)).await.unwrap());
    assert!(!store.set_calendar("{}", "jon", now(), Some(0)).await.unwrap(), "others hold by now");
    let kept = place.open().await.calendar().await.unwrap().unwrap();
    assert_eq!((kept.calendar.as_str(), kept.user.as_str()), (other, "mara"));
    let calendar = BusinessHours::from_json(&kept.calendar).unwrap().calendar;
    let in_tokyo = WorkingHours { calendar, version: Some(kept.number), ..hours() };
    let ask = command("a", json!({ "command": "note", "note": "They called." }));
    let noted = store.command(NewCommand { hours: in_tokyo.clone(), ..ask }).await.unwrap();
    assert!(matches!(noted, Commanded::Done(_)));
    let stored = serde_json::to_value(store.find("id-a").await.unwrap().unwrap()).unwrap();
    assert_eq!(due(&stored).as_deref(), Some("2026-12-07T17:00:00.000Z"));
    // What is owed from now on is owed by the new hours: two Sundays.
    let accept = command("a", json!({ "command": "decide", "decision": "accept" }));
    store.command(NewCommand { hours: in_tokyo, ..accept }).await.unwrap();
    let stored = serde_json::to_value(store.find("id-a").await.unwrap().unwrap()).unwrap();
    assert_eq!(due(&stored).as_deref(), Some("2026-12-13T02:00:00.000Z"));
    let duties = stored["duties"].as_array().unwrap();
    assert_eq!((&duties[0]["owed"], &duties[1]["owed"]), (&json!("decision"), &json!("first-contact")));
    assert_eq!((&duties[0]["calendar"], &duties[1]["calendar"]), (&json!(null), &json!(kept.number)));
    assert_eq!(duties[0]["done_at"], "2026-11-30T06:06:07.089Z");
    done(&store, "a", json!({ "command": "lose", "reason": "price" })).await;
    let stored = serde_json::to_value(store.find("id-a").await.unwrap().unwrap()).unwrap();
    assert_eq!(due(&stored), None);
}

async fn a_hundred_random_lives_are_those_of_a_model_in_memory(place: Place) {
    let store = place.with_program().await;
    let mut dice = Dice(7);
    let mut carried_out = 0;
    for life in 0..100 {
        let key = format!("life-{life}");
        let mut new = referral(&key, &[&key]);
        new.status =
            [ReferralStatus::InReview, ReferralStatus::Accepted, ReferralStatus::Declined][dice.roll(3)];
        let received =
            Event::Received { status: new.status.into(), protected_until: Some(date(2027, 2, 28)) };
        let mut model = Referral::arriving(now());
        model.apply(&received, &Actor::Partner, now());
        let mut past = vec![Past { event: received, is_by_user: false, at: now() }];
        assert!(matches!(store.insert(new).await.unwrap(), Outcome::Stored));
        let mut at = now();
        for _ in 0..12 {
            at += (24 * i64::try_from(dice.roll(30)).unwrap()).hours();
            let given = NewCommand {
                actor: any_actor(&mut dice),
                now: at,
                today: at.to_zoned(TimeZone::UTC).date(),
                customer: Customer {
                    keys: vec![key.clone()],
                    claim: Claim::Protects,
                    scope: Scope::default(),
                },
                ..command(&key, any_order(date(2028, 12, 31), &mut dice))
            };
            let circumstances = Circumstances {
                now: at,
                today: given.today,
                terms: &given.terms.clone(),
                protects_until: given.protects_until,
                rival: None,
                last_step: Undone::last_step(&past, &model),
                quiet_days: given.quiet_days,
            };
            let (order, actor) = (given.order.clone(), given.actor.clone());
            match (model.decide(&order, &actor, None, &circumstances), store.command(given).await.unwrap()) {
                (Ok(events), Commanded::Done(stored)) => {
                    events.iter().for_each(|event| model.apply(event, &actor, at));
                    let is_by_user = matches!(actor, Actor::User { .. });
                    past.extend(events.into_iter().map(|event| Past { event, is_by_user, at }));
                    assert_eq!(*stored, model);
                    carried_out += 1;
                }
                (Err(expected), Commanded::Refused(refused)) => assert_eq!(refused, expected),
                (expected, commanded) => panic!("{order:?}: {expected:?}, {commanded:?}"),
            }
        }
        is_what_its_events_made(&store, &key).await;
        let again = referral(&format!("again-{life}"), &[&key]);
        let is_protected = matches!(store.insert(again).await.unwrap(), Outcome::Protected(_));
        let day = now().to_zoned(TimeZone::UTC).date();
        assert_eq!(is_protected, model.protected_until.is_some_and(|until| until >= day), "{model:?}");
    }
    assert!(carried_out > 200, "{carried_out}");
}
