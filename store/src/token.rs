//! The vendor's token, stored as a hash only.

use crate::error::StoreError;
use crate::locks::Lock;
use crate::open::Store;
use crate::pools::{read, within};

impl Store {
    /// Returns the token's SHA-256, if there is a token.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn token_hash(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(read!(self, value, "SELECT sha256 FROM vendor_token")?)
    }

    /// Replaces the token.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn set_token_hash(&self, sha256: [u8; 32]) -> Result<(), StoreError> {
        self.write(vec![Lock::Token], move |transaction| {
            Box::pin(async move {
                within!(
                    transaction,
                    execute,
                    "INSERT INTO vendor_token (\"only\", sha256) VALUES (1, $1) \
                     ON CONFLICT (\"only\") DO UPDATE SET sha256 = excluded.sha256",
                    &sha256[..]
                )?;
                Ok(())
            })
        })
        .await
    }

    /// Stores the token if it is the first one. `false` if there is one already: if two copies start together, only one
    /// makes the token.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn set_first_token_hash(&self, sha256: [u8; 32]) -> Result<bool, StoreError> {
        self.write(vec![Lock::Token], move |transaction| {
            Box::pin(async move {
                let kept = within!(
                    transaction,
                    execute,
                    "INSERT INTO vendor_token (\"only\", sha256) VALUES (1, $1) ON CONFLICT DO NOTHING",
                    &sha256[..]
                )?;
                Ok(kept == 1)
            })
        })
        .await
    }
}
