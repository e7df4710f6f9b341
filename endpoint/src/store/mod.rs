//! SQLite: releases, referrals, the token's hash.

mod customers;
mod deliveries;
mod feedback;
mod file;
mod referrals;
mod releases;
mod signing;
mod token;
mod writer;

pub use customers::{Claim, Cleared, Customer, Protection};
pub use deliveries::{Attempt, Delivery, Due};
pub use feedback::Feedback;
pub use referrals::{Inserted, NewReferral, Outcome, Page, Stored, with_salt};
pub use writer::{InsertError, Writer};

use sqlx::Connection;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::time::Duration;

/// How long a request waits for another one's transaction.
const BUSY: Duration = Duration::from_secs(5);

/// The database.
#[derive(Clone)]
pub struct Store(SqlitePool, Writer);

impl Store {
    /// Opens the file, creating it if need be, and brings its tables up to date.
    pub async fn open(file: &Path) -> Result<Self, MigrateError> {
        file::make_private(file).map_err(sqlx::Error::Io)?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // With WAL, anything less may lose an acknowledged lead when the power fails.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let pool = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(BUSY)
            // Where a disk is full, SQLite may end a transaction by itself. Then sqlx cannot roll it back, counts it as
            // open, and can begin no other on this connection: it is closed instead of used again.
            .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
            .connect_with(options)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        let writer = Writer::start(pool.clone());
        Ok(Store(pool, writer))
    }

    /// Stores a referral with the first row of its history and what it protects, whole or not at all.
    pub async fn insert(&self, new: NewReferral) -> Result<Outcome, InsertError> {
        self.1.insert(new).await
    }

    /// Writes out what is open.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

/// Now, to the millisecond (RFC 3339, UTC).
pub fn timestamp(now: jiff::Timestamp) -> String {
    format!("{now:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn once_the_disk_has_room_again_every_connection_can_be_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let Store(pool, _) = Store::open(&folder.path().join("referrals.db")).await.expect("a database");
        let fill = "INSERT INTO signing_keys (public, since) VALUES (hex(randomblob(500000)), '')";
        for _ in 0..3 {
            let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.expect("a connection");
            // As little room as a full disk has; a new connection has all.
            sqlx::query("PRAGMA max_page_count = 1").execute(&mut *transaction).await.expect("a setting");
            sqlx::query(fill).execute(&mut *transaction).await.expect_err("no room");
        }
        for _ in 0..20 {
            let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.expect("a connection");
            sqlx::query(fill).execute(&mut *transaction).await.expect("room");
            transaction.commit().await.expect("room");
        }
    }
}
