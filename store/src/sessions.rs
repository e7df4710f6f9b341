//! Where people are signed in.

use crate::error::StoreError;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{read, within};
use crate::users::User;
use jiff::Timestamp;
use sqlx::FromRow;
use std::sync::Arc;

/// A browser in which somebody is signed in, or about to be.
#[derive(Clone, FromRow)]
pub struct Session {
    /// Its number.
    pub number: i64,
    /// False until the one-time code was entered, where the person has set some up.
    pub confirmed: bool,
    /// What the browser calls itself.
    pub browser: String,
    /// When it began.
    pub begun_at: Moment,
    /// When it ends.
    pub ends_at: Moment,
}

/// A session with its person.
#[derive(Clone, FromRow)]
pub struct SignedIn {
    /// The session.
    #[sqlx(flatten)]
    pub session: Session,
    /// The person.
    #[sqlx(flatten)]
    pub user: User,
}

/// A session that begins.
#[derive(Clone)]
pub struct NewSession {
    /// The SHA-256 of the secret in the browser's cookie.
    pub sha256: [u8; 32],
    /// The person's id.
    pub user: String,
    /// False if the one-time code is still to be entered.
    pub confirmed: bool,
    /// What the browser calls itself.
    pub browser: String,
    /// When it ends.
    pub ends_at: Moment,
}

impl Store {
    /// Begins a session. Sessions that have ended are deleted.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn begin_session(&self, new: NewSession, now: Timestamp) -> Result<(), StoreError> {
        let (new, now) = (Arc::new(new), Moment::from(now));
        self.write(Vec::new(), move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                within!(transaction, execute, "DELETE FROM sessions WHERE ends_at <= $1", now)?;
                let browser = transaction.text(&new.browser).into_owned();
                within!(
                    transaction,
                    execute,
                    "INSERT INTO sessions (sha256, user_id, confirmed, browser, begun_at, ends_at) \
                     VALUES ($1, $2, $3, $4, $5, $6)",
                    &new.sha256[..],
                    &new.user,
                    new.confirmed,
                    browser,
                    now,
                    new.ends_at
                )?;
                Ok(())
            })
        })
        .await
    }

    /// Returns the session whose cookie has that secret, with its person, unless it has ended or they were removed.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn signed_in(&self, sha256: [u8; 32], now: Timestamp) -> Result<Option<SignedIn>, StoreError> {
        Ok(read!(
            self,
            row,
            "SELECT number, confirmed, browser, begun_at, ends_at, users.id, name, email, role, password, \
             totp_secret, added_at, removed_at FROM sessions JOIN users ON users.id = sessions.user_id \
             WHERE sha256 = $1 AND ends_at > $2 AND removed_at IS NULL",
            &sha256[..],
            Moment::from(now)
        )?)
    }

    /// Lists the sessions of a person that go on, the newest first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn sessions_of(&self, user: &str, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        Ok(read!(
            self,
            rows,
            "SELECT number, confirmed, browser, begun_at, ends_at FROM sessions \
             WHERE user_id = $1 AND confirmed AND ends_at > $2 ORDER BY number DESC",
            user,
            Moment::from(now)
        )?)
    }

    /// Ends one session of a person.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn end_session(&self, user: &str, number: i64) -> Result<(), StoreError> {
        let user = Arc::<str>::from(user);
        self.write(Vec::new(), move |transaction| {
            let user = Arc::clone(&user);
            Box::pin(async move {
                let sql = "DELETE FROM sessions WHERE user_id = $1 AND number = $2";
                within!(transaction, execute, sql, &*user, number)?;
                Ok(())
            })
        })
        .await
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn end_all_sessions(&self, user: &str) -> Result<(), StoreError> {
        let user = Arc::<str>::from(user);
        self.write(Vec::new(), move |transaction| {
            let user = Arc::clone(&user);
            Box::pin(async move {
                within!(transaction, execute, "DELETE FROM sessions WHERE user_id = $1", &*user)?;
                Ok(())
            })
        })
        .await
    }
}
