//! How the databases find what the desk shows: by an index, and never by reading all referrals.

use crate::database::Database;
use crate::inbox::{Filter, ListOrder, Part, Place, Statement, of_numbers, of_reference, of_word};
use crate::open::Store;
use crate::pools::{Pools, within};
use crate::releases::KeptRelease;
use crate::rows::{Value, read_rows};
use crate::{deliveries, events, listing, server};
use jiff::Timestamp;
use referral_widget::office::LifecycleStatus;

/// How many referrals there are. With few of them, PostgreSQL rightly reads them all.
const MANY: usize = 20_000;

const REFERRALS: &str = "\
WITH RECURSIVE series (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < $1) \
INSERT INTO referrals (id, key, program, program_version, program_hash, rules_hash, fingerprint, lead_fingerprint, \
    lead, attribution, partner, attributed_by, agreement, claimed_versions, verdict, challenged, suspicion, receipt, \
    status, received_at, relayed, next_due, has_words) \
SELECT 'id-' || i, 'key-' || i, 'cloud', '1', 'p', 'r', 'f', 'f', $2, '{}', 'partner-' || (i % 500), 'claim', '{}', \
    '{}', $2, FALSE, CASE WHEN i % 1000 = 0 THEN '[]' END, '{}', CASE i % 100 WHEN 0 THEN 'in-review' ELSE 'accepted' END, \
    1000 + i, TRUE, CASE WHEN i % 3 = 0 THEN 1000000 + i END, TRUE FROM series";
const EVENTS: &str = "INSERT INTO events (referral, revision, at, actor, name, event) \
SELECT number, 1, received_at, 'partner', 'received', '{}' FROM referrals";
const WORDS: &str = "INSERT INTO referral_words (referral, word) \
SELECT number, 'gmbh' FROM referrals UNION ALL SELECT number, 'company' || number FROM referrals";
const DELIVERIES: &str = "INSERT INTO deliveries (id, referral, destination, receiver, state, due, until) \
SELECT 'delivery-' || number, number, 'crm', 'cloud/crm', 'delivered', 0, 0 FROM referrals";

async fn filled(database: &Database) -> Store {
    let store = Store::open(database).await.expect("a database");
    let release = KeptRelease {
        program: "cloud".into(),
        program_hash: "p".into(),
        rules_hash: "r".into(),
        program_json: "{}".into(),
        script: "//".into(),
        signature: None,
    };
    store.save_release(release, Timestamp::UNIX_EPOCH).await.expect("a program");
    store
        .write(Vec::new(), |transaction| {
            Box::pin(async move {
                let answers = format!("\"{}\"", "answer ".repeat(100));
                within!(transaction, execute, REFERRALS, MANY as i64, &answers)?;
                within!(transaction, execute, EVENTS)?;
                within!(transaction, execute, DELIVERIES)?;
                within!(transaction, execute, WORDS)
            })
        })
        .await
        .expect("referrals");
    // PostgreSQL does the same by itself from time to time, and SQLite never does.
    if let Pools::Postgres(pool) = &store.pools {
        sqlx::query("VACUUM ANALYZE").execute(pool).await.expect("statistics");
    }
    store
}

/// How the database would run a statement, step by step.
async fn plan(store: &Store, Statement { sql, values }: &Statement) -> String {
    let steps: Vec<String> = match &store.pools {
        Pools::Sqlite(_) => {
            let sql = format!("EXPLAIN QUERY PLAN {sql}");
            let rows: Vec<(i64, i64, i64, String)> =
                read_rows(&store.pools, sql, values).await.expect("a plan");
            rows.into_iter().map(|(_, _, _, step)| step).collect()
        }
        Pools::Postgres(_) => {
            let rows: Vec<(String,)> =
                read_rows(&store.pools, format!("EXPLAIN {sql}"), values).await.expect("a plan");
            rows.into_iter().map(|(step,)| step).collect()
        }
    };
    steps.join("\n")
}

/// True if a plan reads a table from its beginning to its end.
fn reads_all(plan: &str) -> bool {
    const TABLES: [&str; 4] = ["referrals", "referral_words", "events", "deliveries"];
    let is_scan = |line: &str| {
        let line = line.trim();
        TABLES
            .iter()
            .any(|table| line.contains(&format!("Seq Scan on {table}")) || *line == format!("SCAN {table}"))
    };
    plan.lines().any(is_scan)
}

fn statement(sql: &str, value: &str) -> Statement {
    Statement { sql: sql.into(), values: vec![Value::from(value)] }
}

async fn inbox_search_and_page_use_an_index(database: Database) {
    let store = filled(&database).await;
    let pools = &store.pools;
    let (common, rare) = ("gmbh".to_string(), "company77".to_string());
    let numbers = (1..=100).collect();
    let any = Filter::default;
    let filters = [
        any(),
        Filter { program: Some("cloud".into()), ..any() },
        Filter { status: Some(LifecycleStatus::InReview), ..any() },
        Filter { partner: Some("partner-7".into()), ..any() },
        Filter { suspected: Some(true), ..any() },
        Filter { due_before: Some(Timestamp::from_millisecond(1_000_500).expect("a time").into()), ..any() },
    ];
    let due = Some(Place {
        due: Some(Timestamp::from_millisecond(1_000_300).expect("a time").into()),
        number: 300,
    });
    let rest = Some(Place { due: None, number: 15_000 });
    let mut statements = vec![
        of_word(&rare),
        of_word(&common),
        of_reference("id-77"),
        statement(listing::BY_ID, "id-77"),
        statement(events::OF_REFERRAL, "id-77"),
        statement(deliveries::OF_REFERRAL, "id-77"),
    ];
    for filter in &filters {
        statements.push(of_numbers(pools, &numbers, filter, &[&common]));
        for part in Part::ALL {
            for after in [None, due, rest] {
                for words in [&[][..], &[&common]] {
                    let found = part.statement(pools, filter, words, after, 51);
                    let Some(found) = found else { continue };
                    // The order of the list is that of an index, so it ends where the page is full.
                    let plan = plan(&store, &found).await;
                    let is_narrow = *filter != any();
                    assert!(
                        is_narrow || !plan.contains("Sort") && !plan.contains("B-TREE"),
                        "{}\n{plan}",
                        found.sql
                    );
                    // SQLite's table itself is in the order of its numbers.
                    if is_narrow || part != Part::Newest {
                        statements.push(found);
                    }
                }
            }
        }
    }
    for statement in statements {
        let plan = plan(&store, &statement).await;
        assert!(!reads_all(&plan), "{}\n{plan}", statement.sql);
    }
    let words =
        |words: &[&String]| Filter { words: words.iter().map(ToString::to_string).collect(), ..any() };
    for (filter, order, first, count) in [
        (any(), ListOrder::Due, "id-3", 51),
        (words(&[&common]), ListOrder::Due, "id-3", 51),
        (words(&[&common, &rare]), ListOrder::Due, "id-771", 51),
        (words(&[&common]), ListOrder::Newest, "id-20000", 51),
        (words(&[&common, &"company777".to_string()]), ListOrder::Due, "id-777", 11),
        (
            Filter { status: Some(LifecycleStatus::InReview), ..words(&[&common]) },
            ListOrder::Due,
            "id-300",
            51,
        ),
    ] {
        let page = store.page(&filter, order, None, 51).await.expect("a page");
        let found = (page.first().map(|stored| stored.id.as_str()), page.len());
        assert_eq!(found, (Some(first), count), "{filter:?}");
    }
}

#[tokio::test]
async fn on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    inbox_search_and_page_use_an_index(Database::File(folder.path().join("referrals.db"))).await;
}

#[tokio::test]
async fn on_postgresql() {
    inbox_search_and_page_use_an_index(Database::parse(&server::new_database().await)).await;
}
