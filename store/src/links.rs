//! The links by which partners see their referral. Of each link there is only a hash, so that nobody who reads the database can
//! open one.

use crate::error::StoreError;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{is_unknown, read, within};
use jiff::Timestamp;
use sqlx::FromRow;
use std::sync::Arc;

/// A link that was given to a partner.
#[derive(FromRow)]
pub struct PartnerLink {
    /// The id of the referral that it shows.
    pub referral: String,
    /// True if it shows nothing any more.
    pub is_revoked: bool,
}

impl Store {
    /// Stores a new link to a referral by the SHA-256 of its token.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn add_link(&self, referral: &str, sha256: [u8; 32], now: Timestamp) -> Result<(), StoreError> {
        let referral = Arc::<str>::from(referral);
        self.write(Vec::new(), move |transaction| {
            let referral = Arc::clone(&referral);
            Box::pin(async move {
                within!(
                    transaction,
                    execute,
                    "INSERT INTO partner_links (sha256, referral, made_at) SELECT $1, number, $2 FROM referrals WHERE id = $3",
                    &sha256[..],
                    Moment::from(now),
                    &*referral
                )?;
                Ok(())
            })
        })
        .await
    }

    /// Finds the link with that SHA-256.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn link(&self, sha256: [u8; 32]) -> Result<Option<PartnerLink>, StoreError> {
        Ok(read!(
            self,
            row,
            "SELECT referrals.id AS referral, revoked_at IS NOT NULL AS is_revoked FROM partner_links \
             JOIN referrals ON referrals.number = partner_links.referral WHERE sha256 = $1",
            &sha256[..]
        )?)
    }

    /// True if a referral has a link that shows it, or its sender has a key to it.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn is_open_to_partner(&self, referral: &str) -> Result<bool, StoreError> {
        if is_unknown(referral) {
            return Ok(false);
        }
        let found: Option<i64> = read!(
            self,
            value,
            "SELECT number FROM referrals WHERE id = $1 AND (length(status_key) > 0 OR EXISTS (SELECT 1 FROM partner_links \
             WHERE partner_links.referral = referrals.number AND revoked_at IS NULL))",
            referral
        )?;
        Ok(found.is_some())
    }

    /// Revokes all links to a referral, and the key of its sender. Later mails have new links.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn revoke_links(&self, referral: &str, now: Timestamp) -> Result<(), StoreError> {
        if is_unknown(referral) {
            return Ok(());
        }
        let referral = Arc::<str>::from(referral);
        self.write(Vec::new(), move |transaction| {
            let referral = Arc::clone(&referral);
            Box::pin(async move {
                within!(
                    transaction,
                    execute,
                    "UPDATE partner_links SET revoked_at = $1 WHERE revoked_at IS NULL \
                     AND referral = (SELECT number FROM referrals WHERE id = $2)",
                    Moment::from(now),
                    &*referral
                )?;
                let sql = "UPDATE referrals SET status_key = $1 WHERE id = $2 AND status_key IS NOT NULL";
                within!(transaction, execute, sql, b"".as_slice(), &*referral)?;
                Ok(())
            })
        })
        .await
    }
}
