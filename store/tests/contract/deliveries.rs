//! Each delivery is sent by one copy at a time, and by another copy if that one is gone.

use crate::on_both;
use crate::place::{Place, now, referral};
use referral_store::{Attempt, DeliveryState, Due, Portion, Store};
use std::collections::BTreeSet;
use std::time::Duration;

on_both!(
    two_copies_queue_what_came_once,
    whoever_queues_hints_to_the_other_copies,
    no_delivery_is_two_copies_at_once_and_no_receiver_gets_too_many,
    a_claim_that_has_ended_is_anothers_and_only_what_was_taken_counts_after_it,
    whoever_makes_something_claims_for_longer,
    what_failed_is_tried_again_when_somebody_asks,
    the_oldest_of_each_receiver_come_first,
);

const NOW: i64 = 1_000_000;

fn portion() -> Portion {
    Portion { of_each: 4, most: 64, until: NOW + 1_000 }
}

fn attempt(state: DeliveryState, due: i64) -> Attempt {
    Attempt { at: now(), took_ms: 12, status: Some(503), error: Some("HTTP 503".into()), state, due }
}

/// Queues that many referrals for each destination.
async fn queued(store: &Store, referrals: std::ops::Range<i64>, to: &[&str]) {
    let to: Vec<String> = to.iter().map(ToString::to_string).collect();
    for i in referrals {
        let mut new = referral(&format!("key-{i}"), &[]);
        new.relayed = false;
        store.insert(new).await.unwrap();
    }
    for (number, program) in store.to_relay().await.unwrap() {
        assert_eq!(program, "cloud");
        store.queue(number, &to, NOW + number, NOW + 100_000).await.unwrap();
    }
}

fn ids(due: &[Due]) -> BTreeSet<String> {
    due.iter().map(|due| due.id.clone()).collect()
}

async fn two_copies_queue_what_came_once(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    let mut new = referral("a", &[]);
    new.relayed = false;
    copies[0].insert(new).await.unwrap();
    let found = copies[0].to_relay().await.unwrap();
    assert_eq!(found, copies[1].to_relay().await.unwrap());
    let to = ["crm".to_string(), "sheet".to_string()];
    let queue = |copy: &Store| {
        let (copy, to, number) = (copy.clone(), to.clone(), found[0].0);
        async move { copy.queue(number, &to, NOW, NOW + 1).await.unwrap() }
    };
    tokio::join!(queue(&copies[0]), queue(&copies[1]));
    assert!(copies[0].to_relay().await.unwrap().is_empty());
    let listed = copies[1].deliveries(None, 10).await.unwrap();
    let to: Vec<_> =
        listed.iter().map(|it| (it.referral.as_deref().unwrap(), it.destination.as_str())).collect();
    assert_eq!(to, [("id-a", "sheet"), ("id-a", "crm")]);
}

async fn whoever_queues_hints_to_the_other_copies(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    let hints = copies[1].hints().await.unwrap();
    assert_eq!(hints.is_some(), place.is_server());
    let Some(mut hints) = hints else { return };
    queued(&copies[0], 0..1, &["crm"]).await;
    tokio::time::timeout(Duration::from_secs(60), hints.next()).await.expect("a hint").unwrap();
    assert_eq!(copies[1].claim(NOW + 100, portion()).await.unwrap().len(), 1);
}

async fn no_delivery_is_two_copies_at_once_and_no_receiver_gets_too_many(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    queued(&copies[0], 0..20, &["crm", "sheet"]).await;
    let later = NOW + 100;
    let claims: Vec<_> = (0..10)
        .map(|i| {
            let copy = copies[i % 2].clone();
            tokio::spawn(async move { copy.claim(later, portion()).await.unwrap() })
        })
        .collect();
    let mut claimed = Vec::new();
    for claim in claims {
        claimed.extend(claim.await.unwrap());
    }
    assert_eq!((claimed.len(), ids(&claimed).len()), (8, 8));
    for receiver in ["crm", "sheet"] {
        assert_eq!(claimed.iter().filter(|due| due.destination == receiver).count(), 4);
    }
    // A delivery that is done makes room for another.
    let done = claimed.iter().find(|due| due.destination == "crm").unwrap();
    copies[1].attempted(done, attempt(DeliveryState::Delivered, later)).await.unwrap();
    let next = copies[1].claim(later, portion()).await.unwrap();
    assert_eq!(next.iter().map(|due| due.destination.as_str()).collect::<Vec<_>>(), ["crm"]);
    assert!(!ids(&claimed).contains(&next[0].id));
    assert!(copies[0].claim(later, Portion { most: 0, ..portion() }).await.unwrap().is_empty());
}

async fn a_claim_that_has_ended_is_anothers_and_only_what_was_taken_counts_after_it(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    queued(&copies[0], 0..2, &["crm"]).await;
    let (later, ended) = (NOW + 100, NOW + 1_000);
    let first = copies[0].claim(later, portion()).await.unwrap();
    assert_eq!(first.len(), 2);
    assert!(copies[1].claim(ended - 1, portion()).await.unwrap().is_empty());
    let second = copies[1].claim(ended, Portion { until: ended + 1_000, ..portion() }).await.unwrap();
    assert_eq!(ids(&first), ids(&second));
    // The first copy comes back. If its attempt failed, the second copy keeps its claim. If it succeeded, the delivery
    // is done.
    copies[0].attempted(&first[0], attempt(DeliveryState::Waiting, ended)).await.unwrap();
    assert!(copies[0].claim(ended, portion()).await.unwrap().is_empty());
    copies[0].attempted(&first[1], attempt(DeliveryState::Delivered, ended)).await.unwrap();
    copies[1].attempted(&second[1], attempt(DeliveryState::Failed, ended)).await.unwrap();
    let delivered = copies[1].deliveries(Some(DeliveryState::Delivered), 10).await.unwrap();
    assert_eq!((delivered.len(), delivered[0].log.len()), (1, 2));
    assert_eq!(delivered[0].log[0].at.to_string(), "2026-11-30T05:06:07.089Z");
    assert_eq!(delivered[0].log[0].status, Some(503));
    // An endpoint that has a file to itself knows that any earlier claimant is gone.
    copies[1].end_claims().await.unwrap();
    assert_eq!(copies[1].claim(ended, portion()).await.unwrap().is_empty(), place.is_server());
}

async fn whoever_makes_something_claims_for_longer(place: Place) {
    let store = place.with_program().await;
    queued(&store, 0..1, &["crm"]).await;
    let due = store.claim(NOW + 100, portion()).await.unwrap();
    store.made(&due[0], "{\"organization\": 7}", NOW + 2_000).await.unwrap();
    assert!(store.claim(NOW + 1_500, portion()).await.unwrap().is_empty());
    let again = store.claim(NOW + 2_000, Portion { until: NOW + 3_000, ..portion() }).await.unwrap();
    assert_eq!((again[0].made.as_str(), again[0].attempts), ("{\"organization\": 7}", 0));
}

async fn what_failed_is_tried_again_when_somebody_asks(place: Place) {
    let store = place.with_program().await;
    queued(&store, 0..1, &["crm"]).await;
    let due = store.claim(NOW + 100, portion()).await.unwrap();
    store.attempted(&due[0], attempt(DeliveryState::Failed, NOW)).await.unwrap();
    assert!(store.claim(NOW + 100, portion()).await.unwrap().is_empty());
    assert!(store.retry(&due[0].id, NOW + 200, NOW + 500).await.unwrap().is_some());
    assert_eq!(store.next_due(NOW + 100).await.unwrap(), Some(NOW + 200));
    assert_eq!(store.next_due(NOW + 200).await.unwrap(), None);
    let again = store.claim(NOW + 200, portion()).await.unwrap();
    assert_eq!((again[0].attempts, again[0].until), (1, NOW + 500));
    store.attempted(&again[0], attempt(DeliveryState::Delivered, NOW)).await.unwrap();
    assert!(store.retry(&due[0].id, NOW, NOW).await.unwrap().is_none());
    assert!(store.retry("of no delivery", NOW, NOW).await.unwrap().is_none());
}

async fn the_oldest_of_each_receiver_come_first(place: Place) {
    let store = place.with_program().await;
    queued(&store, 0..10, &["crm"]).await;
    queued(&store, 10..12, &["Sheet"]).await;
    let due = store.claim(NOW + 1_00, portion()).await.unwrap();
    let found: Vec<_> =
        due.iter().map(|due| (due.destination.as_str(), due.referral.as_deref().unwrap())).collect();
    let oldest = [
        ("crm", "id-key-0"),
        ("crm", "id-key-1"),
        ("crm", "id-key-2"),
        ("crm", "id-key-3"),
        ("Sheet", "id-key-10"),
        ("Sheet", "id-key-11"),
    ];
    assert_eq!(found, oldest);
    assert!(store.claim(NOW - 1, portion()).await.unwrap().is_empty());
}
