//! The keys that receipts are signed with, and how far the counters of programs' signatures have come.

use super::{Store, timestamp};
use jiff::Timestamp;

impl Store {
    /// The private key that the endpoint has made itself, once there is one.
    pub async fn own_key(&self) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar("SELECT pem FROM signing_keys WHERE pem IS NOT NULL ORDER BY rowid LIMIT 1")
            .fetch_optional(&self.0)
            .await
    }

    /// Notes a key that receipts are signed with.
    pub async fn keep_key(&self, public: &str, pem: Option<&str>, now: Timestamp) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO signing_keys (public, pem, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(public)
            .bind(pem)
            .bind(timestamp(now))
            .execute(&self.0)
            .await?;
        Ok(())
    }

    /// Forgets the private keys: the one that signs is kept elsewhere.
    pub async fn forget_private_keys(&self) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE signing_keys SET pem = NULL WHERE pem IS NOT NULL").execute(&self.0).await?;
        Ok(())
    }

    /// All keys that receipts were ever signed with, the newest first.
    pub async fn public_keys(&self) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar("SELECT public FROM signing_keys ORDER BY rowid DESC").fetch_all(&self.0).await
    }

    /// Raises a program's counter. `false` where it is further already.
    pub async fn count_signature(&self, program: &str, counter: u64) -> Result<bool, sqlx::Error> {
        let Ok(counter) = i64::try_from(counter) else { return Ok(false) };
        let raised = sqlx::query(
            "INSERT INTO signature_counters (program, counter) VALUES (?1, ?2) \
             ON CONFLICT (program) DO UPDATE SET counter = ?2 WHERE counter <= ?2",
        )
        .bind(program)
        .bind(counter)
        .execute(&self.0)
        .await?;
        Ok(raised.rows_affected() == 1)
    }
}
