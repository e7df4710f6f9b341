//! Customers whom referrals protect.

use super::{Store, timestamp};
use jiff::Timestamp;
use sqlx::{FromRow, SqliteConnection};

/// An earlier referral that protects the customer. Whose it is, nobody is told.
#[derive(Debug, FromRow)]
pub struct Protection {
    /// The day on which it arrived (RFC 3339 full-date, UTC).
    pub since: String,
    /// The last day of its protection.
    pub until: String,
}

/// The customer of a referral.
pub struct Customer {
    /// By what it is known again; nothing where the program knows no customers again.
    pub keys: Vec<String>,
    /// What the referral has to do with its protection.
    pub claim: Claim,
}

/// What a referral has to do with the protection of its customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It protects the customer, if no other does.
    Protects,
    /// It is refused where another protects the customer, and protects nobody: a machine may have sent it.
    Asks,
    /// Whether another protects the customer makes no difference, and is not to be found out.
    Unasked,
}

/// What came of saying that a referral is not a machine's.
pub enum Cleared {
    /// It protects its customer from now on, where there is one to be protected.
    Protects,
    /// Another referral has protected the customer meanwhile.
    TooLate(Protection),
    /// Nobody held it for a machine's, or somebody has said so before.
    Before,
}

impl Customer {
    /// The oldest referral that protects it on a day (RFC 3339 full-date), but for one: its own number, where it has one.
    pub async fn earlier(
        &self,
        program: &str,
        day: &str,
        own: Option<i64>,
        connection: &mut SqliteConnection,
    ) -> Result<Option<Protection>, sqlx::Error> {
        if self.keys.is_empty() || self.claim == Claim::Unasked {
            return Ok(None);
        }
        sqlx::query_as(
            "SELECT substr(received_at, 1, 10) AS since, until FROM customers \
             JOIN referrals ON referrals.number = customers.referral \
             WHERE customers.program = ? AND customer IN (SELECT value FROM json_each(?)) AND until >= ? \
             AND referral IS NOT ? ORDER BY referral LIMIT 1",
        )
        .bind(program)
        .bind(listed(&self.keys))
        .bind(day)
        .bind(own)
        .fetch_optional(connection)
        .await
    }

    /// Notes whom a referral protects, and until when.
    pub async fn protect(
        &self,
        program: &str,
        referral: i64,
        until: &str,
        connection: &mut SqliteConnection,
    ) -> Result<(), sqlx::Error> {
        if self.keys.is_empty() || self.claim != Claim::Protects {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO customers (program, customer, referral, until) SELECT ?, value, ?, ? FROM json_each(?) \
             WHERE TRUE ON CONFLICT DO UPDATE SET until = excluded.until",
        )
        .bind(program)
        .bind(referral)
        .bind(until)
        .bind(listed(&self.keys))
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// A list in JSON, for SQLite to take apart.
fn listed(texts: &[String]) -> String {
    serde_json::json!(texts).to_string()
}

/// Gives referrals other keys: a list of numbers, each with its keys.
async fn replace(
    changed: &[(i64, Vec<String>)],
    connection: &mut SqliteConnection,
) -> Result<(), sqlx::Error> {
    let changed = serde_json::json!(changed).to_string();
    sqlx::query("DELETE FROM customers WHERE referral IN (SELECT value ->> 0 FROM json_each(?))")
        .bind(&changed)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO customers (program, customer, referral, until) SELECT program, keys.value, number, protected_until \
         FROM json_each(?) AS changed JOIN referrals ON number = changed.value ->> 0, json_each(changed.value, '$[1]') AS keys",
    )
    .bind(&changed)
    .execute(connection)
    .await?;
    Ok(())
}

/// What came of making the keys of customers anew.
#[derive(Debug, Default)]
pub struct Rekeyed {
    /// The referrals that protect a customer.
    pub referrals: usize,
    /// Those whose keys are others than before.
    pub changed: usize,
    /// Those of which keys cannot be made: they have those of before.
    pub unreadable: usize,
}

/// A referral that protects its customer.
#[derive(FromRow)]
struct Protecting {
    number: i64,
    program_hash: String,
    lead: String,
    /// The keys, as a list in JSON.
    keys: String,
}

/// How many referrals are read at a time.
const AT_A_TIME: usize = 1_000;

impl Store {
    /// By what the keys of customers were made.
    pub async fn keys_made_by(&self) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar("SELECT made_by FROM customer_keys").fetch_optional(&self.0).await
    }

    /// Makes the keys of all customers anew, whole or not at all: from the hash of a referral's program and its lead.
    pub async fn rekey(
        &self,
        made_by: &str,
        keys: impl Fn(&str, &str) -> Option<Vec<String>>,
    ) -> Result<Rekeyed, sqlx::Error> {
        let mut rekeyed = Rekeyed::default();
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        let mut last = 0;
        loop {
            let page: Vec<Protecting> = sqlx::query_as(
                "SELECT number, program_hash, lead, (SELECT json_group_array(customer) FROM \
                 (SELECT customer FROM customers WHERE referral = number ORDER BY customer)) AS keys \
                 FROM referrals WHERE number > ? AND protected_until IS NOT NULL ORDER BY number LIMIT ?",
            )
            .bind(last)
            .bind(AT_A_TIME as i64)
            .fetch_all(&mut *transaction)
            .await?;
            let Some(newest) = page.last() else { break };
            last = newest.number;
            rekeyed.referrals += page.len();
            let mut changed = Vec::new();
            for referral in &page {
                match keys(&referral.program_hash, &referral.lead) {
                    None => rekeyed.unreadable += 1,
                    Some(keys) if listed(&keys) == referral.keys => {}
                    Some(keys) => changed.push((referral.number, keys)),
                }
            }
            rekeyed.changed += changed.len();
            replace(&changed, &mut transaction).await?;
        }
        sqlx::query("INSERT OR REPLACE INTO customer_keys (only, made_by) VALUES (1, ?)")
            .bind(made_by)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(rekeyed)
    }

    /// Notes that a referral is not a machine's. It protects its customer until the given day from now on, if no other does.
    /// `None` where there is no such referral.
    pub async fn clear(
        &self,
        id: &str,
        customer: &Customer,
        until: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Cleared>, sqlx::Error> {
        let now = timestamp(now);
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        let found: Option<(i64, String, bool)> = sqlx::query_as(
            "SELECT number, program, suspicion IS NOT NULL AND cleared_at IS NULL FROM referrals WHERE id = ?",
        )
        .bind(id)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((number, program, is_suspected)) = found else { return Ok(None) };
        if !is_suspected {
            return Ok(Some(Cleared::Before));
        }
        let day = now.get(..10).unwrap_or_default();
        let earlier = customer.earlier(&program, day, Some(number), &mut transaction).await?;
        let until = until.filter(|_| earlier.is_none());
        if let Some(until) = until {
            customer.protect(&program, number, until, &mut transaction).await?;
        }
        sqlx::query("UPDATE referrals SET cleared_at = ?, protected_until = ? WHERE number = ?")
            .bind(&now)
            .bind(until)
            .bind(number)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(earlier.map_or(Cleared::Protects, Cleared::TooLate)))
    }
}
