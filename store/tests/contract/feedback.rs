//! Feedback is stored once.

use crate::on_both;
use crate::place::{Place, now};
use referral_store::{Feedback, Json};

on_both!(what_is_said_twice_is_kept_once_and_the_newest_comes_first);

fn said(key: &str, text: &str) -> Feedback {
    let json = |text: &str| Json::try_from(text.to_string()).unwrap();
    Feedback {
        key: key.into(),
        program: "cloud".into(),
        program_version: "1".into(),
        topic: "fee".into(),
        text: text.into(),
        email: None,
        attribution: json("{ \"partner\": \"acme\" }"),
        attributed_by: "claim".into(),
        suspicion: Some(json("[ ]")),
        received_at: now().into(),
    }
}

async fn what_is_said_twice_is_kept_once_and_the_newest_comes_first(place: Place) {
    let store = place.open().await;
    assert!(!store.knows_feedback("a").await.unwrap());
    store.keep_feedback(said("a", "Too low.")).await.unwrap();
    store.keep_feedback(said("a", "Far too low.")).await.unwrap();
    store.keep_feedback(said("b", "zero \0 in it")).await.unwrap();
    assert!(store.knows_feedback("a").await.unwrap());
    let all = store.feedback(10).await.unwrap();
    let zero = if place.is_server() { "zero \u{fffd} in it" } else { "zero \0 in it" };
    assert_eq!(all.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), [zero, "Too low."]);
    assert_eq!(all[0].attribution.get(), "{ \"partner\": \"acme\" }");
    assert_eq!(all[0].suspicion.as_ref().unwrap().get(), "[ ]");
    assert_eq!(serde_json::to_value(&all[0]).unwrap()["received_at"], "2026-11-30T05:06:07.089Z");
    assert_eq!(store.feedback(1).await.unwrap().len(), 1);
}
