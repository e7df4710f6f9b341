//! Reminders of deadlines are written once, and decisions are counted for a program's record.

use crate::office::command;
use crate::on_both;
use crate::place::{Place, hours, now, referral};
use jiff::{Timestamp, ToSpan};
use referral_store::{Commanded, NewCommand, Outcome, Reminded, Store};
use referral_widget::office::{BusinessHours, WorkingHours};
use referral_widget::submission::ReferralStatus;
use serde_json::{Value, json};

on_both!(
    each_step_has_one_event_however_many_look,
    a_referral_of_which_nothing_is_owed_any_more_is_not_listed,
    decisions_are_counted_by_program_and_time,
);

async fn in_review(store: &Store, key: &str) {
    let mut new = referral(key, &[key]);
    new.status = ReferralStatus::InReview;
    assert!(matches!(store.insert(new).await.unwrap(), Outcome::Stored));
}

fn with_people() -> WorkingHours {
    let written = r#"{"time_zone":"UTC","hours":{"monday":["09:00-17:00"]},"people":{"80":["mara","jon@vendor.example"]}}"#;
    WorkingHours { people: BusinessHours::from_json(written).unwrap().people, ..hours() }
}

async fn reminders(store: &Store, key: &str) -> Vec<Value> {
    let events = store.events(&format!("id-{key}")).await.unwrap();
    let events = events.iter().map(|it| serde_json::to_value(it).unwrap());
    events.filter(|it| it["event"].get("reminded").is_some()).collect()
}

async fn ids(store: &Store, now: Timestamp) -> Vec<String> {
    store.to_remind(now, None, 100).await.unwrap().into_iter().map(|it| it.id).collect()
}

async fn each_step_has_one_event_however_many_look(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    for key in ["a", "b", "c"] {
        in_review(&copies[0], key).await;
    }
    // From Monday morning until the end of the fifth working day after it: half of these six days is over on Wednesday.
    assert!(ids(&copies[0], "2026-12-02T16:59:59Z".parse().unwrap()).await.is_empty());
    let half: Timestamp = "2026-12-02T17:00:00Z".parse().unwrap();
    assert_eq!(ids(&copies[1], half).await, ["id-a", "id-b", "id-c"]);
    let first = copies[1].to_remind(half, None, 1).await.unwrap();
    assert_eq!(copies[1].to_remind(half, first.last(), 9).await.unwrap().len(), 2);
    let end = half + 240.hours();
    for at in [half, end] {
        let looks: Vec<_> = (0..20)
            .map(|i| {
                let copy = copies[i % 2].clone();
                tokio::spawn(async move { copy.remind("id-a", at, with_people()).await.unwrap().reminders })
            })
            .collect();
        let mut written = 0;
        for look in looks {
            written += look.await.unwrap();
        }
        assert_eq!(written, if at == half { 1 } else { 2 });
    }
    let told = reminders(&copies[0], "a").await;
    let named: Vec<_> = told.iter().map(|it| it["event"]["reminded"].clone()).collect();
    assert_eq!(
        named,
        [
            json!({ "owed": "decision", "share": 50, "people": [] }),
            json!({ "owed": "decision", "share": 80, "people": ["mara", "jon@vendor.example"] }),
            json!({ "owed": "decision", "share": 100, "people": [] }),
        ]
    );
    assert!(told.iter().all(|it| it["actor"] == "clock"));
    // The referral was not worked on by that, and is listed no more.
    assert_eq!(serde_json::to_value(copies[0].find("id-a").await.unwrap().unwrap()).unwrap()["revision"], 4);
    assert_eq!(ids(&copies[0], end).await, ["id-b", "id-c"]);
    assert_eq!(copies[0].remind("nobody", end, hours()).await.unwrap(), Reminded::default());
}

async fn a_referral_of_which_nothing_is_owed_any_more_is_not_listed(place: Place) {
    let store = place.with_program().await;
    in_review(&store, "a").await;
    let done = store
        .command(command("a", json!({ "command": "decide", "decision": "decline", "reason": "no-need" })));
    assert!(matches!(done.await.unwrap(), Commanded::Done(_)));
    assert!(ids(&store, Timestamp::MAX).await.is_empty());
    let again = store.remind("id-a", now() + 9_000.hours(), hours()).await.unwrap();
    assert_eq!(again, Reminded::default());
}

async fn decisions_are_counted_by_program_and_time(place: Place) {
    let store = place.with_program().await;
    let decide = async |key: &str, decision: &str, at: Timestamp| {
        let mut json = json!({ "command": "decide", "decision": decision });
        if decision == "decline" {
            json["reason"] = json!("no-need");
        }
        let mut given = NewCommand { now: at, ..command(key, json) };
        given.customer.keys = vec![key.into()];
        assert!(matches!(store.command(given).await.unwrap(), Commanded::Done(_)));
    };
    for key in ["in-time", "late", "undecided", "expired", "withdrawn", "before"] {
        in_review(&store, key).await;
    }
    // Its decision is due on the seventh of December.
    decide("before", "accept", now() + 1.hour()).await;
    decide("in-time", "decline", now() + 2.hours()).await;
    decide("late", "accept", now() + 240.hours()).await;
    let expire = NewCommand {
        actor: referral_widget::office::Actor::Clock,
        now: now() + 2_400.hours(),
        today: jiff::civil::date(2027, 3, 10),
        ..command("expired", json!({ "command": "expire" }))
    };
    assert!(matches!(store.command(expire).await.unwrap(), Commanded::Done(_)));
    let withdraw = command("withdrawn", json!({ "command": "withdraw" }));
    let withdraw = NewCommand { actor: referral_widget::office::Actor::Partner, ..withdraw };
    assert!(matches!(store.command(withdraw).await.unwrap(), Commanded::Done(_)));
    // What was accepted by its rules was not decided by anybody.
    store.insert(referral("by-rules", &["by-rules"])).await.unwrap();

    let counted = store.decisions("cloud", now() + 1.hour(), now() + 2_500.hours()).await.unwrap();
    let mut in_time: Vec<bool> = counted.decided.iter().map(|it| it.at <= it.due).collect();
    in_time.sort_unstable();
    assert_eq!((in_time, counted.undecided), (vec![false, true], 2));
    assert_eq!(counted.decided[0].arrived_at, now());
    let early = store.decisions("cloud", now(), now() + 3.hours()).await.unwrap();
    assert_eq!((early.decided.len(), early.undecided), (2, 0));
    assert!(store.decisions("solar", now(), now() + 2_500.hours()).await.unwrap().decided.is_empty());
}
