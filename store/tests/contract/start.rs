//! Opens a database.

use crate::on_both;
use crate::place::{Place, referral};
use referral_store::{Database, Outcome, Store, StoreError};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};

on_both!(copies_that_start_together_make_the_tables_once, one_that_a_newer_version_has_made_is_refused);

async fn copies_that_start_together_make_the_tables_once(place: Place) {
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let database = place.database.clone();
            tokio::spawn(async move { Store::open(&database).await.map(|_| ()) })
        })
        .collect();
    for start in starts {
        // SQLite's migrations do not wait for each other, but a file is opened by only one process.
        let started = start.await.unwrap();
        assert!(started.is_ok() || !place.is_server(), "{started:?}");
    }
}

async fn one_that_a_newer_version_has_made_is_refused(place: Place) {
    place.open().await.close().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 SELECT 99, 'newer', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    match &place.database {
        Database::File(file) => {
            let address = format!("sqlite://{}", file.display());
            SqliteConnection::connect(&address).await.unwrap().execute(newer).await.unwrap();
        }
        Database::Server(address) => {
            PgConnection::connect(address).await.unwrap().execute(newer).await.unwrap();
        }
    }
    let Err(refused @ StoreError::Newer { found: 99, .. }) = Store::open(&place.database).await else {
        panic!("it is newer");
    };
    assert!(refused.to_string().starts_with("a newer version made it (it is at migration 99"), "{refused}");
}

#[tokio::test]
async fn a_server_that_has_ended_all_connections_is_used_again() {
    let place = Place::server().await;
    let store = place.with_program().await;
    let Database::Server(address) = &place.database else { panic!("it is a server") };
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for i in 0..3 {
        PgConnection::connect(address).await.unwrap().execute(end).await.unwrap();
        // A write that was under way may fail. The next one does not.
        let mut outcome = store.insert(referral(&format!("key-{i}"), &[])).await;
        if let Err(StoreError::Unreachable(_)) = outcome {
            outcome = store.insert(referral(&format!("key-{i}"), &[])).await;
        }
        assert!(matches!(outcome, Ok(Outcome::Stored)));
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_said_to_be_unreachable() {
    let nobody = Database::parse("postgres://mia:s3cret@127.0.0.1:9/referrals");
    let Err(refused) = Store::open(&nobody).await else { panic!("nobody is there") };
    assert!(matches!(refused, StoreError::Unreachable(_)), "{refused:?}");
    assert!(!format!("{refused} {refused:?}").contains("s3cret"));
}
