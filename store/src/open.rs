//! Opens a database, and brings its tables up to date.

use crate::beforehand::Lookups;
use crate::database::Database;
use crate::error::StoreError;
use crate::locks::Lock;
use crate::migrate;
use crate::pools::Pools;
use crate::write::{Crowded, Write, Writer};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Executor, PgPool, SqlitePool};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// How long a request waits for another transaction, or for a connection.
const BUSY: Duration = Duration::from_secs(5);
/// For how long after its use a connection is taken to be alive.
const JUST_USED: Duration = Duration::from_secs(1);
/// How much the writer of a file remembers of it: 16 MiB, as a negative number of KiB.
const WRITER_KIB: &str = "-16384";
/// The most connections to a file, and to a server.
const TO_FILE: u32 = 8;
const TO_SERVER: u32 = 16;

/// An open database.
#[derive(Clone)]
pub struct Store {
    pub(crate) pools: Pools,
    /// A file's writer has a connection of its own, so what it read of the file before is still right.
    writing: Pools,
    writer: Writer,
    pub(crate) lookups: Lookups,
}

impl Store {
    /// Opens a database and brings its tables up to date. A file is created if needed. Before the tables of a file
    /// change, a copy of it is kept beside it.
    ///
    /// # Errors
    ///
    /// It cannot be opened, or it is newer than this version.
    pub async fn open(database: &Database) -> Result<Self, StoreError> {
        let mut pools = Self::pools(database).await?;
        if migrate::run(&pools, database).await? {
            // Connections that were open before know the tables of before.
            pools.close().await;
            pools = Self::pools(database).await?;
        }
        let writing = match database {
            Database::File(file) => {
                Pools::Sqlite(connect(to_file(file).pragma("cache_size", WRITER_KIB), 1).await?)
            }
            Database::Server(_) => pools.clone(),
        };
        let (writer, lookups) = (Writer::start(&writing), Lookups::start(&pools));
        Ok(Store { pools, writing, writer, lookups })
    }

    async fn pools(database: &Database) -> Result<Pools, StoreError> {
        Ok(match database {
            Database::File(file) => Pools::Sqlite(file_pool(file).await?),
            Database::Server(address) => Pools::Postgres(server_pool(address).await?),
        })
    }

    /// Closes all connections, after their work is done.
    pub async fn close(&self) {
        self.writing.close().await;
        self.pools.close().await;
    }

    /// Writes everything or nothing. It waits, however many others wait.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        locks: Vec<Lock>,
        write: impl Write<T>,
    ) -> Result<T, StoreError> {
        self.writer.write(&self.writing, Crowded::Waits, locks, write).await
    }

    /// Writes everything or nothing. It is refused if too many others wait.
    pub(crate) async fn write_or_refuse<T: Send + 'static>(
        &self,
        locks: Vec<Lock>,
        write: impl Write<T>,
    ) -> Result<T, StoreError> {
        self.writer.write(&self.writing, Crowded::IsRefused, locks, write).await
    }
}

async fn file_pool(file: &Path) -> Result<SqlitePool, StoreError> {
    crate::file::make_private(file)?;
    connect(to_file(file).create_if_missing(true), TO_FILE).await
}

/// Opens an existing file, and changes none of its tables.
pub async fn existing_file(file: &Path) -> Result<SqlitePool, StoreError> {
    connect(to_file(file), TO_FILE).await
}

fn to_file(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file)
}

async fn connect(options: SqliteConnectOptions, most: u32) -> Result<SqlitePool, StoreError> {
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        // With WAL, anything less may lose an acknowledged lead when the power fails.
        .synchronous(SqliteSynchronous::Full)
        // Pages that change often are copied from the log into the file once for many leads: after 16 MiB of log
        // instead of 4.
        .pragma("wal_autocheckpoint", "4000")
        .foreign_keys(true)
        .busy_timeout(BUSY);
    let pool = SqlitePoolOptions::new()
        .max_connections(most)
        .acquire_timeout(BUSY)
        // A file does not go away as a server does.
        .test_before_acquire(false)
        // If the disk is full, SQLite may end a transaction by itself. Then sqlx cannot roll it back, counts it as
        // open, and can begin no other on this connection. So the connection is closed instead of used again.
        .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Opens a PostgreSQL database, and changes none of its tables.
pub async fn server_pool(address: &str) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(address)?.application_name("referral");
    let pool = PgPoolOptions::new()
        .max_connections(TO_SERVER)
        .acquire_timeout(BUSY)
        // Asking the server each time whether it is still there would cost a round trip. A connection that was used a
        // moment ago is most likely alive.
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move { Ok(about.idle_for < JUST_USED || connection.ping().await.is_ok()) })
        })
        // A copy of the endpoint that hangs must not block the others.
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute("SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'")
                    .await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn once_the_disk_has_room_again_every_connection_can_be_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::File(folder.path().join("referrals.db"));
        let Store { writing: Pools::Sqlite(pool), .. } = Store::open(&database).await.expect("a database")
        else {
            panic!("a file is SQLite's");
        };
        let fill = "INSERT INTO signing_keys (public, since) VALUES (hex(randomblob(500000)), 0)";
        for _ in 0..3 {
            let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.expect("a connection");
            // This simulates a full disk: the file may not grow. A new connection has no such limit.
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
