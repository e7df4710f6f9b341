//! A database of versions in which points in time were texts (migrations 1 to 12) has the same contents after the
//! upgrade.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use referral_store::{Database, Filter, Store, Tally};
use serde_json::{Value, json};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Executor, SqliteConnection};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// Rows as those versions wrote them.
const ROWS: &str = r#"
INSERT INTO releases VALUES ('cloud', 'p', 'r', '{}', '// rules', '2026-11-23T09:15:00.001Z', NULL);
INSERT INTO current_releases VALUES ('cloud', 'p', 'r');
INSERT INTO referrals (number, id, key, program, program_version, program_hash, rules_hash, fingerprint, lead_fingerprint, lead,
    attribution, agreement, claimed_versions, verdict, receipt, status, received_at, suspicion, cleared_at, protected_until, relayed)
VALUES
    (3, 'id-a', 'a', 'cloud', '1', 'p', 'r', 'f', 'f', '{"company":"Muster"}', '{"partner":"acme","page":"x"}', '{}', '{}', '{}',
     '{"key":"a"}', 'accepted', '2026-11-23T09:15:07.089Z', '["too fast"]', '2026-11-24T00:00:00.999Z', '2027-02-21', 1),
    (7, 'id-b', 'b', 'cloud', '1', 'p', 'r', 'f', 'f', '{"company":"Kessel"}', '{}', '{}', '{}', '{}',
     '{"key":"b"}', 'in-review', '1999-12-31T23:59:59.000Z', NULL, NULL, NULL, 0);
INSERT INTO status_history (referral, status, at) VALUES
    (3, 'in-review', '2026-11-23T09:15:07.089Z'), (3, 'accepted', '2026-11-24T00:00:00.999Z'),
    (7, 'in-review', '1999-12-31T23:59:59.000Z');
INSERT INTO lead_salts VALUES (3, 'salt');
INSERT INTO customers VALUES ('cloud', 'muster', 3, '2027-02-21');
INSERT INTO customer_keys VALUES (1, 'rule 1');
INSERT INTO vendor_token VALUES (1, x'0707');
INSERT INTO feedback (key, program, program_version, topic, text, attribution, received_at)
VALUES ('said', 'cloud', '1', 'fee', 'Too low.', '{}', '2026-11-23T09:15:00.500Z');
INSERT INTO signing_keys (public, pem, since) VALUES
    ('zz the oldest', NULL, '2026-11-20T00:00:00.000Z'), ('aa the next', 'pem', '2026-11-21T00:00:00.000Z');
INSERT INTO signature_counters VALUES ('cloud', 5);
INSERT INTO deliveries (id, referral, destination, state, attempts, due, until, receiver)
VALUES ('delivery', 3, 'crm', 'waiting', 1, 1000, 2000, 'cloud/crm');
INSERT INTO delivery_attempts (delivery, at, took_ms, status, error)
VALUES (1, '2026-11-23T09:16:00.123Z', 12, 503, 'HTTP 503');
"#;

/// Makes a database as those versions had it, with those rows.
async fn of_then(folder: &Path) -> Database {
    let (file, migrations) = (folder.join("referrals.db"), folder.join("migrations"));
    fs::create_dir(&migrations).unwrap();
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    for entry in fs::read_dir(all).unwrap().map(Result::unwrap) {
        if *entry.file_name() < *"0013" {
            fs::copy(entry.path(), migrations.join(entry.file_name())).unwrap();
        }
    }
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    Migrator::new(migrations).await.unwrap().run(&mut connection).await.unwrap();
    connection.execute(ROWS).await.unwrap();
    connection.close().await.unwrap();
    Database::File(file)
}

#[tokio::test]
async fn every_point_in_time_is_the_same_to_the_millisecond() {
    let folder = TempDir::new().unwrap();
    let database = of_then(folder.path()).await;
    let store = Store::open(&database).await.unwrap();
    let listed = store.list(&Filter::default(), None, 10).await.unwrap();
    let listed: Value = serde_json::to_value(&listed).unwrap();
    assert_eq!((&listed[0]["id"], &listed[1]["id"]), (&json!("id-b"), &json!("id-a")));
    assert_eq!(listed[0]["received_at"], "1999-12-31T23:59:59.000Z");
    assert_eq!(listed[0]["cleared_at"], Value::Null);
    assert_eq!(listed[1]["received_at"], "2026-11-23T09:15:07.089Z");
    assert_eq!(listed[1]["cleared_at"], "2026-11-24T00:00:00.999Z");
    assert_eq!(listed[1]["receipt"]["lead_salt"], "salt");
    assert_eq!(
        listed[1]["history"],
        json!([
            { "status": "in-review", "at": "2026-11-23T09:15:07.089Z" },
            { "status": "accepted", "at": "2026-11-24T00:00:00.999Z" },
        ])
    );
    let said = serde_json::to_value(store.feedback(&Default::default(), 10).await.unwrap()).unwrap();
    assert_eq!(said[0]["received_at"], "2026-11-23T09:15:00.500Z");
    let deliveries = serde_json::to_value(store.deliveries(None, 10).await.unwrap()).unwrap();
    assert_eq!(deliveries[0]["log"][0]["at"], "2026-11-23T09:16:00.123Z");
    assert_eq!(store.to_relay().await.unwrap(), [(7, "cloud".to_string())]);

    // Keys keep their order, and the oldest private key signs.
    assert_eq!(store.public_keys().await.unwrap(), ["aa the next", "zz the oldest"]);
    let now = "2026-11-30T00:00:00Z".parse().unwrap();
    assert_eq!(store.own_key("new", "its pem", now).await.unwrap(), "pem");
    assert!(!store.count_signature("cloud", 4).await.unwrap());
    assert_eq!(store.keys_made_by().await.unwrap().as_deref(), Some("rule 1"));

    let Database::File(file) = &database else { panic!("it is a file") };
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let partners: Vec<Option<String>> = sqlx::query_scalar("SELECT partner FROM referrals ORDER BY number")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(partners, [Some("acme".to_string()), None]);
    let seen: i64 =
        sqlx::query_scalar("SELECT first_seen FROM releases").fetch_one(&mut connection).await.unwrap();
    assert_eq!(seen, "2026-11-23T09:15:00.001Z".parse::<jiff::Timestamp>().unwrap().as_millisecond());
}

#[tokio::test]
async fn the_database_as_it_was_is_kept_beside_it_and_can_be_opened_again() {
    let folder = TempDir::new().unwrap();
    let database = of_then(folder.path()).await;
    Store::open(&database).await.unwrap().close().await;
    let copy = folder.path().join("referrals.db.before-0013");
    let before = fs::read(&copy).unwrap();
    // Another start changes no tables and makes no copy.
    Store::open(&database).await.unwrap().close().await;
    assert_eq!(fs::read(&copy).unwrap(), before);
    let store = Store::open(&Database::File(copy)).await.unwrap();
    let listed = store.list(&Filter::default(), None, 10).await.unwrap();
    assert_eq!(listed.len(), 2);
    // A new file has nothing to copy.
    let new = Database::File(folder.path().join("new.db"));
    Store::open(&new).await.unwrap().close().await;
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().starts_with("new.db.before")));
}

#[tokio::test]
async fn a_submission_of_then_gets_its_receipt_again() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&of_then(folder.path()).await).await.unwrap();
    let told = Tally { name: "told", most: 1, lasts: Duration::from_secs(60) };
    let before = store.beforehand("a", told, "acme", jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(before.first.unwrap().answer(), "{\"key\":\"a\",\"lead_salt\":\"salt\"}");
}
