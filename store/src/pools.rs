//! One of two databases, and what is asked of it. A statement is written once for both.

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use std::borrow::Cow;

/// The connections of a database.
#[derive(Clone)]
pub enum Pools {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction that writes. Dropped, it is undone.
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Pools {
    /// Begins a transaction that writes.
    pub async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            // The write lock first: upgrading later would fail where two transactions meet.
            Pools::Sqlite(pool) => Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            // Each statement sees what was committed before it: what is read behind a lock is what holds.
            Pools::Postgres(pool) => {
                Transaction::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?)
            }
        })
    }

    /// Writes out what is open.
    pub async fn close(&self) {
        match self {
            Pools::Sqlite(pool) => pool.close().await,
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// Whether a text from outside is none that anything is known by: ids and names have no character zero, and PostgreSQL does not
/// even look for one.
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

    /// Does not wait for PostgreSQL's disk. What is counted may be lost if the power fails in the next moment; but those who count
    /// the same wait for each other, and each for the disk would be too slow.
    pub async fn do_not_wait_for_the_disk(&mut self) -> Result<(), sqlx::Error> {
        if let Transaction::Postgres(open) = self {
            sqlx::query("SET LOCAL synchronous_commit = off").execute(&mut **open).await?;
        }
        Ok(())
    }

    /// A text as this database can keep it: PostgreSQL knows no character zero.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self {
            Transaction::Postgres(_) if text.contains('\0') => text.replace('\0', "\u{fffd}").into(),
            _ => text.into(),
        }
    }
}

/// Reads outside of a transaction: `read!(store, rows | row | value, "SELECT …", values…)`. All rows, the first one if there
/// is one, or its first column.
macro_rules! read {
    ($store:expr, $what:ident, $sql:expr $(, $value:expr)* $(,)?) => {
        match &$store.pools {
            $crate::pools::Pools::Sqlite(pool) => $crate::pools::ask!($what, pool, $sql $(, $value)*),
            $crate::pools::Pools::Postgres(pool) => $crate::pools::ask!($what, pool, $sql $(, $value)*),
        }
    };
}

/// Reads or writes within a transaction, likewise; `execute` says how many rows were written.
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
