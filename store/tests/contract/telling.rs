//! Each event is queued once for each who is told of it, and brought in the order in which it happened.

use crate::office::command;
use crate::on_both;
use crate::place::{Place, now, referral};
use referral_store::{Attempt, Commanded, DeliveryState, Due, MailToQueue, Portion, Store, Told};
use serde_json::json;

on_both!(
    two_copies_tell_of_an_event_once,
    what_happened_is_brought_in_order_for_each_referral,
    an_event_is_brought_again_under_its_id,
    receivers_that_fail_are_known,
    a_digest_is_queued_once,
    a_link_shows_its_referral_until_it_is_revoked,
);

const NOW: i64 = 1_000_000;

fn portion() -> Portion {
    Portion { of_each: 4, most: 64, until: NOW + 1_000 }
}

fn attempt(state: DeliveryState, error: Option<&str>) -> Attempt {
    let error = error.map(ToString::to_string);
    Attempt { at: now(), took_ms: 1, status: None, error, state, due: NOW }
}

/// A referral of which three events have been made, none of them told.
async fn with_events(store: &Store, key: &str) {
    store.insert(referral(key, &[])).await.unwrap();
    for note in ["one", "two"] {
        let given = store.command(command(key, json!({ "command": "note", "note": note }))).await.unwrap();
        assert!(matches!(given, Commanded::Done(_)));
    }
}

async fn tell_all(store: &Store, to: &[&str]) {
    let untold = store.untold(0).await.unwrap();
    let to: Vec<String> = to.iter().map(ToString::to_string).collect();
    let told = untold.iter().map(|untold| Told { event: untold.number, to: to.clone() }).collect();
    store.tell(told, NOW, NOW + 100_000).await.unwrap();
}

fn seen(due: &[Due]) -> Vec<(&str, i64)> {
    due.iter().map(|due| (due.referral.as_deref().unwrap_or("none"), due.sequence)).collect()
}

async fn two_copies_tell_of_an_event_once(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    with_events(&copies[0], "a").await;
    let untold = copies[1].untold(0).await.unwrap();
    let revisions: Vec<_> =
        untold.iter().map(|it| (it.referral.as_str(), it.program.as_str(), it.revision)).collect();
    assert_eq!(revisions, [("id-a", "cloud", 1), ("id-a", "cloud", 2), ("id-a", "cloud", 3)]);
    assert_eq!(copies[1].untold(untold[0].number).await.unwrap().len(), 2);
    tokio::join!(tell_all(&copies[0], &["hook", "mail:desk"]), tell_all(&copies[1], &["hook", "mail:desk"]));
    assert!(copies[0].untold(0).await.unwrap().is_empty());
    let listed = copies[1].deliveries(None, 100).await.unwrap();
    assert_eq!(listed.len(), 6);
    assert_eq!((listed[5].event.as_deref(), listed[5].sequence), (Some("received"), 1));
    // An event of which nobody is told is done, too.
    with_events(&copies[0], "b").await;
    tell_all(&copies[0], &[]).await;
    assert!(copies[0].untold(0).await.unwrap().is_empty());
    let event = copies[0].event("id-b", 2).await.unwrap().unwrap();
    assert_eq!((event.event.get(), event.note.as_deref()), ("\"noted\"", Some("one")));
    assert!(copies[0].event("id-b", 4).await.unwrap().is_none());
}

async fn what_happened_is_brought_in_order_for_each_referral(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    with_events(&copies[0], "a").await;
    with_events(&copies[0], "b").await;
    tell_all(&copies[0], &["hook"]).await;
    let first = copies[0].claim(NOW, portion()).await.unwrap();
    assert_eq!(seen(&first), [("id-a", 1), ("id-b", 1)]);
    // While the first is on its way, or is tried again, no copy brings the second.
    assert!(copies[1].claim(NOW, portion()).await.unwrap().is_empty());
    copies[0]
        .attempted(&first[0], Attempt { due: NOW + 500, ..attempt(DeliveryState::Waiting, Some("503")) })
        .await
        .unwrap();
    copies[0].attempted(&first[1], attempt(DeliveryState::Failed, Some("410"))).await.unwrap();
    let second = copies[1].claim(NOW, portion()).await.unwrap();
    assert_eq!(seen(&second), [("id-b", 2)]);
    let again = copies[1].claim(NOW + 500, portion()).await.unwrap();
    assert_eq!(seen(&again), [("id-a", 1)]);
    copies[1].attempted(&again[0], attempt(DeliveryState::Delivered, None)).await.unwrap();
    assert_eq!(seen(&copies[0].claim(NOW + 500, portion()).await.unwrap()), [("id-a", 2)]);
}

async fn an_event_is_brought_again_under_its_id(place: Place) {
    let store = place.with_program().await;
    with_events(&store, "a").await;
    tell_all(&store, &["hook", "mail:partner"]).await;
    let due = store.claim(NOW, portion()).await.unwrap();
    for due in &due {
        store.attempted(due, attempt(DeliveryState::Delivered, None)).await.unwrap();
    }
    let hook = due.iter().find(|due| due.destination == "hook").unwrap();
    let mail = due.iter().find(|due| due.destination == "mail:partner").unwrap();
    assert!(store.retry(&hook.id, NOW, NOW + 9).await.unwrap().is_none());
    let retried = store.replay(&hook.id, NOW, NOW + 9).await.unwrap().unwrap();
    assert_eq!(retried.referral.as_deref(), Some("id-a"));
    let again = store.claim(NOW, portion()).await.unwrap();
    let again: Vec<_> = again.iter().filter(|due| due.destination == "hook").collect();
    assert_eq!((again.len(), &again[0].id, again[0].sequence, again[0].until), (1, &hook.id, 1, NOW + 9));
    // A mail is not sent twice, and a lead is not made twice.
    assert!(store.replay(&mail.id, NOW, NOW).await.unwrap().is_none());
    assert!(store.replay("\0", NOW, NOW).await.unwrap().is_none());
    let mut lead = referral("lead", &[]);
    lead.relayed = false;
    store.insert(lead).await.unwrap();
    let (number, _) = store.to_relay().await.unwrap().remove(0);
    store.queue(number, &["crm".to_string()], NOW, NOW + 9).await.unwrap();
    let lead = store.deliveries(None, 1).await.unwrap().remove(0);
    assert_eq!((lead.sequence, lead.event), (0, None));
    assert!(store.replay(&lead.id, NOW, NOW).await.unwrap().is_none());
}

async fn receivers_that_fail_are_known(place: Place) {
    let store = place.with_program().await;
    for key in ["a", "b"] {
        store.insert(referral(key, &[])).await.unwrap();
    }
    tell_all(&store, &["hook", "other"]).await;
    assert!(store.troubled_receivers(0).await.unwrap().is_empty());
    let due = store.claim(NOW, portion()).await.unwrap();
    let hooks: Vec<_> = due.iter().filter(|due| due.destination == "hook").collect();
    store.attempted(hooks[0], attempt(DeliveryState::Failed, Some("HTTP 410"))).await.unwrap();
    store.attempted(hooks[1], attempt(DeliveryState::Waiting, Some("HTTP 503"))).await.unwrap();
    let troubled = store.troubled_receivers(0).await.unwrap();
    assert_eq!(troubled.len(), 1);
    assert_eq!(
        (troubled[0].receiver.as_str(), troubled[0].failed, troubled[0].waiting),
        ("cloud/hook", 1, 1)
    );
    assert_eq!(troubled[0].last.as_ref().unwrap().error.as_deref(), Some("HTTP 503"));
    let later = store.troubled_receivers(NOW).await.unwrap();
    assert_eq!((later[0].failed, later[0].waiting), (0, 1));
}

async fn a_digest_is_queued_once(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    let id = "digest-2026-11-30".to_string();
    let mail = MailToQueue { id, destination: "mail:digest", due: NOW, until: NOW + 9 };
    for copy in copies.iter().chain(&copies) {
        copy.queue_mail(mail.clone()).await.unwrap();
    }
    let due = copies[1].claim(NOW, portion()).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!((&due[0].referral, &due[0].program, due[0].id.as_str()), (&None, &None, "digest-2026-11-30"));
    copies[1].attempted(&due[0], attempt(DeliveryState::Failed, None)).await.unwrap();
    assert!(copies[0].retry(&due[0].id, NOW, NOW).await.unwrap().unwrap().referral.is_none());
}

async fn a_link_shows_its_referral_until_it_is_revoked(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    for key in ["a", "b"] {
        copies[0].insert(referral(key, &[])).await.unwrap();
    }
    assert!(!copies[0].is_open_to_partner("id-a").await.unwrap());
    for (key, hash) in [("id-a", [1; 32]), ("id-a", [2; 32]), ("id-b", [3; 32]), ("nobody", [4; 32])] {
        copies[0].add_link(key, hash, now()).await.unwrap();
    }
    let link = copies[1].link([2; 32]).await.unwrap().unwrap();
    assert_eq!((link.referral.as_str(), link.is_revoked), ("id-a", false));
    assert!(
        copies[1].link([4; 32]).await.unwrap().is_none() && copies[1].link([0; 32]).await.unwrap().is_none()
    );
    copies[1].revoke_links("id-a", now()).await.unwrap();
    for (hash, is_revoked) in [([1; 32], true), ([2; 32], true), ([3; 32], false)] {
        assert_eq!(copies[0].link(hash).await.unwrap().unwrap().is_revoked, is_revoked);
    }
    assert!(
        !copies[0].is_open_to_partner("id-a").await.unwrap()
            && copies[0].is_open_to_partner("id-b").await.unwrap()
    );
}
