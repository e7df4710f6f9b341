//! The keys that sign receipts, and the counters of programs' signatures.

use crate::error::StoreError;
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, read, within};
use jiff::Timestamp;
use std::sync::Arc;

impl Store {
    /// Returns the endpoint's own private key: the stored one, or else the given one, which is then stored. If two
    /// copies start together, both get the same key.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn own_key(&self, public: &str, pem: &str, now: Timestamp) -> Result<String, StoreError> {
        let new = Arc::new((public.to_string(), pem.to_string(), Moment::from(now)));
        self.write(vec![Lock::SigningKeys], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let (public, pem, now) = &*new;
                let kept: Option<String> = within!(
                    transaction,
                    value,
                    "SELECT pem FROM signing_keys WHERE pem IS NOT NULL ORDER BY number LIMIT 1"
                )?;
                if let Some(kept) = kept {
                    return Ok(kept);
                }
                keep(public, Some(pem), *now, transaction).await?;
                Ok(pem.clone())
            })
        })
        .await
    }

    /// Stores the operator's public key, whose private key signs receipts and is kept elsewhere. Stored private keys
    /// are erased.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn sign_with(&self, public: &str, now: Timestamp) -> Result<(), StoreError> {
        let (public, now) = (Arc::<str>::from(public), Moment::from(now));
        self.write(vec![Lock::SigningKeys], move |transaction| {
            let public = Arc::clone(&public);
            Box::pin(async move {
                keep(&public, None, now, transaction).await?;
                within!(transaction, execute, "UPDATE signing_keys SET pem = NULL WHERE pem IS NOT NULL")?;
                Ok(())
            })
        })
        .await
    }

    /// Lets a new private key sign from now on. The one before is erased, and its public key goes on verifying. `false` if no
    /// private key is stored, because the operator keeps it elsewhere.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn rotate_key(&self, public: &str, pem: &str, now: Timestamp) -> Result<bool, StoreError> {
        let new = Arc::new((public.to_string(), pem.to_string(), Moment::from(now)));
        self.write(vec![Lock::SigningKeys], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let (public, pem, now) = &*new;
                let erase = "UPDATE signing_keys SET pem = NULL WHERE pem IS NOT NULL";
                if within!(transaction, execute, erase)? == 0 {
                    return Ok(false);
                }
                keep(public, Some(pem), *now, transaction).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Returns the private key that signs, if it is stored.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn private_key(&self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT pem FROM signing_keys WHERE pem IS NOT NULL ORDER BY number LIMIT 1";
        Ok(read!(self, value, sql)?)
    }

    /// Lists all keys that ever signed receipts, newest first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn public_keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(read!(self, values, "SELECT public FROM signing_keys ORDER BY number DESC")?)
    }

    /// Raises a program's counter. `false` if the stored counter is higher already.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn count_signature(&self, program: &str, counter: u64) -> Result<bool, StoreError> {
        let Ok(counter) = i64::try_from(counter) else { return Ok(false) };
        let program = Arc::<str>::from(program);
        self.write(Vec::new(), move |transaction| {
            let program = Arc::clone(&program);
            Box::pin(async move {
                let raised = within!(
                    transaction,
                    execute,
                    "INSERT INTO signature_counters (program, counter) VALUES ($1, $2) ON CONFLICT (program) \
                     DO UPDATE SET counter = excluded.counter WHERE signature_counters.counter <= excluded.counter",
                    &*program,
                    counter
                )?;
                Ok(raised == 1)
            })
        })
        .await
    }
}

async fn keep(
    public: &str,
    pem: Option<&str>,
    now: Moment,
    transaction: &mut Transaction,
) -> Result<(), sqlx::Error> {
    within!(
        transaction,
        execute,
        "INSERT INTO signing_keys (public, pem, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        public,
        pem,
        now
    )?;
    Ok(())
}
