//! The tokens by which other systems use the API, stored as hashes only.

use crate::error::StoreError;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{is_unknown, read, within};
use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;
use std::sync::Arc;

/// How exactly it is known when a token was last used. A write for each request would be too much.
const USED_WITHIN: SignedDuration = SignedDuration::from_mins(1);

/// A token of another system.
#[derive(Clone, Debug, FromRow)]
pub struct ApiToken {
    /// The id, which events name.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do: words with spaces between them.
    pub scopes: String,
    /// When it was made.
    pub made_at: Moment,
    /// When it was last used, to the minute.
    pub used_at: Option<Moment>,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
}

/// A token that is made.
#[derive(Clone)]
pub struct NewApiToken {
    /// A new id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The SHA-256 of its text.
    pub sha256: [u8; 32],
    /// What it may do: words with spaces between them.
    pub scopes: String,
    /// The id of the user who makes it.
    pub made_by: String,
}

impl Store {
    /// Keeps a new token.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn add_api_token(&self, new: NewApiToken, now: Timestamp) -> Result<(), StoreError> {
        let (new, now) = (Arc::new(new), Moment::from(now));
        self.write(Vec::new(), move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let sql = "INSERT INTO api_tokens (id, name, sha256, scopes, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)";
                let (name, made_by) = (transaction.text(&new.name).into_owned(), &new.made_by);
                within!(transaction, execute, sql, &new.id, name, &new.sha256[..], &new.scopes, made_by, now)?;
                Ok(())
            })
        })
        .await
    }

    /// Lists all tokens, the newest first, also those that were revoked.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let sql =
            "SELECT id, name, scopes, made_at, used_at, revoked_at FROM api_tokens ORDER BY made_at DESC, id";
        Ok(read!(self, rows, sql)?)
    }

    /// Returns the token with that text, unless it was revoked, and notes that it is used.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn use_api_token(
        &self,
        sha256: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<ApiToken>, StoreError> {
        let sql = "SELECT id, name, scopes, made_at, used_at, revoked_at FROM api_tokens \
                   WHERE sha256 = $1 AND revoked_at IS NULL";
        let found: Option<ApiToken> = read!(self, row, sql, &sha256[..])?;
        let Some(token) = found else { return Ok(None) };
        let is_noted = token.used_at.is_some_and(|used| now.duration_since(used.timestamp()) < USED_WITHIN);
        if !is_noted {
            let (id, now) = (Arc::<str>::from(token.id.as_str()), Moment::from(now));
            self.write(Vec::new(), move |transaction| {
                let id = Arc::clone(&id);
                Box::pin(async move {
                    let sql = "UPDATE api_tokens SET used_at = $2 WHERE id = $1";
                    within!(transaction, execute, sql, &*id, now)?;
                    Ok(())
                })
            })
            .await?;
        }
        Ok(Some(token))
    }

    /// Revokes a token. `false` if there is no such token, or it was revoked before.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn revoke_api_token(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        if is_unknown(id) {
            return Ok(false);
        }
        let (id, now) = (Arc::<str>::from(id), Moment::from(now));
        self.write(Vec::new(), move |transaction| {
            let id = Arc::clone(&id);
            Box::pin(async move {
                let sql = "UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
                Ok(within!(transaction, execute, sql, &*id, now)? == 1)
            })
        })
        .await
    }
}
