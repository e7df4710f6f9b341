//! Everything is moved from one database to the other, and copied while others write.

use crate::office::command;
use crate::on_both;
use crate::partners::joined;
use crate::people::{person, session, token};
use crate::place::{Place, now, referral};
use referral_store::{
    Attempt, Commanded, Database, DeliveryState, Filter, Json, MailToQueue, MoveError, NewCommand,
    NewFeedback, Outcome, Portion, Quota, Store, backup, move_all,
};
use referral_widget::office::Role;
use serde_json::json;
use std::collections::BTreeMap;
use tempfile::TempDir;

on_both!(a_copy_has_all_of_it_while_others_write, what_is_not_there_is_not_copied);

const NOW: i64 = 1_000_000;

/// A store with rows in every table.
async fn filled(place: &Place) -> Store {
    let store = place.with_program().await;
    for i in 0..450 {
        let mut new = referral(&format!("key-{i}"), &[&format!("customer {i}"), "ÄÖ"]);
        new.customer.keys.truncate(if i == 0 { 2 } else { 1 });
        new.relayed = i > 2;
        new.verdicts_agree = [None, Some(true), Some(false)][i % 3];
        assert!(matches!(store.insert(new).await.unwrap(), Outcome::Stored));
    }
    let refused = store.insert(referral("refused", &["ÄÖ"])).await.unwrap();
    assert!(matches!(refused, Outcome::Protected(_)));
    for (number, _) in store.to_relay().await.unwrap() {
        store.queue(number, &["crm".to_string()], NOW, NOW + 1_000).await.unwrap();
    }
    let portion = Portion { of_each: 4, most: 2, until: NOW + 500 };
    let due = store.claim(NOW, portion).await.unwrap();
    let attempt = Attempt {
        at: now(),
        took_ms: 1,
        status: None,
        error: Some("gone".into()),
        state: DeliveryState::Waiting,
        due: NOW,
    };
    store.attempted(&due[0], attempt).await.unwrap();
    store.own_key("public", "pem", now()).await.unwrap();
    store.set_token_hash([7; 32]).await.unwrap();
    store.count_signature("cloud", 3).await.unwrap();
    store.rekey("rule", |_: &str, _: &str| None).await.unwrap();
    store.take(Quota { name: "partner", most: 3, seconds: 60 }, "acme", now()).await.unwrap().unwrap();
    let tally = referral_store::Tally { name: "told", most: 3, lasts: std::time::Duration::from_secs(60) };
    store.count(tally, "acme", now()).await.unwrap();
    let said = NewFeedback {
        key: "said".into(),
        program: "cloud".into(),
        program_version: "1".into(),
        topic: "referral".into(),
        referral: Some("id-key-9".into()),
        text: "zero \0 in it".into(),
        email: Some("mia@partner.example".into()),
        attribution: Json::try_from("{}".to_string()).unwrap(),
        partner: Some("acme".into()),
        attributed_by: "claim".into(),
        suspicion: None,
        received_at: now().into(),
        status_key: Some([5; 32]),
    };
    store.keep_feedback(said).await.unwrap();
    let answer_mail =
        MailToQueue { id: "answer".into(), destination: "mail:feedback-answer", due: 1, until: i64::MAX };
    assert!(
        store.answer_feedback("said", "We look into it.", "mara", Some(answer_mail), now()).await.unwrap()
    );
    store.set_calendar("{}", "mara", now(), None).await.unwrap();
    store.add_user(person("mara", Role::Admin), now()).await.unwrap();
    store.begin_session(session(1, "mara"), now()).await.unwrap();
    store.add_api_token(token("crm", 2), now()).await.unwrap();
    store.add_link("id-key-9", [9; 32], now()).await.unwrap();
    joined(&store).await;
    let note = json!({ "command": "note", "note": "zero \u{0} in it" });
    let key = Some(("from-the-crm".into(), "its hash".into()));
    let given = store.command(NewCommand { key, ..command("key-9", note) }).await.unwrap();
    assert!(matches!(given, Commanded::Done(_)));
    store
}

/// Returns the contents of a store, as the vendor sees them.
async fn seen(store: &Store) -> (String, String, String, Vec<String>) {
    let listed = store.list(&Filter::default(), None, 1_000).await.unwrap();
    (
        serde_json::to_string(&listed).unwrap(),
        serde_json::to_string(&store.deliveries(None, 100).await.unwrap()).unwrap(),
        serde_json::to_string(&store.feedback(&Default::default(), 10).await.unwrap()).unwrap(),
        store.public_keys().await.unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_moved_there_and_back_and_all_goes_on() {
    let (file, server, again) = (Place::file(), Place::server().await, Place::file());
    let store = filled(&file).await;
    let mut before = seen(&store).await;
    let there = move_all(&file.database, &server.database).await.unwrap();
    let back = move_all(&server.database, &again.database).await.unwrap();
    assert_eq!(there, back);
    let rows: BTreeMap<_, _> = there.iter().map(|moved| (moved.table, moved.rows)).collect();
    assert!(rows.values().all(|rows| *rows > 0), "{rows:?}");
    assert_eq!((rows["referrals"], rows["customers"]), (450, 451));
    // PostgreSQL cannot store the character zero.
    before.2 = before.2.replace("\\u0000", "\u{fffd}");
    for place in [&server, &again] {
        let moved = place.open().await;
        assert_eq!(seen(&moved).await, before);
        assert_eq!(moved.token_hash().await.unwrap().unwrap(), [7; 32]);
        assert_eq!(moved.signed_in([1; 32], now()).await.unwrap().unwrap().user.id, "mara");
        assert!(moved.use_api_token([2; 32], now()).await.unwrap().is_some());
        // Customers stay protected, keys stay known, and numbers continue.
        assert!(matches!(moved.insert(referral("new", &["ÄÖ"])).await, Ok(Outcome::Protected(_))));
        assert!(matches!(moved.insert(referral("key-7", &["customer 7"])).await, Ok(Outcome::Known(_))));
        assert!(matches!(moved.insert(referral("new", &["nobody's"])).await, Ok(Outcome::Stored)));
        assert!(moved.find("id-new").await.unwrap().unwrap().number > 450);
        assert!(!moved.count_signature("cloud", 2).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_moved_onto_something_or_out_of_nothing() {
    let (file, server) = (Place::file(), Place::server().await);
    let missing = move_all(&file.database, &server.database).await;
    assert!(matches!(missing, Err(MoveError::Missing(_))));
    filled(&file).await;
    server.with_program().await;
    let refused = move_all(&file.database, &server.database).await;
    assert!(matches!(refused, Err(MoveError::NotEmpty { table: "releases", .. })), "{refused:?}");
    let listed = server.open().await.list(&Filter::default(), None, 10).await.unwrap();
    assert!(listed.is_empty());
    let onto_itself = move_all(&file.database, &file.database).await;
    assert!(onto_itself.is_err(), "{onto_itself:?}");
}

async fn a_copy_has_all_of_it_while_others_write(place: Place) {
    let store = filled(&place).await;
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("copy.db");
    let writing = tokio::spawn(async move {
        for i in 0..200 {
            store.insert(referral(&format!("meanwhile-{i}"), &[])).await.unwrap();
        }
    });
    backup(&place.database, &copy).await.unwrap();
    writing.await.unwrap();
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&copy.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let names: Vec<_> = folder.path().read_dir().unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names, ["copy.db"]);
    let copied = Store::open(&Database::File(copy.clone())).await.unwrap();
    // Each referral is there with everything that was stored with it, or not at all.
    let listed = copied.list(&Filter::default(), None, 1_000).await.unwrap();
    assert!((450..=650).contains(&listed.len()), "{}", listed.len());
    assert!(listed.iter().all(|it| it.history.len() == 1 && it.lead_salt.is_some()));
    assert!(matches!(copied.insert(referral("new", &["ÄÖ"])).await, Ok(Outcome::Protected(_))));
    let Err(MoveError::Exists(_)) = backup(&place.database, &copy).await else { panic!("it is there") };
}

async fn what_is_not_there_is_not_copied(place: Place) {
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("copy.db");
    let refused = backup(&place.database, &copy).await.map_err(|error| error.to_string());
    let sentence = refused.unwrap_err();
    assert!(
        sentence.starts_with("There is no file `") || sentence.contains("start the endpoint once"),
        "{sentence}"
    );
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}
