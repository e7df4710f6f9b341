//! A referral is stored once, completely or not at all.

use crate::on_both;
use crate::place::{Place, now, of_program, referral};
use referral_store::{Filter, Moment, Outcome, StoreError, Tally};
use std::collections::BTreeSet;
use std::time::Duration;

on_both!(
    what_is_stored_is_told_again_byte_for_byte,
    of_many_that_ask_at_once_each_is_told_its_own,
    of_one_key_that_comes_many_times_at_once_one_is_stored,
    one_that_fails_undoes_none_of_those_beside_it,
    the_newest_come_first_page_by_page,
    a_text_may_have_any_character_in_it,
);

async fn what_is_stored_is_told_again_byte_for_byte(place: Place) {
    let store = place.with_program().await;
    let mut new = referral("a", &[]);
    new.suspicion = Some("[ \"too fast\" ]".into());
    new.claimed_verdict = Some("{\"status\" : \"accepted\"}".into());
    new.partner_facts = Some("{\"level\" : \"gold\"}".into());
    assert!(matches!(store.insert(new).await.unwrap(), Outcome::Stored));
    // A new start finds it like this.
    let store = place.open().await;
    let stored = store.find("id-a").await.unwrap().unwrap();
    assert_eq!(stored.lead.get(), "{\"company\": \"Müster\\u0000 AG\",  \"z\":1.50}");
    assert_eq!(stored.claimed_verdict.as_ref().unwrap().get(), "{\"status\" : \"accepted\"}");
    assert_eq!(stored.partner_facts.as_ref().unwrap().get(), "{\"level\" : \"gold\"}");
    assert_eq!(stored.receipt.get(), "{\"key\":\"a\",\"lead_salt\":\"salt-a\"}");
    let json = serde_json::to_value(&stored).unwrap();
    assert_eq!(json["received_at"], "2026-11-30T05:06:07.089Z");
    assert_eq!(json["history"][0]["at"], "2026-11-30T05:06:07.089Z");
    assert_eq!(json["history"][0]["status"], "accepted");
    assert_eq!((&json["verdicts_agree"], &json["challenged"]), (&true.into(), &false.into()));
    assert_eq!(json["suspicion"][0], "too fast");
    let told = Tally { name: "told", most: 1, lasts: Duration::from_secs(60) };
    assert!(store.count(told, "acme", now()).await.unwrap());
    for (key, who, is_known, waits) in [
        ("a", "acme", true, true),
        ("a", "rival", true, false),
        ("b", "acme", false, true),
        ("b", "b", false, false),
    ] {
        let before = store.beforehand(key, told, who, now()).await.unwrap();
        assert_eq!((before.first.is_some(), before.wait.is_some()), (is_known, waits), "{key} {who}");
        let Some(first) = before.first else { continue };
        assert_eq!(first.answer(), stored.receipt.get(), "{key} {who}");
        assert_eq!((first.fingerprint.as_str(), first.lead_fingerprint.as_str()), ("posted a", "read a"));
    }
    assert!(store.find("id-b").await.unwrap().is_none());
}

async fn of_many_that_ask_at_once_each_is_told_its_own(place: Place) {
    let store = place.with_program().await;
    let told = Tally { name: "told", most: 1, lasts: Duration::from_secs(60) };
    for i in 0..20 {
        store.insert(referral(&format!("key-{i}"), &[])).await.unwrap();
        assert!(store.count(told, &format!("visitor {i}"), now()).await.unwrap());
    }
    let asked: Vec<_> = (0..400)
        .map(|i| {
            let store = store.clone();
            // Half of the keys are known, and a third of the visitors.
            let (key, who) = (i % 40, i % 60);
            tokio::spawn(async move {
                let (known_by, visitor) = (format!("key-{key}"), format!("visitor {who}"));
                let before = store.beforehand(&known_by, told, &visitor, now()).await.unwrap();
                let id = before.first.map(|first| first.id);
                assert_eq!(id, (key < 20).then(|| format!("id-key-{key}")));
                assert_eq!(before.wait.is_some(), who < 20, "visitor {who}");
            })
        })
        .collect();
    for asked in asked {
        asked.await.unwrap();
    }
}

async fn of_one_key_that_comes_many_times_at_once_one_is_stored(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    let sent: Vec<_> = (0..40)
        .map(|i| {
            let copy = copies[i % 2].clone();
            tokio::spawn(async move {
                let mut new = referral("same", &["muster"]);
                new.id = format!("id-{i}");
                copy.insert(new).await.unwrap()
            })
        })
        .collect();
    let (mut stored, mut known) = (0, BTreeSet::new());
    for sent in sent {
        match sent.await.unwrap() {
            Outcome::Stored => stored += 1,
            Outcome::Known(first) => {
                known.insert(first.id);
            }
            Outcome::Protected(_) => panic!("it is the same referral"),
        }
    }
    assert_eq!((stored, known.len()), (1, 1));
}

async fn one_that_fails_undoes_none_of_those_beside_it(place: Place) {
    let store = place.with_program().await;
    let sent: Vec<_> = (0..40)
        .map(|i| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut new = referral(&format!("key-{i}"), &[&format!("customer {i}")]);
                if i % 10 == 3 {
                    new.rules_hash = "of no release".into();
                }
                store.insert(new).await
            })
        })
        .collect();
    for (i, sent) in sent.into_iter().enumerate() {
        match sent.await.unwrap() {
            Ok(Outcome::Stored) => assert_ne!(i % 10, 3),
            Err(StoreError::Constraint(_)) => assert_eq!(i % 10, 3),
            _ => panic!("{i} is stored or refused"),
        }
    }
    assert_eq!(store.list(&Filter::default(), None, 100).await.unwrap().len(), 36);
}

async fn the_newest_come_first_page_by_page(place: Place) {
    let store = place.with_program().await;
    for key in ["a", "b", "c", "d"] {
        store.insert(referral(key, &[])).await.unwrap();
    }
    let page = store.list(&of_program("cloud"), None, 3).await.unwrap();
    let keys = |page: &[referral_store::Stored]| page.iter().map(|it| it.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&page), ["d", "c", "b"]);
    assert!(page.iter().all(|it| it.received_at == Moment::from(now())));
    let before = page.last().map(|it| it.number);
    let rest = store.list(&of_program("cloud"), before, 3).await.unwrap();
    assert_eq!(keys(&rest), ["a"]);
    assert!(store.list(&of_program("other"), None, 3).await.unwrap().is_empty());
}

async fn a_text_may_have_any_character_in_it(place: Place) {
    let store = place.with_program().await;
    let long = "ü".repeat(50_000);
    for (i, text) in ["\0 zero", "’ \" \\ $1 ?", &long].iter().enumerate() {
        let mut new = referral(&format!("key-{i}"), &[text]);
        new.partner = Some((*text).into());
        new.token_id = Some((*text).into());
        assert!(matches!(store.insert(new).await.unwrap(), Outcome::Stored), "{i}");
        let mut again = referral(&format!("again-{i}"), &[text]);
        again.partner = None;
        assert!(matches!(store.insert(again).await.unwrap(), Outcome::Protected(_)), "{i}");
        assert!(store.find(text).await.unwrap().is_none(), "{i}");
        assert!(store.list(&of_program(text), None, 3).await.unwrap().is_empty(), "{i}");
        assert!(store.retry(text, 0, 0).await.unwrap().is_none(), "{i}");
    }
}
