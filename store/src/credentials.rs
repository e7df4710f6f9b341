//! By what people sign in: passwords, the links that set them, and one-time codes.

use crate::error::StoreError;
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{is_unknown, read, within};
use crate::users::{PasswordLink, User, select};
use jiff::Timestamp;
use std::sync::Arc;

impl Store {
    /// Returns the person whose link has that secret, as long as the link works.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn user_with_link(&self, sha256: [u8; 32], now: Timestamp) -> Result<Option<User>, StoreError> {
        let sql = concat!(select!(), " WHERE link_sha256 = $1 AND link_ends_at > $2 AND removed_at IS NULL");
        Ok(read!(self, row, sql, &sha256[..], Moment::from(now))?)
    }

    /// Sets the password of the person whose link has that secret. The link works once. `false` if it does not work.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn set_password_by_link(
        &self,
        sha256: [u8; 32],
        password: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (password, now) = (Arc::<str>::from(password), Moment::from(now));
        self.write(vec![Lock::Users], move |transaction| {
            let password = Arc::clone(&password);
            Box::pin(async move {
                let set = within!(
                    transaction,
                    execute,
                    "UPDATE users SET password = $2, link_sha256 = NULL, link_ends_at = NULL \
                     WHERE link_sha256 = $1 AND link_ends_at > $3 AND removed_at IS NULL",
                    &sha256[..],
                    &*password,
                    now
                )?;
                Ok(set == 1)
            })
        })
        .await
    }

    /// Changes a password, and ends all sessions of the person but one.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn change_password(&self, user: &str, password: &str, session: i64) -> Result<(), StoreError> {
        let new: Arc<(String, String)> = Arc::new((user.into(), password.into()));
        self.write(vec![Lock::Users], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let (user, password) = &*new;
                let sql = "UPDATE users SET password = $2 WHERE id = $1 AND removed_at IS NULL";
                within!(transaction, execute, sql, user, password)?;
                let sql = "DELETE FROM sessions WHERE user_id = $1 AND number <> $2";
                within!(transaction, execute, sql, user, session)?;
                Ok(())
            })
        })
        .await
    }

    /// Takes password, one-time codes and sessions from a person, who gets a link instead. `false` if there is no such
    /// person.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn reset_user(&self, user: &str, link: PasswordLink) -> Result<bool, StoreError> {
        if is_unknown(user) {
            return Ok(false);
        }
        let new = Arc::new((user.to_string(), link));
        self.write(vec![Lock::Users], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let (user, link) = &*new;
                let reset = within!(
                    transaction,
                    execute,
                    "UPDATE users SET password = NULL, totp_secret = NULL, totp_step = NULL, link_sha256 = $2, \
                     link_ends_at = $3 WHERE id = $1 AND removed_at IS NULL",
                    user,
                    &link.sha256[..],
                    link.ends_at
                )?;
                if reset == 1 {
                    within!(transaction, execute, "DELETE FROM sessions WHERE user_id = $1", user)?;
                }
                Ok(reset == 1)
            })
        })
        .await
    }

    /// Sets up one-time codes with that key, or ends them. `step` is that of the code that was entered to confirm it.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn set_one_time_codes(
        &self,
        user: &str,
        secret: Option<&str>,
        step: Option<i64>,
    ) -> Result<(), StoreError> {
        let new: Arc<(String, Option<String>)> = Arc::new((user.into(), secret.map(Into::into)));
        self.write(Vec::new(), move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let sql =
                    "UPDATE users SET totp_secret = $2, totp_step = $3 WHERE id = $1 AND removed_at IS NULL";
                within!(transaction, execute, sql, &new.0, &new.1, step)?;
                Ok(())
            })
        })
        .await
    }

    /// Uses a one-time code of that step. `false` if a code of it, or of a later one, was used before.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn use_one_time_code(&self, user: &str, step: i64) -> Result<bool, StoreError> {
        let user = Arc::<str>::from(user);
        self.write(Vec::new(), move |transaction| {
            let user = Arc::clone(&user);
            Box::pin(async move {
                let sql =
                    "UPDATE users SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)";
                Ok(within!(transaction, execute, sql, &*user, step)? == 1)
            })
        })
        .await
    }
}
