//! Feedback is stored once, answered, and shown to its sender alone.

use crate::on_both;
use crate::place::{Place, now, referral};
use referral_store::{FeedbackFilter, Json, MailToQueue, NewFeedback};

on_both!(
    what_is_said_twice_is_kept_once_and_the_newest_comes_first,
    the_last_answer_counts_and_what_waits_for_one_comes_first,
    only_a_key_a_token_or_the_referral_shows_what_was_said,
);

fn said(key: &str, text: &str) -> NewFeedback {
    let json = |text: &str| Json::try_from(text.to_string()).unwrap();
    NewFeedback {
        key: key.into(),
        program: "cloud".into(),
        program_version: "1".into(),
        topic: "fee".into(),
        referral: None,
        text: text.into(),
        email: None,
        attribution: json("{ \"partner\": \"acme\" }"),
        partner: Some("acme".into()),
        attributed_by: "claim".into(),
        suspicion: Some(json("[ ]")),
        received_at: now().into(),
        status_key: None,
    }
}

async fn what_is_said_twice_is_kept_once_and_the_newest_comes_first(place: Place) {
    let store = place.open().await;
    assert!(!store.knows_feedback("a").await.unwrap());
    store.keep_feedback(said("a", "Too low.")).await.unwrap();
    store.keep_feedback(said("a", "Far too low.")).await.unwrap();
    store.keep_feedback(said("b", "zero \0 in it")).await.unwrap();
    assert!(store.knows_feedback("a").await.unwrap());
    let all = store.feedback(&FeedbackFilter::default(), 10).await.unwrap();
    let zero = if place.is_server() { "zero \u{fffd} in it" } else { "zero \0 in it" };
    assert_eq!(all.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), [zero, "Too low."]);
    assert_eq!(all[0].attribution.get(), "{ \"partner\": \"acme\" }");
    assert_eq!(all[0].suspicion.as_ref().unwrap().get(), "[ ]");
    assert_eq!(serde_json::to_value(&all[0]).unwrap()["received_at"], "2026-11-30T05:06:07.089Z");
    assert_eq!(store.feedback(&FeedbackFilter::default(), 1).await.unwrap().len(), 1);
}

async fn the_last_answer_counts_and_what_waits_for_one_comes_first(place: Place) {
    let store = place.open().await;
    for key in ["a", "b", "c"] {
        store.keep_feedback(said(key, "Too low.")).await.unwrap();
    }
    assert!(!store.answer_feedback("nobody", "Yes.", "mara", None, now()).await.unwrap());
    assert!(!store.answer_feedback("a\0", "Yes.", "mara", None, now()).await.unwrap());
    // The same answer twice is one, whoever sends it again.
    for (text, user, id) in [("Yes.", "mara", "1"), ("Yes.", "noor", "2"), ("No, \0 not yet.", "noor", "3")] {
        let mail =
            MailToQueue { id: id.into(), destination: "mail:feedback-answer", due: 1, until: i64::MAX };
        assert!(store.answer_feedback("c", text, user, Some(mail), now()).await.unwrap());
    }
    let told = async |id: &str| store.answer_to_tell(id).await.unwrap().map(|told| told.is_corrected);
    assert_eq!([told("1").await, told("2").await, told("3").await], [Some(true), None, Some(false)]);
    for (program, is_answered, count) in [
        (None, Some(true), 1),
        (None, Some(false), 2),
        (Some("cloud"), None, 3),
        (Some("none"), None, 0),
        (Some("\0"), None, 0),
    ] {
        let filter = FeedbackFilter { program: program.map(Into::into), is_answered };
        assert_eq!(store.feedback(&filter, 10).await.unwrap().len(), count, "{filter:?}");
        assert_eq!(store.feedback_to_answer(&filter, 10).await.unwrap().len(), count, "{filter:?}");
    }
    assert!(store.bounces(10).await.unwrap().is_empty());
    let order: Vec<String> = store
        .feedback_to_answer(&FeedbackFilter::default(), 10)
        .await
        .unwrap()
        .into_iter()
        .map(|it| it.key)
        .collect();
    assert_eq!(order, ["b", "a", "c"]);
    let answered = store.find_feedback("c").await.unwrap().unwrap();
    let text = if place.is_server() { "No, \u{fffd} not yet." } else { "No, \0 not yet." };
    assert_eq!((answered.answer.as_deref(), answered.answered_by.as_deref()), (Some(text), Some("noor")));
    assert_eq!((answered.answers, answered.answered_at.is_some()), (2, true));
    let open = store.find_feedback("a").await.unwrap().unwrap();
    assert_eq!((open.answer, open.answered_by, open.answers), (None, None, 0));
}

async fn only_a_key_a_token_or_the_referral_shows_what_was_said(place: Place) {
    let store = place.with_program().await;
    store.insert(referral("r", &[])).await.unwrap();
    let by_token = || "token".to_string();
    for it in [
        NewFeedback { status_key: Some([1; 32]), ..said("by-key", "Too low.") },
        NewFeedback { attributed_by: by_token(), ..said("by-token", "Too low.") },
        NewFeedback { attributed_by: by_token(), partner: Some("other".into()), ..said("other", "Too low.") },
        NewFeedback {
            attributed_by: by_token(),
            referral: Some("id-r".into()),
            topic: "referral".into(),
            ..said("of-referral", "You have called nobody.")
        },
    ] {
        store.keep_feedback(it).await.unwrap();
    }
    let keys = |all: Vec<referral_store::Feedback>| all.into_iter().map(|it| it.key).collect::<Vec<_>>();
    let found = |key: &'static str, byte: u8| store.feedback_with_key(key, [byte; 32]);
    assert_eq!(found("by-key", 1).await.unwrap().unwrap().key, "by-key");
    for (key, byte) in [("by-key", 2), ("by-token", 1), ("of-referral", 0), ("nobody", 1), ("a\0", 1)] {
        assert!(found(key, byte).await.unwrap().is_none(), "{key}");
    }
    // What a partner only claims to have said is not shown to it.
    assert_eq!(keys(store.feedback_of_partner("cloud", "acme").await.unwrap()), ["by-token"]);
    for (program, partner) in [("other", "acme"), ("cloud", "nobody"), ("cloud", "acme\0")] {
        assert!(store.feedback_of_partner(program, partner).await.unwrap().is_empty());
    }
    let of_referral = store.feedback_of_referral("id-r").await.unwrap();
    assert_eq!(of_referral[0].referral.as_deref(), Some("id-r"));
    assert_eq!(keys(of_referral), ["of-referral"]);
    for referral in ["id-s", "r\0"] {
        assert!(store.feedback_of_referral(referral).await.unwrap().is_empty());
    }
    // Whoever watches the referral hears of what was said and of each answer.
    let changes = async || store.revisions(&["id-r".to_string()]).await.unwrap()[0].1;
    let before = changes().await;
    store.answer_feedback("of-referral", "We call today.", "mara", None, now()).await.unwrap();
    assert_eq!(changes().await, before + 1);
    store.answer_feedback("by-token", "Yes.", "mara", None, now()).await.unwrap();
    assert_eq!(changes().await, before + 1);
}
