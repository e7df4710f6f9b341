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
        .bind(self.listed())
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
        .bind(self.listed())
        .execute(connection)
        .await?;
        Ok(())
    }

    /// A list in JSON, for SQLite to take apart.
    fn listed(&self) -> String {
        serde_json::json!(self.keys).to_string()
    }
}

impl Store {
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
