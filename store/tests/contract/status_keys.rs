//! A status key opens one referral, and nothing else tells whose it is.

use crate::office::command;
use crate::on_both;
use crate::place::{Place, now, referral};
use referral_store::{KeyState, NewReferral};
use serde_json::json;

on_both!(
    a_key_opens_its_referral_until_it_is_revoked,
    a_key_stands_in_nothing_that_is_read,
    a_partner_has_only_what_is_known_to_be_its_own,
    revisions_are_those_of_the_referrals,
);

fn with_key(key: &str, status_key: u8) -> NewReferral {
    NewReferral { status_key: Some([status_key; 32]), ..referral(key, &[]) }
}

async fn a_key_opens_its_referral_until_it_is_revoked(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    for (key, status_key) in [("a", 1), ("b", 2)] {
        copies[0].insert(with_key(key, status_key)).await.unwrap();
    }
    // The same submission again changes no key.
    copies[0].insert(with_key("a", 9)).await.unwrap();
    let state = async |id: &str, key: u8| copies[1].status_key(id, [key; 32]).await.unwrap();
    for (id, key, expected) in [
        ("id-a", 1, KeyState::Opens),
        ("id-b", 2, KeyState::Opens),
        ("id-a", 2, KeyState::Unknown),
        ("id-a", 9, KeyState::Unknown),
        ("id-c", 1, KeyState::Unknown),
        ("id-a\0", 1, KeyState::Unknown),
    ] {
        assert_eq!(state(id, key).await, expected, "{id} {key}");
    }
    assert!(copies[0].is_open_to_partner("id-a").await.unwrap());
    copies[0].revoke_links("id-a", now()).await.unwrap();
    assert!(!copies[0].is_open_to_partner("id-a").await.unwrap());
    assert_eq!(state("id-a", 1).await, KeyState::Revoked);
    assert_eq!(state("id-b", 2).await, KeyState::Opens);
}

async fn a_key_stands_in_nothing_that_is_read(place: Place) {
    let store = place.with_program().await;
    store
        .insert(NewReferral { status_key: Some(*b"the hash of the key of this lead"), ..with_key("a", 0) })
        .await
        .unwrap();
    let stored = store.find("id-a").await.unwrap().unwrap();
    let read = serde_json::to_string(&stored).unwrap();
    assert!(!read.contains("status_key") && !read.contains("the hash of"), "{read}");
}

async fn a_partner_has_only_what_is_known_to_be_its_own(place: Place) {
    let store = place.with_program().await;
    for (key, attributed_by, partner) in [
        ("token", "token", "acme"),
        ("origin", "origin", "acme"),
        ("claim", "claim", "acme"),
        ("other", "token", "other"),
    ] {
        let new = NewReferral { attributed_by, partner: Some(partner.into()), ..referral(key, &[]) };
        store.insert(new).await.unwrap();
    }
    let of = async |program: &str, partner: &str| store.referrals_of(program, partner).await.unwrap();
    assert_eq!(of("cloud", "acme").await, ["id-origin", "id-token"]);
    assert_eq!(of("cloud", "other").await, ["id-other"]);
    let is_of = async |id: &str, program: &str| store.is_of_partner(id, program, "acme").await.unwrap();
    assert!(is_of("id-token", "cloud").await && is_of("id-origin", "cloud").await);
    assert!(!is_of("id-claim", "cloud").await && !is_of("id-other", "cloud").await);
    assert!(!is_of("id-token", "solar").await);
    for (program, partner) in [("solar", "acme"), ("cloud", "nobody"), ("cloud", "acme\0"), ("cloud", "")] {
        assert!(of(program, partner).await.is_empty());
    }
}

async fn revisions_are_those_of_the_referrals(place: Place) {
    let store = place.with_program().await;
    for key in ["a", "b", "c"] {
        store.insert(referral(key, &[])).await.unwrap();
    }
    store.command(command("b", json!({ "command": "note", "note": "one" }))).await.unwrap();
    let asked = ["id-a", "id-b", "id-none"].map(String::from);
    let mut found = store.revisions(&asked).await.unwrap();
    found.sort();
    assert_eq!(found, [("id-a".to_string(), 1), ("id-b".to_string(), 2)]);
    assert!(store.revisions(&[]).await.unwrap().is_empty());
}
