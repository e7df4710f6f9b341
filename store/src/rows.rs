//! Reads, writes and hashes the rows of any table, and reads those of a statement that is put together.

use crate::moment::Moment;
use crate::pools::{Pools, Transaction};
use crate::tables::Kind::{Boolean, Bytes, Integer, Text};
use crate::tables::Table;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, Row};

/// The value of a column. `None` is NULL.
#[derive(Clone)]
pub enum Value {
    Integer(Option<i64>),
    Boolean(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// How many rows are read or written at a time.
const AT_A_TIME: i64 = 200;

/// Binds values to a statement, for either database.
macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Integer(value) => query.bind(value),
                Value::Boolean(value) => query.bind(value),
                Value::Text(value) => query.bind(value.as_deref()),
                Value::Bytes(value) => query.bind(value.as_deref()),
            };
        }
        query
    }};
}

/// Collects the values of all rows.
macro_rules! values {
    ($columns:expr, $rows:expr) => {{
        let mut all = Vec::with_capacity($rows.len());
        for row in &$rows {
            let mut values = Vec::with_capacity($columns.len());
            for (i, (_, kind)) in $columns.iter().enumerate() {
                values.push(match kind {
                    Integer => Value::Integer(row.try_get(i)?),
                    Boolean => Value::Boolean(row.try_get(i)?),
                    Text => Value::Text(row.try_get(i)?),
                    Bytes => Value::Bytes(row.try_get(i)?),
                });
            }
            all.push(values);
        }
        all
    }};
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(Some(text.into()))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Integer(Some(number))
    }
}

impl From<Moment> for Value {
    fn from(at: Moment) -> Self {
        at.milliseconds().into()
    }
}

/// Reads the rows of a statement that is put together while the program runs.
pub async fn read_rows<T>(pools: &Pools, sql: String, values: &[Value]) -> Result<Vec<T>, sqlx::Error>
where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    match pools {
        Pools::Sqlite(pool) => bound!(sqlx::query_as(AssertSqlSafe(sql)), values).fetch_all(pool).await,
        Pools::Postgres(pool) => bound!(sqlx::query_as(AssertSqlSafe(sql)), values).fetch_all(pool).await,
    }
}

impl Table {
    fn list(&self, columns: usize) -> String {
        let names = self.columns.iter().take(columns).map(|(name, _)| format!("\"{name}\""));
        names.collect::<Vec<_>>().join(", ")
    }

    /// Reads the rows after the given one, in order, or the first rows if none is given.
    pub async fn rows_after(
        &self,
        last: Option<&Vec<Value>>,
        from: &mut Transaction,
    ) -> Result<Vec<Vec<Value>>, sqlx::Error> {
        let (all, known_by) = (self.list(self.columns.len()), self.list(self.known_by));
        let after = last.map(|_| format!("WHERE ({known_by}) > {}", places(0, self.known_by)));
        let sql = format!(
            "SELECT {all} FROM {} {} ORDER BY {known_by} LIMIT {AT_A_TIME}",
            self.name,
            after.unwrap_or_default()
        );
        let known: &[Value] = last.map_or(&[], |last| &last[..self.known_by]);
        Ok(match from {
            Transaction::Sqlite(open) => {
                let rows = bound!(sqlx::query(AssertSqlSafe(sql)), known).fetch_all(&mut **open).await?;
                values!(self.columns, rows)
            }
            Transaction::Postgres(open) => {
                let rows = bound!(sqlx::query(AssertSqlSafe(sql)), known).fetch_all(&mut **open).await?;
                values!(self.columns, rows)
            }
        })
    }

    /// Writes rows.
    pub async fn insert(&self, rows: &[Vec<Value>], to: &mut Transaction) -> Result<(), sqlx::Error> {
        let width = self.columns.len();
        let places: Vec<_> = (0..rows.len()).map(|row| places(row * width, width)).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES {}", self.name, self.list(width), places.join(", "));
        match to {
            Transaction::Sqlite(open) => {
                bound!(sqlx::query(AssertSqlSafe(sql)), rows.iter().flatten()).execute(&mut **open).await?;
            }
            Transaction::Postgres(open) => {
                bound!(sqlx::query(AssertSqlSafe(sql)), rows.iter().flatten()).execute(&mut **open).await?;
            }
        }
        Ok(())
    }

    /// Makes PostgreSQL count on from the largest number. SQLite does so by itself.
    pub async fn count_on(&self, to: &mut Transaction) -> Result<(), sqlx::Error> {
        if let (Transaction::Postgres(open), true) = (to, self.is_numbered) {
            let name = self.name;
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{name}', 'number'), max(number)) FROM {name} HAVING count(*) > 0"
            );
            sqlx::query(AssertSqlSafe(sql)).execute(&mut **open).await?;
        }
        Ok(())
    }
}

/// Returns placeholders for a number of values, counted on from those before: `($4, $5)`.
fn places(before: usize, many: usize) -> String {
    let places: Vec<_> = (1..=many).map(|i| format!("${}", before + i)).collect();
    format!("({})", places.join(", "))
}

impl Value {
    /// Adds the value to a hash, with its kind and its length, so that different rows never feed it the same bytes.
    pub fn hash(&self, hash: &mut Sha256) {
        let (kind, bytes): (u8, Option<Vec<u8>>) = match self {
            Value::Integer(value) => (b'i', value.map(|value| value.to_be_bytes().to_vec())),
            Value::Boolean(value) => (b'b', value.map(|value| vec![u8::from(value)])),
            Value::Text(value) => (b't', value.clone().map(String::into_bytes)),
            Value::Bytes(value) => (b'x', value.clone()),
        };
        hash.update([kind, u8::from(bytes.is_some())]);
        let bytes = bytes.unwrap_or_default();
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
}
