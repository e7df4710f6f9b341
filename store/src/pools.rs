//! The two databases, and how statements are run on them. A statement is written once for both.

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use std::borrow::Cow;

/// The connections of a database.
#[derive(Clone)]
pub enum Pools {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction that writes. It is rolled back if it is dropped.
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Pools {
    /// Begins a transaction that writes.
    pub async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            // It takes the write lock at once. Taking it later would fail if two transactions met.
            Pools::Sqlite(pool) => Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            // Each statement sees what was committed before it. So what is read after taking a lock is current.
            Pools::Postgres(pool) => {
                Transaction::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?)
            }
        })
    }

    /// Closes all connections, after their work is done.
    pub async fn close(&self) {
        match self {
            Pools::Sqlite(pool) => pool.close().await,
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// True if nothing can be stored under this text. Ids and names never have the character zero, and PostgreSQL refuses
/// even to look for it.
pub fn is_unknown(text: &str) -> bool {
    text.contains('\0')
}

impl Transaction {
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Transaction::Sqlite(transaction) => transaction.commit().await,
            Transaction::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// Does not wait until PostgreSQL has written to the disk. If the power fails in the next moment, a count may be
    /// lost. But those who count the same thing wait for each other, and it would be too slow if each of them waited
    /// for the disk.
    pub async fn do_not_wait_for_the_disk(&mut self) -> Result<(), sqlx::Error> {
        if let Transaction::Postgres(open) = self {
            sqlx::query("SET LOCAL synchronous_commit = off").execute(&mut **open).await?;
        }
        Ok(())
    }

    /// Returns a text as this database can store it: PostgreSQL cannot store the character zero.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self {
            Transaction::Postgres(_) if text.contains('\0') => text.replace('\0', "\u{fffd}").into(),
            _ => text.into(),
        }
    }
}

/// Reads outside of a transaction: `read!(store, rows | row | value, "SELECT …", values…)`. `rows` are all rows, `row`
/// is the first one if there is one, `value` is its first column.
macro_rules! read {
    ($store:expr, $what:ident, $sql:expr $(, $value:expr)* $(,)?) => {
        match &$store.pools {
            $crate::pools::Pools::Sqlite(pool) => $crate::pools::ask!($what, pool, $sql $(, $value)*),
            $crate::pools::Pools::Postgres(pool) => $crate::pools::ask!($what, pool, $sql $(, $value)*),
        }
    };
}

/// Reads or writes within a transaction, in the same way. `execute` returns how many rows were written.
macro_rules! within {
    ($transaction:expr, $what:ident, $sql:expr $(, $value:expr)* $(,)?) => {
        match &mut *$transaction {
            $crate::pools::Transaction::Sqlite(open) => $crate::pools::ask!($what, &mut **open, $sql $(, $value)*),
            $crate::pools::Transaction::Postgres(open) => $crate::pools::ask!($what, &mut **open, $sql $(, $value)*),
        }
    };
}

macro_rules! ask {
    (rows, $of:expr, $sql:expr $(, $value:expr)*) => {
        sqlx::query_as($sql)$(.bind($value))*.fetch_all($of).await
    };
    (row, $of:expr, $sql:expr $(, $value:expr)*) => {
        sqlx::query_as($sql)$(.bind($value))*.fetch_optional($of).await
    };
    (value, $of:expr, $sql:expr $(, $value:expr)*) => {
        sqlx::query_scalar($sql)$(.bind($value))*.fetch_optional($of).await
    };
    (values, $of:expr, $sql:expr $(, $value:expr)*) => {
        sqlx::query_scalar($sql)$(.bind($value))*.fetch_all($of).await
    };
    (execute, $of:expr, $sql:expr $(, $value:expr)*) => {
        sqlx::query($sql)$(.bind($value))*.execute($of).await.map(|done| done.rows_affected())
    };
}

pub(crate) use {ask, read, within};
