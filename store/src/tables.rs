//! All tables, as they are moved: what a database has beside them is how they are found.

use crate::pools::Transaction;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Row};

/// A table.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, those first by which a row is known.
    pub columns: &'static [(&'static str, Kind)],
    /// How many columns a row is known by.
    pub known_by: usize,
    /// Whether the database counts on from its largest number.
    pub is_numbered: bool,
}

/// What a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Boolean,
    Text,
    Bytes,
}

/// What a column of a row has, if it has anything.
#[derive(Clone)]
pub enum Value {
    Integer(Option<i64>),
    Boolean(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

use Kind::{Boolean, Bytes, Integer, Text};

const fn table(name: &'static str, known_by: usize, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, known_by, is_numbered: false }
}

const fn numbered(name: &'static str, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, known_by: 1, is_numbered: true }
}

/// All of them; a table after those that it refers to.
pub const TABLES: [Table; 15] = [
    table(
        "releases",
        3,
        &[
            ("program", Text),
            ("program_hash", Text),
            ("rules_hash", Text),
            ("program_json", Text),
            ("script", Text),
            ("first_seen", Integer),
            ("signature", Text),
        ],
    ),
    table("current_releases", 1, &[("program", Text), ("program_hash", Text), ("rules_hash", Text)]),
    numbered(
        "referrals",
        &[
            ("number", Integer),
            ("id", Text),
            ("key", Text),
            ("program", Text),
            ("program_version", Text),
            ("program_hash", Text),
            ("rules_hash", Text),
            ("fingerprint", Text),
            ("lead_fingerprint", Text),
            ("lead", Text),
            ("attribution", Text),
            ("partner", Text),
            ("attributed_by", Text),
            ("token_id", Text),
            ("agreement", Text),
            ("consent", Text),
            ("claimed_versions", Text),
            ("claimed_verdict", Text),
            ("verdict", Text),
            ("verdicts_agree", Boolean),
            ("challenged", Boolean),
            ("suspicion", Text),
            ("receipt", Text),
            ("status", Text),
            ("received_at", Integer),
            ("cleared_at", Integer),
            ("protected_until", Text),
            ("relayed", Boolean),
        ],
    ),
    numbered(
        "status_history",
        &[("number", Integer), ("referral", Integer), ("status", Text), ("at", Integer)],
    ),
    table("lead_salts", 1, &[("referral", Integer), ("salt", Text)]),
    table("customers", 3, &[("program", Text), ("customer", Text), ("referral", Integer), ("until", Text)]),
    table("customer_keys", 1, &[("only", Integer), ("made_by", Text)]),
    table("vendor_token", 1, &[("only", Integer), ("sha256", Bytes)]),
    numbered(
        "feedback",
        &[
            ("number", Integer),
            ("key", Text),
            ("program", Text),
            ("program_version", Text),
            ("topic", Text),
            ("text", Text),
            ("email", Text),
            ("attribution", Text),
            ("attributed_by", Text),
            ("suspicion", Text),
            ("received_at", Integer),
        ],
    ),
    numbered("signing_keys", &[("number", Integer), ("public", Text), ("pem", Text), ("since", Integer)]),
    table("signature_counters", 1, &[("program", Text), ("counter", Integer)]),
    numbered(
        "deliveries",
        &[
            ("number", Integer),
            ("id", Text),
            ("referral", Integer),
            ("destination", Text),
            ("receiver", Text),
            ("state", Text),
            ("attempts", Integer),
            ("due", Integer),
            ("until", Integer),
            ("made", Text),
            ("lease", Text),
            ("lease_until", Integer),
        ],
    ),
    numbered(
        "delivery_attempts",
        &[
            ("number", Integer),
            ("delivery", Integer),
            ("at", Integer),
            ("took_ms", Integer),
            ("status", Integer),
            ("error", Text),
        ],
    ),
    table("quotas", 2, &[("name", Text), ("who", Text), ("whole_at", Integer)]),
    table("tallies", 2, &[("name", Text), ("who", Text), ("count", Integer), ("until", Integer)]),
];

/// How many rows are read, and written, at a time.
const AT_A_TIME: i64 = 200;

/// A statement with its values, whichever database it is of.
macro_rules! bound {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($sql));
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

/// The values of all rows.
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

impl Table {
    fn list(&self, columns: usize) -> String {
        let names = self.columns.iter().take(columns).map(|(name, _)| format!("\"{name}\""));
        names.collect::<Vec<_>>().join(", ")
    }

    /// The rows after that one, in order; the first ones where there is none.
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
                let rows = bound!(sql, known).fetch_all(&mut **open).await?;
                values!(self.columns, rows)
            }
            Transaction::Postgres(open) => {
                let rows = bound!(sql, known).fetch_all(&mut **open).await?;
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
                bound!(sql, rows.iter().flatten()).execute(&mut **open).await?;
            }
            Transaction::Postgres(open) => {
                bound!(sql, rows.iter().flatten()).execute(&mut **open).await?;
            }
        }
        Ok(())
    }

    /// Has the database count on from the largest number, which SQLite does by itself.
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

/// Places for so many values, after those before: `($4, $5)`.
fn places(before: usize, many: usize) -> String {
    let places: Vec<_> = (1..=many).map(|i| format!("${}", before + i)).collect();
    format!("({})", places.join(", "))
}

impl Value {
    /// Adds it to a hash, with its kind and its length: no two rows are one.
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

#[cfg(test)]
#[path = "../tests/server/mod.rs"]
mod server;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Database;
    use crate::open::Store;
    use crate::pools::Pools;
    use std::collections::BTreeSet;

    /// Each column of a database that is opened, with its type.
    async fn columns(database: &Database) -> BTreeSet<(String, String, String)> {
        let store = Store::open(database).await.expect("a database");
        let found: Vec<(String, String, String)> = match &store.pools {
            Pools::Sqlite(pool) => sqlx::query_as(
                "SELECT tables.name, columns.name, columns.type FROM sqlite_schema AS tables, \
                 pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'",
            )
            .fetch_all(pool)
            .await
            .expect("a schema"),
            Pools::Postgres(pool) => sqlx::query_as(
                "SELECT columns.table_name::text, column_name::text, data_type::text FROM information_schema.columns \
                 JOIN information_schema.tables USING (table_schema, table_name) \
                 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
            )
            .fetch_all(pool)
            .await
            .expect("a schema"),
        };
        found.into_iter().filter(|(table, _, _)| table != "_sqlx_migrations").collect()
    }

    fn listed(type_of: impl Fn(Kind) -> &'static str) -> BTreeSet<(String, String, String)> {
        let all =
            TABLES.iter().flat_map(|table| table.columns.iter().map(move |column| (table.name, column)));
        all.map(|(table, (column, kind))| (table.into(), (*column).into(), type_of(*kind).into())).collect()
    }

    #[tokio::test]
    async fn whatever_is_kept_is_moved() {
        let folder = tempfile::tempdir().expect("a folder");
        let sqlite = listed(|kind| match kind {
            Integer | Boolean => "INTEGER",
            Text => "TEXT",
            Bytes => "BLOB",
        });
        assert_eq!(columns(&Database::File(folder.path().join("referrals.db"))).await, sqlite);
        let postgres = listed(|kind| match kind {
            Integer => "bigint",
            Boolean => "boolean",
            Text => "text",
            Bytes => "bytea",
        });
        assert_eq!(columns(&Database::parse(&server::new_database().await)).await, postgres);
    }
}
