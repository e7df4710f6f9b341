//! The list of referrals: its order, its pages, what narrows it, and what is found by words.

use crate::office::command;
use crate::on_both;
use crate::place::{Place, now, of_program, referral, run};
use jiff::ToSpan;
use referral_store::{Commanded, Filter, ListOrder, Place as At, Store};
use referral_widget::office::LifecycleStatus;
use referral_widget::submission::ReferralStatus;
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both!(
    what_is_due_first_comes_first_and_pages_stay_while_others_arrive,
    each_filter_narrows_the_list,
    words_are_found_by_how_they_begin,
    words_go_with_the_lead,
    earlier_referrals_get_their_words_once,
);

async fn arrive(store: &Store, key: &str, status: ReferralStatus, hours: i64) {
    let mut new = referral(key, &[]);
    new.status = status;
    new.received_at = (now() + hours.hours()).into();
    store.insert(new).await.unwrap();
}

async fn give(store: &Store, key: &str, json: Value) {
    let given = store.command(command(key, json)).await.unwrap();
    assert!(matches!(given, Commanded::Done(_)), "{given:?}");
}

async fn keys(store: &Store, filter: &Filter, order: ListOrder) -> Vec<String> {
    let page = store.page(filter, order, None, 100).await.unwrap();
    page.into_iter().map(|stored| stored.key).collect()
}

async fn what_is_due_first_comes_first_and_pages_stay_while_others_arrive(place: Place) {
    let store = place.with_program().await;
    // Nobody owes anything for those that are declined.
    for (key, status, hours) in [
        ("closed-old", ReferralStatus::Declined, 0),
        ("late", ReferralStatus::InReview, 80),
        ("early", ReferralStatus::InReview, 0),
        ("same", ReferralStatus::InReview, 0),
        ("closed-new", ReferralStatus::Declined, 1),
    ] {
        arrive(&store, key, status, hours).await;
    }
    let expected = ["early", "same", "late", "closed-new", "closed-old"];
    assert_eq!(keys(&store, &Filter::default(), ListOrder::Due).await, expected);
    let by_word = Filter { words: vec!["must".into()], ..Filter::default() };
    for filter in [Filter::default(), by_word] {
        let (mut seen, mut after) = (Vec::new(), None);
        for i in 0.. {
            let page = store.page(&filter, ListOrder::Due, after, 1).await.unwrap();
            let Some(stored) = page.into_iter().next() else { break };
            after = Some(At::of(&stored));
            seen.push(stored.key);
            // What arrives meanwhile, and has its place before, moves nothing.
            let (key, status) =
                [("before", ReferralStatus::InReview), ("closed", ReferralStatus::Declined)][i % 2];
            let hours = if i % 2 == 0 { -80 } else { 100 };
            arrive(&store, &format!("{key}-{i}-{}", filter.words.len()), status, hours).await;
        }
        seen.retain(|key| expected.contains(&key.as_str()));
        assert_eq!(seen, expected);
    }
}

async fn each_filter_narrows_the_list(place: Place) {
    let store = place.with_program().await;
    for key in ["a", "b", "c"] {
        let mut new = referral(key, &[]);
        new.partner = Some(format!("partner of {key}"));
        new.suspicion = (key == "b").then(|| "[\"too fast\"]".into());
        new.received_at = (now() + if key == "c" { 240.hours() } else { 0.hours() }).into();
        store.insert(new).await.unwrap();
    }
    give(&store, "a", json!({ "command": "advance", "stage": "meeting" })).await;
    give(&store, "a", json!({ "command": "assign", "to": "mara" })).await;
    give(&store, "b", json!({ "command": "lose", "reason": "price" })).await;
    let any = Filter::default;
    for (filter, expected) in [
        (any(), "abc"),
        (of_program("cloud"), "abc"),
        (of_program("other"), ""),
        (of_program("zero \0"), ""),
        (Filter { status: Some(LifecycleStatus::Lost), ..any() }, "b"),
        (Filter { stage: Some("meeting".into()), ..any() }, "a"),
        (Filter { partner: Some("partner of c".into()), ..any() }, "c"),
        (Filter { assignee: Some("mara".into()), ..any() }, "a"),
        (Filter { suspected: Some(true), ..any() }, "b"),
        (Filter { suspected: Some(false), ..any() }, "ac"),
        (Filter { due_before: Some((now() + 200.hours()).into()), ..any() }, ""),
        (Filter { due_before: Some((now() + 400.hours()).into()), ..any() }, "c"),
        (Filter { reference: Some("id-a".into()), words: vec!["nothing".into()], ..any() }, "a"),
        (Filter { reference: Some("none".into()), words: vec!["word-of-b".into()], ..any() }, "b"),
        (Filter { status: Some(LifecycleStatus::Accepted), words: vec!["muster".into()], ..any() }, "ac"),
    ] {
        for order in [ListOrder::Due, ListOrder::Newest] {
            let found: BTreeSet<String> = keys(&store, &filter, order).await.into_iter().collect();
            assert_eq!(found.into_iter().collect::<String>(), expected, "{filter:?} {order:?}");
        }
    }
}

fn by(words: &[&str]) -> Filter {
    Filter { words: words.iter().map(ToString::to_string).collect(), ..Filter::default() }
}

async fn words_are_found_by_how_they_begin(place: Place) {
    let store = place.with_program().await;
    for (key, words) in [
        ("a", vec!["muster", "example", "mia"]),
        ("b", vec!["musterhaus", "example", "東京", "京都"]),
        ("c", vec!["must\u{10fffe}", "mustang", "twice", "twice"]),
    ] {
        let mut new = referral(key, &[]);
        new.words = words.into_iter().map(Into::into).collect();
        store.insert(new).await.unwrap();
    }
    for (words, expected) in [
        (&["muster"][..], "ba"),
        (&["must"], "cba"),
        (&["muster", "mia"], "a"),
        (&["example", "must"], "ba"),
        (&["mustard"], ""),
        (&["東"], "b"),
        (&["%"], ""),
        (&["_uster"], ""),
        (&["' OR 1 = 1 --"], ""),
        (&["zero \0"], ""),
        (&["twice"], "c"),
    ] {
        let found = keys(&store, &by(words), ListOrder::Newest).await.concat();
        assert_eq!(found, expected, "{words:?}");
    }
}

async fn words_go_with_the_lead(place: Place) {
    let store = place.with_program().await;
    store.insert(referral("a", &[])).await.unwrap();
    store.insert(referral("b", &[])).await.unwrap();
    // A change of anything else keeps them.
    run(&place, "UPDATE referrals SET lead = lead, stage = 'meeting'").await;
    assert_eq!(keys(&store, &by(&["muster"]), ListOrder::Newest).await, ["b", "a"]);
    run(&place, "UPDATE referrals SET lead = '{}' WHERE id = 'id-a'").await;
    assert_eq!(keys(&store, &by(&["muster"]), ListOrder::Newest).await, ["b"]);
    assert!(keys(&store, &by(&["word-of-a"]), ListOrder::Newest).await.is_empty());
    assert!(store.without_words().await.unwrap().is_empty());
}

async fn earlier_referrals_get_their_words_once(place: Place) {
    let store = place.with_program().await;
    for key in ["a", "b"] {
        let new = referral(key, &[]);
        store.insert(referral_store::NewReferral { words: Vec::new(), ..new }).await.unwrap();
    }
    assert!(store.without_words().await.unwrap().is_empty());
    run(&place, "UPDATE referrals SET has_words = FALSE").await;
    let wordless = store.without_words().await.unwrap();
    assert_eq!(wordless.len(), 2);
    // One is erased while its words are made.
    run(&place, "UPDATE referrals SET lead = '{}' WHERE id = 'id-b'").await;
    let again = store.without_words().await.unwrap();
    let words = |found: Vec<referral_store::Wordless>| {
        found.into_iter().map(|it| (it, vec!["kessel".to_string(), "kessel".to_string()])).collect::<Vec<_>>()
    };
    store.add_words(words(wordless)).await.unwrap();
    assert_eq!(keys(&store, &by(&["kessel"]), ListOrder::Newest).await, ["a"]);
    // Another copy of the endpoint has made them as well.
    store.add_words(words(again)).await.unwrap();
    assert_eq!(keys(&store, &by(&["kessel"]), ListOrder::Newest).await, ["b", "a"]);
    assert!(store.without_words().await.unwrap().is_empty());
}
