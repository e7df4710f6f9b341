//! The vendor's token, as its hash only.

use super::Store;

impl Store {
    /// SHA-256 of the token, once there is one.
    pub async fn token_hash(&self) -> Result<Option<Vec<u8>>, sqlx::Error> {
        sqlx::query_scalar("SELECT sha256 FROM vendor_token").fetch_optional(&self.0).await
    }

    /// Replaces the token.
    pub async fn set_token_hash(&self, sha256: &[u8]) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO vendor_token (only, sha256) VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET sha256 = ?1",
        )
        .bind(sha256)
        .execute(&self.0)
        .await?;
        Ok(())
    }
}
