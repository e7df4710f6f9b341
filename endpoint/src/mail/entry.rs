//! Mails that let partners in: invitations, and links to addresses of record. Each attempt makes the link anew, so that no secret
//! waits in the queue.

use super::Mailer;
use super::facts::line;
use super::letters::Letter;
use super::send::{Failure, Ready, of_program};
use crate::access::{hash, new_secret};
use crate::catalog::{Programs, Release};
use crate::hours::{Hours, zone_of};
use crate::labels;
use crate::partners::INVITATION;
use jiff::Timestamp;
use lettre::Address;
use lettre::message::Mailbox;
use referral_language::Language;
use referral_store::{Due, KeptPartner, Moment, Store, StoreError};
use std::sync::Arc;

/// To whom a mail goes, and what it tells.
struct Written {
    letter: Letter,
    email: String,
    partner: Option<KeptPartner>,
    path: String,
    ends_at: Option<Moment>,
}

impl Mailer {
    /// The mail of a delivery that is an invitation or a link.
    pub(super) async fn entry(
        &self,
        store: &Store,
        programs: &Programs,
        hours: &Hours,
        due: &Due,
        now: Timestamp,
    ) -> Result<Result<Ready<'_>, Failure>, StoreError> {
        let Ok(secret) = new_secret() else {
            return Ok(Err(Failure::passing("the system gives no random numbers")));
        };
        let written = if due.destination == INVITATION {
            invitation(store, due, &secret, now).await?
        } else {
            link(store, due, &secret, now).await?
        };
        let Some(written) = written else {
            return Ok(Err(Failure::lasting("the link is not wanted any more")));
        };
        let Ok(address) = written.email.parse::<Address>() else {
            return Ok(Err(Failure::lasting("the partner has no address any more")));
        };
        let releases = match programs.list().await {
            Ok(listed) => listed.into_iter().filter_map(|(_, state)| state.release),
            Err(error) => return Ok(Err(Failure::passing(error.to_string()))),
        };
        let releases: Vec<Arc<Release>> = releases.collect();
        let program = releases.first().map(|release| &release.program);
        let set = match hours.own_zone(store, now).await {
            Ok(set) => set,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let zone = set.unwrap_or_else(|| zone_of(program));
        let partner = written.partner.as_ref().map(|kept| &kept.partner);
        let own = partner.and_then(|partner| partner.language.as_deref()).and_then(Language::named);
        let language = own.or_else(|| program.map(of_program)).unwrap_or_default();
        let vendor = program.map(|program| line(&program.vendor.name)).unwrap_or_default();
        let until = written.ends_at.map(|at| labels::plain_minute(&zone, at.timestamp()));
        let values = vec![
            ("vendor", vendor),
            ("partner", partner.map(|partner| line(&partner.name)).unwrap_or_default()),
            ("until", until.unwrap_or_default()),
            ("link", format!("{}{}", self.public_address, written.path)),
        ];
        Ok(self.ready(written.letter, vec![Mailbox::new(None, address)], values, language))
    }
}

async fn invitation(
    store: &Store,
    due: &Due,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Written>, StoreError> {
    let Some(kept) = store.open_invitation(&due.id, hash(secret), now).await? else { return Ok(None) };
    let email = kept.partner.email.clone().unwrap_or_default();
    let (ends_at, path) = (kept.invitation_ends_at, format!("/join/{secret}"));
    Ok(Some(Written { letter: Letter::Invitation, email, partner: Some(kept), path, ends_at }))
}

async fn link(store: &Store, due: &Due, secret: &str, now: Timestamp) -> Result<Option<Written>, StoreError> {
    let Some((email, ends_at)) = store.open_entry(&due.id, hash(secret), now).await? else {
        return Ok(None);
    };
    let partner = store.partners_with_email(&email).await?.into_iter().next();
    let path = format!("/partner/enter/{secret}");
    Ok(Some(Written { letter: Letter::Entry, email, partner, path, ends_at: Some(ends_at) }))
}
