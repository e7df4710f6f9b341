//! Customers whom referrals protect.

use super::NewReferral;
use sqlx::{FromRow, SqliteConnection};

/// An earlier referral that protects the customer. Whose it is, nobody is told.
#[derive(Debug, FromRow)]
pub struct Protection {
    /// The day on which it arrived (RFC 3339 full-date, UTC).
    pub since: String,
    /// The last day of its protection.
    pub until: String,
}

impl NewReferral {
    /// The oldest referral that protects this one's customer on the day that this one arrived.
    pub async fn earlier(
        &self,
        connection: &mut SqliteConnection,
    ) -> Result<Option<Protection>, sqlx::Error> {
        if self.customer.is_empty() {
            return Ok(None);
        }
        sqlx::query_as(
            "SELECT substr(received_at, 1, 10) AS since, until FROM customers \
             JOIN referrals ON referrals.number = customers.referral \
             WHERE customers.program = ? AND customer IN (SELECT value FROM json_each(?)) AND until >= substr(?, 1, 10) \
             ORDER BY referral LIMIT 1",
        )
        .bind(&self.program)
        .bind(self.customers())
        .bind(&self.received_at)
        .fetch_optional(connection)
        .await
    }

    /// Notes whom it protects.
    pub async fn protect(&self, number: i64, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if self.customer.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO customers (program, customer, referral, until) SELECT ?, value, ?, ? FROM json_each(?)",
        )
        .bind(&self.program)
        .bind(number)
        .bind(&self.protected_until)
        .bind(self.customers())
        .execute(connection)
        .await?;
        Ok(())
    }

    /// A list in JSON, for SQLite to take apart.
    fn customers(&self) -> String {
        serde_json::json!(self.customer).to_string()
    }
}
