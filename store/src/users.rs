//! The vendor's people. Whoever is removed stays as a name for what they did.

use crate::error::StoreError;
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, read, within};
use jiff::Timestamp;
use referral_widget::office::Role;
use sqlx::FromRow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A person at the vendor.
#[derive(Clone, FromRow)]
pub struct User {
    /// The id, which events name.
    pub id: String,
    /// The name that others see.
    pub name: String,
    /// The e-mail address in small letters. No two people have the same.
    pub email: String,
    role: String,
    /// The hash of the password (PHC string). None has been chosen yet, if it is missing.
    pub password: Option<String>,
    /// The key of one-time codes in Base32, if the person has set them up.
    pub totp_secret: Option<String>,
    /// When the person was added.
    pub added_at: Moment,
    /// When the person was removed.
    pub removed_at: Option<Moment>,
}

impl User {
    /// The permissions.
    #[must_use]
    pub fn role(&self) -> Role {
        // The table has only these words.
        Role::from_word(&self.role).unwrap_or(Role::Viewer)
    }
}

/// The columns of people.
macro_rules! select {
    () => {
        "SELECT id, name, email, role, password, totp_secret, added_at, removed_at FROM users"
    };
}

pub(crate) use select;

/// A person who is added.
#[derive(Clone)]
pub struct NewUser {
    /// A new id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The e-mail address in small letters.
    pub email: String,
    /// The permissions.
    pub role: Role,
    /// The link by which the person chooses a password.
    pub link: PasswordLink,
}

/// A link that sets a password once.
#[derive(Clone)]
pub struct PasswordLink {
    /// The SHA-256 of the secret in it.
    pub sha256: [u8; 32],
    /// When it ends.
    pub ends_at: Moment,
}

/// What became of a change to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserChange {
    /// It is done.
    Done,
    /// There is no such person, or they were removed.
    Unknown,
    /// Nobody would be admin any more.
    LastAdmin,
}

impl Store {
    /// Adds a person. `false` if somebody has the e-mail address.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn add_user(&self, new: NewUser, now: Timestamp) -> Result<bool, StoreError> {
        let (new, now) = (Arc::new(new), Moment::from(now));
        self.write(vec![Lock::Users], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let added = within!(
                    transaction,
                    execute,
                    "INSERT INTO users (id, name, email, role, link_sha256, link_ends_at, added_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                    &new.id,
                    &new.name,
                    &new.email,
                    new.role.as_str(),
                    &new.link.sha256[..],
                    new.link.ends_at,
                    now
                )?;
                Ok(added == 1)
            })
        })
        .await
    }

    /// Lists all people, also those who were removed, in the order in which they were added.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let sql = concat!(select!(), " ORDER BY added_at, id");
        Ok(read!(self, rows, sql)?)
    }

    /// Lists those who were not removed.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn present_users(&self) -> Result<Vec<User>, StoreError> {
        let mut users = self.users().await?;
        users.retain(|user| user.removed_at.is_none());
        Ok(users)
    }

    /// True if somebody can sign in, or has a link to do so.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn has_users(&self) -> Result<bool, StoreError> {
        let found: Option<String> =
            read!(self, value, "SELECT id FROM users WHERE removed_at IS NULL LIMIT 1")?;
        Ok(found.is_some())
    }

    /// Returns the person with that e-mail address, unless they were removed.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn user_with_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        if is_unknown(email) {
            return Ok(None);
        }
        let sql = concat!(select!(), " WHERE email = $1 AND removed_at IS NULL");
        Ok(read!(self, row, sql, email)?)
    }

    /// Changes the permissions of a person.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn change_role(&self, user: &str, role: Role) -> Result<UserChange, StoreError> {
        if is_unknown(user) {
            return Ok(UserChange::Unknown);
        }
        let user = Arc::<str>::from(user);
        self.write(vec![Lock::Users], move |transaction| {
            let user = Arc::clone(&user);
            Box::pin(async move {
                if role != Role::Admin && is_last_admin(&user, transaction).await? {
                    return Ok(UserChange::LastAdmin);
                }
                let sql = "UPDATE users SET role = $2 WHERE id = $1 AND removed_at IS NULL";
                change(within!(transaction, execute, sql, &*user, role.as_str())?)
            })
        })
        .await
    }

    /// Removes a person: their name stays, and all by which they could sign in goes.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn remove_user(&self, user: &str, now: Timestamp) -> Result<UserChange, StoreError> {
        if is_unknown(user) {
            return Ok(UserChange::Unknown);
        }
        let (user, now) = (Arc::<str>::from(user), Moment::from(now));
        self.write(vec![Lock::Users], move |transaction| {
            let user = Arc::clone(&user);
            Box::pin(async move {
                if is_last_admin(&user, transaction).await? {
                    return Ok(UserChange::LastAdmin);
                }
                let removed = within!(
                    transaction,
                    execute,
                    "UPDATE users SET removed_at = $2, password = NULL, totp_secret = NULL, totp_step = NULL, \
                     link_sha256 = NULL, link_ends_at = NULL WHERE id = $1 AND removed_at IS NULL",
                    &*user,
                    now
                )?;
                within!(transaction, execute, "DELETE FROM sessions WHERE user_id = $1", &*user)?;
                change(removed)
            })
        })
        .await
    }

    /// Returns the names of all who may stand in events: of people, and of the tokens of other systems.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn names(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let sql = "SELECT id, name FROM users UNION ALL SELECT id, name FROM api_tokens";
        let names: Vec<(String, String)> = read!(self, rows, sql)?;
        Ok(names.into_iter().collect())
    }
}

fn change(rows: u64) -> Result<UserChange, sqlx::Error> {
    Ok(if rows == 1 { UserChange::Done } else { UserChange::Unknown })
}

/// True if this person is an admin, and nobody else is.
async fn is_last_admin(user: &str, transaction: &mut Transaction) -> Result<bool, sqlx::Error> {
    let sql = "SELECT id FROM users WHERE role = 'admin' AND removed_at IS NULL LIMIT 2";
    let admins: Vec<String> = within!(transaction, values, sql)?;
    Ok(admins == [user])
}
