//! Moves everything from one database to another, and makes backups while the endpoint runs.

use crate::database::Database;
use crate::error::StoreError;
use crate::file;
use crate::migrate;
use crate::open::{Store, existing_file, server_pool};
use crate::pools::{Pools, Transaction};
use crate::rows::Value;
use crate::tables::{TABLES, Table};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::fs;
use std::path::{Path, PathBuf};

/// What was moved of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The table's name.
    pub table: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// The SHA-256 of all its rows, in hexadecimal: the same in both databases.
    pub sha256: String,
}

/// Why nothing was moved, or no copy was made. Existing data is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// A database failed.
    #[error("The database `{database}` cannot be used ({source}).")]
    Store {
        /// The database that failed.
        database: Database,
        /// The reason.
        source: StoreError,
    },
    /// There is no such file.
    #[error("There is no file `{}`.", .0.display())]
    Missing(PathBuf),
    /// The file exists, and a copy never replaces a file.
    #[error("The file `{}` already exists. Name another.", .0.display())]
    Exists(PathBuf),
    /// The target database is not empty.
    #[error(
        "`{database}` is not empty: it has rows in {table}. Name a database that nothing was ever kept in."
    )]
    NotEmpty {
        /// The target database.
        database: Database,
        /// A table that has rows.
        table: &'static str,
    },
    /// The rows that arrived are not those that were sent.
    #[error("What arrived in {0} is not what was sent. Nothing was moved.")]
    Differs(&'static str),
}

/// Moves everything into an empty database, or nothing, and compares the rows of each table. Everything that writes to
/// the first database must be stopped before.
///
/// # Errors
///
/// A database failed, the target is not empty, or what arrived is not what was sent.
pub async fn move_all(from: &Database, to: &Database) -> Result<Vec<Moved>, MoveError> {
    if let Database::File(file) = from
        && !file.is_file()
    {
        return Err(MoveError::Missing(file.clone()));
    }
    let of = |database: &Database| {
        let database = database.clone();
        move |source: StoreError| MoveError::Store { database, source }
    };
    let (source, target) =
        (Store::open(from).await.map_err(of(from))?, Store::open(to).await.map_err(of(to))?);
    let mut source_view = source.pools.view().await.map_err(of(from))?;
    let mut transaction = target.pools.begin().await.map_err(StoreError::from).map_err(of(to))?;
    for table in TABLES {
        table.lock(&mut transaction).await.map_err(StoreError::from).map_err(of(to))?;
        let first =
            table.rows_after(None, &mut transaction).await.map_err(StoreError::from).map_err(of(to))?;
        if !first.is_empty() {
            return Err(MoveError::NotEmpty { database: to.clone(), table: table.name });
        }
    }
    let mut moved = Vec::new();
    for table in TABLES {
        moved.push(copy(table, (from, &mut source_view), (to, &mut transaction)).await?);
    }
    transaction.commit().await.map_err(StoreError::from).map_err(of(to))?;
    drop(source_view);
    source.close().await;
    target.close().await;
    Ok(moved)
}

/// Copies everything, as it is at one point in time, into a new private SQLite file. The endpoint may run meanwhile.
///
/// # Errors
///
/// The database failed, or the file exists.
pub async fn backup(from: &Database, file: &Path) -> Result<(), MoveError> {
    if file.exists() {
        return Err(MoveError::Exists(file.into()));
    }
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let copied = copy_to(from, &unfinished).await;
    let renamed = copied.and_then(|()| {
        fs::rename(&unfinished, file)
            .map_err(|error| MoveError::Store { database: file.into(), source: error.into() })
    });
    if renamed.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    renamed
}

async fn copy_to(from: &Database, file: &Path) -> Result<(), MoveError> {
    let failed = |source: StoreError| MoveError::Store { database: from.clone(), source };
    let _ = fs::remove_file(file);
    match from {
        Database::File(source) => {
            if !source.is_file() {
                return Err(MoveError::Missing(source.clone()));
            }
            let pool = existing_file(source).await.map_err(failed)?;
            file::copy(&pool, file).await.map_err(failed)?;
            pool.close().await;
        }
        Database::Server(address) => {
            let pools = Pools::Postgres(server_pool(address).await.map_err(failed)?);
            // A backup must not change the database, so older tables are refused instead of migrated.
            migrate::refuse_older(&pools).await.map_err(failed)?;
            let mut view = pools.view().await.map_err(failed)?;
            let copy_of = Database::File(file.into());
            let target = Store::open(&copy_of).await.map_err(failed)?;
            let mut transaction = target.pools.begin().await.map_err(StoreError::from).map_err(failed)?;
            for table in TABLES {
                copy(table, (from, &mut view), (&copy_of, &mut transaction)).await?;
            }
            transaction.commit().await.map_err(StoreError::from).map_err(failed)?;
            target.close().await;
        }
    }
    Ok(())
}

type End<'a> = (&'a Database, &'a mut Transaction);

/// Copies a table, and compares what arrived with what was sent.
async fn copy(table: &Table, (from, view): End<'_>, (to, transaction): End<'_>) -> Result<Moved, MoveError> {
    let of = |database: &Database| {
        let database = database.clone();
        move |error: sqlx::Error| MoveError::Store { database, source: error.into() }
    };
    let mut sent = Rows::default();
    loop {
        let mut rows = table.rows_after(sent.last.as_ref(), view).await.map_err(of(from))?;
        if rows.is_empty() {
            break;
        }
        sent.last = rows.last().cloned();
        for value in rows.iter_mut().flatten() {
            if let Value::Text(Some(text)) = value {
                *text = transaction.text(text).into_owned();
            }
        }
        sent.add(&rows);
        table.insert(&rows, transaction).await.map_err(of(to))?;
    }
    table.count_on(transaction).await.map_err(of(to))?;
    let mut arrived = Rows::default();
    loop {
        let rows = table.rows_after(arrived.last.as_ref(), transaction).await.map_err(of(to))?;
        if rows.is_empty() {
            break;
        }
        arrived.last = rows.last().cloned();
        arrived.add(&rows);
    }
    let (sent, arrived) = (sent.moved(table.name), arrived.moved(table.name));
    if sent == arrived { Ok(arrived) } else { Err(MoveError::Differs(table.name)) }
}

/// The rows of a table that were read so far.
#[derive(Default)]
struct Rows {
    last: Option<Vec<Value>>,
    many: u64,
    hash: Sha256,
}

impl Rows {
    fn add(&mut self, rows: &[Vec<Value>]) {
        self.many += rows.len() as u64;
        rows.iter().flatten().for_each(|value| value.hash(&mut self.hash));
    }

    fn moved(self, table: &'static str) -> Moved {
        Moved { table, rows: self.many, sha256: hex::encode(self.hash.finalize()) }
    }
}

impl Pools {
    /// Begins a transaction that reads everything as it is now, whatever is written meanwhile.
    async fn view(&self) -> Result<Transaction, StoreError> {
        Ok(match self {
            Pools::Sqlite(pool) => Transaction::Sqlite(pool.begin().await?),
            Pools::Postgres(pool) => Transaction::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        })
    }
}

impl Table {
    /// Keeps others from writing into the table until the transaction ends. In SQLite nobody else can write anyway.
    async fn lock(&self, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        if let Transaction::Postgres(open) = transaction {
            let sql = format!("LOCK TABLE {} IN EXCLUSIVE MODE", self.name);
            sqlx::query(AssertSqlSafe(sql)).execute(&mut **open).await?;
        }
        Ok(())
    }
}
