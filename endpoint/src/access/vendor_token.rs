//! The token that opens the vendor's side.

use super::secret::{hash, new_secret};
use axum::http::HeaderMap;
use headers::HeaderMapExt;
use headers::authorization::{Authorization, Basic, Bearer};
use referral_store::{Store, StoreError};
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;

/// How often the log reports that wrong tokens came.
const TOLD_EVERY: Duration = Duration::from_secs(60);

/// Counts the wrong tokens since the last report in the log. They are counted in memory and reported together, since a
/// line for each would make a flood worse.
#[derive(Default)]
pub struct Guesses(Mutex<(u64, Option<Instant>)>);

impl Guesses {
    /// Counts one, and reports them if it is time.
    pub fn note(&self) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, told) = &mut *noted;
        *count += 1;
        if told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            tracing::warn!(count = *count, "wrong tokens were tried at the vendor's side");
            (*count, *told) = (0, Some(Instant::now()));
        }
    }
}

/// The SHA-256 of the vendor's token. Whoever has it may do everything.
pub struct Token([u8; 32]);

impl Token {
    /// Reads a token that the operator chose.
    pub fn from_text(text: &str) -> Self {
        Token(hash(text))
    }

    /// Makes a new token. Its text in hexadecimal is stored nowhere.
    pub fn generate() -> io::Result<(Self, String)> {
        let text = new_secret()?;
        Ok((Token::from_text(&text), text))
    }

    /// Returns the stored token, if there is one of the right length. Another copy of the endpoint may have made a new
    /// one.
    pub async fn stored(store: &Store) -> Result<Option<Self>, StoreError> {
        Ok(store.token_hash().await?.and_then(|hash| hash.try_into().ok()).map(Token))
    }

    /// Stores the hash: instead of another, or only if there is none yet. `false` if the stored one stays.
    pub async fn save(&self, in_place_of_another: bool, store: &Store) -> Result<bool, StoreError> {
        if !in_place_of_another {
            if store.set_first_token_hash(self.0).await? {
                return Ok(true);
            }
            if Token::stored(store).await?.is_some() {
                return Ok(false);
            }
        }
        store.set_token_hash(self.0).await?;
        Ok(true)
    }

    /// Compares with a given token. The digests have the same length and are compared in constant time.
    fn is(&self, given: &str) -> bool {
        self.0.ct_eq(&hash(given)).into()
    }

    /// True if the request has the token, as a bearer token or as a password.
    pub fn opens(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.typed_get::<Authorization<Bearer>>();
        let basic = headers.typed_get::<Authorization<Basic>>();
        bearer.is_some_and(|bearer| self.is(bearer.token()))
            || basic.is_some_and(|basic| self.is(basic.password()))
    }
}
