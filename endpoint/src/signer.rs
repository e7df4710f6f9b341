//! The key that signs receipts. It may be replaced while the endpoint runs. Receipts of earlier keys stay valid.

use referral_signing::{Keypair, Proof, PublicKey, SavedReceipt};
use referral_store::{Store, StoreError};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// The key that signs receipts. All clones have the same one.
#[derive(Clone)]
pub struct Signer(Arc<RwLock<Keypair>>);

impl Signer {
    pub fn new(key: Keypair) -> Self {
        Signer(Arc::new(RwLock::new(key)))
    }

    /// Returns the key that signs now.
    pub fn key(&self) -> Keypair {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a new key soon after `referral key rotate` has stored one. Until then the one before signs, which goes on
    /// verifying.
    pub async fn follow(self, store: Store, look_every: Duration) {
        loop {
            tokio::time::sleep(look_every).await;
            match store.private_key().await {
                Ok(Some(pem)) => self.take(&pem),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "the key that signs receipts cannot be looked up"),
            }
        }
    }

    fn take(&self, pem: &str) {
        let key = match Keypair::from_pem(pem) {
            Ok(key) => key,
            Err(error) => return tracing::error!(%error, "the stored key that signs receipts cannot be read"),
        };
        if key.public() != self.key().public() {
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = key;
            tracing::info!("a new key signs receipts");
        }
    }
}

/// Returns all keys that ever signed receipts.
///
/// # Errors
///
/// The database failed.
pub async fn known_keys(store: &Store) -> Result<Vec<PublicKey>, StoreError> {
    Ok(store.public_keys().await?.iter().filter_map(|key| PublicKey::parse(key).ok()).collect())
}

/// Returns what a receipt proves that somebody has saved. `None` if none of the keys has signed it.
pub fn proved(saved: &str, keys: &[PublicKey]) -> Option<Proof> {
    Proof::verify(SavedReceipt::parse(saved).signature, keys).ok()
}
