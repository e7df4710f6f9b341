//! Brings the tables up to date. A landed migration is never changed: another one follows it.

use crate::database::Database;
use crate::error::StoreError;
use crate::file;
use crate::pools::Pools;
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;
use std::fs;
use std::path::{Path, PathBuf};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Returns the last migration that a migrator knows.
fn last(migrator: &Migrator) -> i64 {
    migrator.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Runs the migrations that are missing. Returns true if there were any.
pub async fn run(pools: &Pools, database: &Database) -> Result<bool, StoreError> {
    let found = not_newer(pools).await?;
    match pools {
        Pools::Sqlite(pool) => {
            let next = SQLITE.iter().map(|migration| migration.version).find(|next| Some(*next) > found);
            if let (Some(_), Some(next), Database::File(file)) = (found, next, database) {
                keep_copy(pool, file, next).await?;
            }
            SQLITE.run(pool).await?;
        }
        Pools::Postgres(pool) => POSTGRES.run(pool).await?,
    }
    Ok(found != Some(known(pools)))
}

/// Checks that the tables are those of this version, and changes nothing.
pub async fn refuse_older(pools: &Pools) -> Result<(), StoreError> {
    let (found, known) = (not_newer(pools).await?, known(pools));
    if found == Some(known) {
        return Ok(());
    }
    Err(StoreError::broken(format!(
        "its tables are of an older version (at migration {}, and this version knows {known}); start the endpoint once, \
         which brings them up to date",
        found.unwrap_or(0)
    )))
}

fn known(pools: &Pools) -> i64 {
    last(match pools {
        Pools::Sqlite(_) => &SQLITE,
        Pools::Postgres(_) => &POSTGRES,
    })
}

/// Returns the last migration that the database has seen. A migration that this version does not know is an error.
async fn not_newer(pools: &Pools) -> Result<Option<i64>, StoreError> {
    let (found, known) = (version(pools).await?, known(pools));
    match found {
        Some(found) if found > known => Err(StoreError::Newer { found, known }),
        found => Ok(found),
    }
}

/// Returns the last migration that the database has seen. `None` if the database is new.
async fn version(pools: &Pools) -> Result<Option<i64>, StoreError> {
    const VERSION: &str = "SELECT max(version) FROM _sqlx_migrations";
    let found: Option<i64> = match pools {
        Pools::Sqlite(pool) => {
            let is_there = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
            match sqlx::query_scalar::<_, i64>(is_there).fetch_one(pool).await? {
                0 => None,
                _ => sqlx::query_scalar(VERSION).fetch_one(pool).await?,
            }
        }
        Pools::Postgres(pool) => {
            let is_there = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
            match sqlx::query_scalar::<_, bool>(is_there).fetch_one(pool).await? {
                false => None,
                true => sqlx::query_scalar(VERSION).fetch_one(pool).await?,
            }
        }
    };
    Ok(found)
}

/// Keeps a copy of the file, as it is before a migration, beside it.
async fn keep_copy(pool: &SqlitePool, file: &Path, next: i64) -> Result<(), StoreError> {
    let beside = |end: &str| {
        let mut path = file.as_os_str().to_owned();
        path.push(format!(".before-{next:04}{end}"));
        PathBuf::from(path)
    };
    let (copy, unfinished) = (beside(""), beside(".unfinished"));
    if let Err(error) = fs::remove_file(&unfinished)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(error.into());
    }
    file::copy(pool, &unfinished).await?;
    fs::rename(&unfinished, &copy)?;
    tracing::info!(copy = %copy.display(), "the tables change; this is a copy of the database as it was");
    Ok(())
}
