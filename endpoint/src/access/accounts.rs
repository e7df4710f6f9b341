//! Adds people, and gives them a link by which they choose a password. The command and the desk do it in the same way.

use super::secret::{hash, new_secret};
use jiff::{SignedDuration, Timestamp};
use referral_store::{NewUser, PasswordLink, Store, StoreError};
use referral_widget::lead::is_email;
use referral_widget::office::Role;
use referral_widget::program::harmless;
use std::io;
use uuid::Uuid;

/// How long a link works.
pub const LINK_DAYS: i64 = 3;
const LONGEST_NAME: usize = 100;
const LONGEST_EMAIL: usize = 254;

/// Why an account cannot be made or reset.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The name is missing, too long, or has other characters than text.
    #[error("A name has 1 to {LONGEST_NAME} characters.")]
    Name,
    /// This is no e-mail address.
    #[error("`{0}` is not an e-mail address, such as name@company.example.")]
    Email(String),
    /// Somebody else has it.
    #[error("Somebody has the e-mail address `{0}` already. `referral admin reset` gives them a new link.")]
    Taken(String),
    /// Nobody has it.
    #[error("Nobody has the e-mail address `{0}`. `referral admin add` adds somebody.")]
    Unknown(String),
    /// The database failed.
    #[error("The database cannot be used ({0}).")]
    Store(#[from] StoreError),
    /// The system gives no random numbers.
    #[error("The system gives no random numbers ({0}).")]
    System(#[from] io::Error),
}

/// A person with the path of the link by which they choose a password.
pub struct Invited {
    /// The person's name.
    pub name: String,
    /// The path of the link at the endpoint. It has a secret in it and is shown once.
    pub path: String,
}

/// Adds a person.
///
/// # Errors
///
/// What is wrong with the name or the address, in a sentence.
pub async fn add_user(
    store: &Store,
    name: &str,
    email: &str,
    role: Role,
    now: Timestamp,
) -> Result<Invited, AccountError> {
    let name = name.trim();
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(AccountError::Name);
    }
    let email = email.trim().to_lowercase();
    if !is_email(&email) || email.len() > LONGEST_EMAIL {
        return Err(AccountError::Email(quoted(&email)));
    }
    let (path, link) = new_link(now)?;
    let id = Uuid::new_v4().to_string();
    let new = NewUser { id, name: name.into(), email: email.clone(), role, link };
    if store.add_user(new, now).await? {
        Ok(Invited { name: name.into(), path })
    } else {
        Err(AccountError::Taken(email))
    }
}

/// Takes password, one-time codes and sessions from a person, who gets a new link instead.
///
/// # Errors
///
/// Nobody has that address.
pub async fn reset_user(store: &Store, email: &str, now: Timestamp) -> Result<Invited, AccountError> {
    let email = email.trim().to_lowercase();
    let unknown = || AccountError::Unknown(quoted(&email));
    let user = store.user_with_email(&email).await?.ok_or_else(unknown)?;
    let (path, link) = new_link(now)?;
    if store.reset_user(&user.id, link).await? {
        Ok(Invited { name: user.name, path })
    } else {
        Err(unknown())
    }
}

/// What was given, as a message may show it.
fn quoted(email: &str) -> String {
    email.chars().take(LONGEST_NAME).map(harmless).collect()
}

fn new_link(now: Timestamp) -> io::Result<(String, PasswordLink)> {
    let secret = new_secret()?;
    let ends_at = (now + SignedDuration::from_hours(LINK_DAYS * 24)).into();
    let link = PasswordLink { sha256: hash(&secret), ends_at };
    Ok((format!("/set-password/{secret}"), link))
}
