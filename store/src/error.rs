//! Why something cannot be stored or found.

use sqlx::error::ErrorKind;
use sqlx::migrate::MigrateError;
use std::error::Error;
use std::io;

/// The database's own message. It is not for the public.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why something cannot be stored or found, sorted by what the caller can do about it. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too many writes wait already: try again later.
    #[error("too much is waiting to be stored")]
    Busy,
    /// The database does not answer, or another program holds it: try again later.
    #[error("the database does not answer: {0}")]
    Unreachable(#[source] Cause),
    /// It contradicts what is stored. A second attempt will fail as well.
    #[error("the database refuses it: {0}")]
    Constraint(#[source] Cause),
    /// A newer version of this program has made the database: start that version.
    #[error(
        "a newer version made it (it is at migration {found}, and this version knows {known}); start that version, or \
             name a database of this one"
    )]
    Newer {
        /// The database's last migration.
        found: i64,
        /// The last one that this version knows.
        known: i64,
    },
    /// The database's address is not valid.
    #[error("{0}")]
    Address(#[source] Cause),
    /// The disk is full, the file is damaged, or the program has a defect: a person must look.
    #[error("the database failed: {0}")]
    Broken(#[source] Cause),
}

impl StoreError {
    /// Reports damage, or something that only a defect can cause.
    pub(crate) fn broken(what: impl Into<Cause>) -> Self {
        StoreError::Broken(what.into())
    }

    /// The same for another who waited for the same.
    pub(crate) fn again(&self) -> Self {
        match self {
            StoreError::Unreachable(cause) => StoreError::Unreachable(cause.to_string().into()),
            other => StoreError::broken(other.to_string()),
        }
    }
}

/// SQLite's result codes for a file that another program holds (`SQLITE_BUSY`, `SQLITE_LOCKED`).
const HELD: [i32; 2] = [5, 6];
/// PostgreSQL's error classes for failed connections, missing resources, and servers that stop.
const GONE: [&str; 3] = ["08", "53", "57"];
/// PostgreSQL's class for a login that is refused.
const NO_LOGIN: &str = "28";
/// PostgreSQL's codes for a database that does not exist, and for a lock that was held for too long.
const NOT_NOW: [&str; 2] = ["3D000", "55P03"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{BeginFailed, Database, Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        match &error {
            PoolTimedOut | PoolClosed | Io(_) | Tls(_) | WorkerCrashed | BeginFailed => {
                StoreError::Unreachable(error.into())
            }
            sqlx::Error::Configuration(_) => StoreError::Address(error.into()),
            Database(failed) => {
                let code = failed.code().unwrap_or_default();
                let is_held = code.parse::<i32>().is_ok_and(|code| HELD.contains(&(code & 0xff)));
                // SQLite's codes are shorter than PostgreSQL's, which have five characters.
                let is_gone = code.len() == 5
                    && (NOT_NOW.contains(&&*code)
                        || code.starts_with(NO_LOGIN)
                        || GONE.iter().any(|class| code.starts_with(class)));
                if failed.kind() != ErrorKind::Other {
                    StoreError::Constraint(error.into())
                } else if is_gone
                    || failed.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() && is_held
                {
                    StoreError::Unreachable(error.into())
                } else {
                    StoreError::Broken(error.into())
                }
            }
            _ => StoreError::Broken(error.into()),
        }
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) => error.into(),
            error => StoreError::Broken(error.into()),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        StoreError::Unreachable(error.into())
    }
}
