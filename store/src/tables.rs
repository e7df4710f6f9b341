//! Lists all tables, for moving them. The databases' other contents are indexes and views, which the migrations make.

/// A table.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns. Those that identify a row come first.
    pub columns: &'static [(&'static str, Kind)],
    /// How many columns identify a row.
    pub known_by: usize,
    /// True if the database numbers the rows.
    pub is_numbered: bool,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Boolean,
    Text,
    Bytes,
}

use Kind::{Boolean, Bytes, Integer, Text};

const fn table(name: &'static str, known_by: usize, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, known_by, is_numbered: false }
}

const fn numbered(name: &'static str, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, known_by: 1, is_numbered: true }
}

/// All tables. A table comes after those that it refers to.
pub const TABLES: &[Table] = &[
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
            ("stage", Text),
            ("assignee", Text),
            ("partner_asks", Boolean),
            ("desk_asks", Boolean),
            ("deal_value", Integer),
            ("deal_currency", Text),
            ("deal_on", Text),
            ("touched_at", Integer),
            ("revision", Integer),
            ("duties", Text),
            ("next_due", Integer),
            ("has_words", Boolean),
            ("next_reminder", Integer),
            ("language", Text),
            ("status_key", Bytes),
            ("partner_facts", Text),
        ],
    ),
    table("referral_words", 2, &[("referral", Integer), ("word", Text)]),
    numbered(
        "refused_leads",
        &[
            ("number", Integer),
            ("key", Text),
            ("referral", Integer),
            ("at", Integer),
            ("partner", Text),
            ("attributed_by", Text),
            ("claim", Text),
            ("customers", Text),
        ],
    ),
    numbered(
        "events",
        &[
            ("number", Integer),
            ("referral", Integer),
            ("revision", Integer),
            ("at", Integer),
            ("actor", Text),
            ("user_id", Text),
            ("name", Text),
            ("event", Text),
            ("told", Boolean),
        ],
    ),
    table("event_texts", 1, &[("event", Integer), ("message", Text), ("note", Text)]),
    table("commands", 2, &[("referral", Integer), ("key", Text), ("fingerprint", Text), ("at", Integer)]),
    numbered("calendars", &[("number", Integer), ("calendar", Text), ("since", Integer), ("user_id", Text)]),
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
            ("referral", Integer),
            ("partner", Text),
            ("status_key", Bytes),
        ],
    ),
    numbered(
        "feedback_answers",
        &[("number", Integer), ("feedback", Integer), ("text", Text), ("user_id", Text), ("at", Integer)],
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
            ("sequence", Integer),
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
    table(
        "users",
        1,
        &[
            ("id", Text),
            ("name", Text),
            ("email", Text),
            ("role", Text),
            ("password", Text),
            ("totp_secret", Text),
            ("totp_step", Integer),
            ("link_sha256", Bytes),
            ("link_ends_at", Integer),
            ("added_at", Integer),
            ("removed_at", Integer),
        ],
    ),
    numbered(
        "sessions",
        &[
            ("number", Integer),
            ("sha256", Bytes),
            ("user_id", Text),
            ("confirmed", Boolean),
            ("browser", Text),
            ("begun_at", Integer),
            ("ends_at", Integer),
        ],
    ),
    table(
        "api_tokens",
        1,
        &[
            ("id", Text),
            ("name", Text),
            ("sha256", Bytes),
            ("scopes", Text),
            ("made_by", Text),
            ("made_at", Integer),
            ("used_at", Integer),
            ("revoked_at", Integer),
        ],
    ),
    table(
        "partner_links",
        1,
        &[("sha256", Bytes), ("referral", Integer), ("made_at", Integer), ("revoked_at", Integer)],
    ),
    table(
        "partners",
        1,
        &[
            ("id", Text),
            ("name", Text),
            ("email", Text),
            ("contacts", Text),
            ("websites", Text),
            ("keys", Text),
            ("programs", Text),
            ("language", Text),
            ("country", Text),
            ("domain", Text),
            ("level", Text),
            ("application", Text),
            ("invitation", Text),
            ("invitation_sha256", Bytes),
            ("invitation_ends_at", Integer),
            ("added_at", Integer),
            ("ended_at", Integer),
        ],
    ),
    table(
        "partner_agreements",
        3,
        &[
            ("partner", Text),
            ("program", Text),
            ("sha256", Text),
            ("version", Text),
            ("accepted_at", Integer),
            ("accepted_by", Text),
        ],
    ),
    table(
        "entry_links",
        1,
        &[("id", Text), ("email", Text), ("sha256", Bytes), ("ends_at", Integer), ("used_at", Integer)],
    ),
    table(
        "partner_sessions",
        1,
        &[("sha256", Bytes), ("email", Text), ("begun_at", Integer), ("ends_at", Integer)],
    ),
    table(
        "partner_mails",
        1,
        &[
            ("id", Text),
            ("partner", Text),
            ("email", Text),
            ("new_address", Text),
            ("answer", Integer),
            ("at", Integer),
        ],
    ),
    table("quotas", 2, &[("name", Text), ("who", Text), ("whole_at", Integer)]),
    table("tallies", 2, &[("name", Text), ("who", Text), ("count", Integer), ("until", Integer)]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Database;
    use crate::open::Store;
    use crate::pools::Pools;
    use crate::server;
    use std::collections::BTreeSet;

    /// Returns each column of a new database, with its type.
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
