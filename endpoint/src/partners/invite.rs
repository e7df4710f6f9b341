//! Invitations: a link that works once, and by which a partner accepts the agreement.

use crate::access::{hash, new_secret};
use jiff::{SignedDuration, Timestamp};
use referral_store::{Invitation, KeptPartner, MailToQueue, Store, StoreError};
use std::io;
use uuid::Uuid;

/// The destination of mails that invite a partner.
pub const INVITATION: &str = "mail:invitation";
/// How long an invitation is open.
pub const INVITATION_DAYS: i64 = 14;

/// Why there is no invitation.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The partner is unknown, or refers no more.
    #[error("there is no such partner")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gives no random numbers.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// Invites a partner, in place of an invitation before. If the endpoint sends mails, and the partner has an address of record, a
/// mail brings the link and nobody else sees it. Otherwise this returns the link's path, for a person who hands it on.
///
/// # Errors
///
/// There is no such partner, or the database failed.
pub async fn invite(
    store: &Store,
    kept: &KeptPartner,
    sends_mails: bool,
    now: Timestamp,
) -> Result<Option<String>, InviteError> {
    let ends_at = now + SignedDuration::from_hours(INVITATION_DAYS * 24);
    let id = &kept.partner.id;
    let (path, invitation, mail) = if sends_mails && kept.partner.email.is_some() {
        let mail = Uuid::now_v7().to_string();
        let (due, until) = (now.as_millisecond(), ends_at.as_millisecond());
        let queued = MailToQueue { id: mail.clone(), destination: INVITATION, due, until };
        (None, Invitation { mail: Some(mail), sha256: None, ends_at: ends_at.into() }, Some(queued))
    } else {
        let secret = new_secret()?;
        let invitation = Invitation { mail: None, sha256: Some(hash(&secret)), ends_at: ends_at.into() };
        (Some(format!("/join/{secret}")), invitation, None)
    };
    if store.invite_partner(id, invitation, mail).await? { Ok(path) } else { Err(InviteError::Unknown) }
}
