//! Mails that tell a partner something else than an event of a referral: that its address of record has changed, and what is
//! answered to its feedback.

use super::Mailer;
use super::facts::{line, text};
use super::letters::Letter;
use super::send::{Failure, Ready, of_program};
use crate::catalog::{Programs, Release};
use crate::hours::{Hours, zone_of};
use crate::labels;
use crate::partners::{ADDRESS_CHANGED, known, listed};
use jiff::Timestamp;
use lettre::Address;
use lettre::message::Mailbox;
use referral_language::Language;
use referral_store::{Due, Store, StoreError};
use std::sync::Arc;

impl Mailer {
    /// The mail of a delivery that tells of a changed address, or of an answer to feedback.
    pub(super) async fn telling(
        &self,
        store: &Store,
        programs: &Programs,
        hours: &Hours,
        due: &Due,
        now: Timestamp,
    ) -> Result<Result<Ready<'_>, Failure>, StoreError> {
        if due.destination == ADDRESS_CHANGED {
            self.address_changed(store, programs, hours, due, now).await
        } else {
            self.feedback_answer(store, programs, due).await
        }
    }

    async fn address_changed(
        &self,
        store: &Store,
        programs: &Programs,
        hours: &Hours,
        due: &Due,
        now: Timestamp,
    ) -> Result<Result<Ready<'_>, Failure>, StoreError> {
        let Some(changed) = store.address_changed(&due.id).await? else { return Ok(Err(too_old())) };
        let releases = match programs.list().await {
            Ok(all) => all.into_iter().filter_map(|(_, state)| state.release),
            Err(error) => return Ok(Err(Failure::passing(error.to_string()))),
        };
        let releases: Vec<Arc<Release>> = releases.collect();
        let program = releases.first().map(|release| &release.program);
        let zone = match hours.own_zone(store, now).await {
            Ok(set) => set.unwrap_or_else(|| zone_of(program)),
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let kept = store.partner(&changed.partner).await?.map(|kept| kept.partner);
        let own = kept.as_ref().and_then(|partner| Language::named(partner.language.as_deref()?));
        let language = own.or_else(|| program.map(of_program)).unwrap_or_default();
        let contact = program.map(|program| program.contact.email.clone());
        let values = vec![
            ("vendor", program.map(|program| line(&program.vendor.name)).unwrap_or_default()),
            ("partner", kept.map(|partner| line(&partner.name)).unwrap_or_default()),
            ("at", labels::plain_minute(&zone, changed.at.timestamp())),
            ("new_address", changed.new_address.unwrap_or_default()),
            ("contact", contact.map_or_else(|| self.sender.email.to_string(), |contact| line(&contact))),
        ];
        Ok(address(&changed.email)
            .and_then(|to| self.ready(Letter::AddressChanged, vec![to], values, language)))
    }

    async fn feedback_answer(
        &self,
        store: &Store,
        programs: &Programs,
        due: &Due,
    ) -> Result<Result<Ready<'_>, Failure>, StoreError> {
        let Some(told) = store.answer_to_tell(&due.id).await? else { return Ok(Err(too_old())) };
        if told.is_corrected {
            return Ok(Err(Failure::lasting("a later answer has taken its place")));
        }
        let gone = || Ok(Err(Failure::lasting("the partner has no address any more")));
        let Some(partner) = &told.partner else { return gone() };
        let list = match listed(programs, &told.program).await {
            Ok(list) => list,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let known = known(store, list.as_ref(), &told.program, partner).await?;
        let Some(email) = known.email() else { return gone() };
        let release = match programs.state(&told.program).await {
            Ok(state) => state.and_then(|state| state.release),
            Err(error) => return Ok(Err(Failure::passing(error.to_string()))),
        };
        let kept = known.kept.as_ref().map(|kept| &kept.partner);
        let own = kept.and_then(|partner| Language::named(partner.language.as_deref()?));
        let language = own.or_else(|| release.as_ref().map(|release| of_program(&release.program)));
        let language = language.unwrap_or_default();
        let program = release.as_ref().map(|release| release.program_in(Some(language.tag())));
        let values = vec![
            ("vendor", program.map(|program| line(&program.vendor.name)).unwrap_or_default()),
            ("program", program.map_or_else(|| told.program.clone(), |program| line(&program.name))),
            ("said", text(&told.said)),
            ("message", text(&told.answer)),
            ("link", format!("{}/partner", self.public_address)),
        ];
        Ok(address(email).and_then(|to| self.ready(Letter::FeedbackAnswer, vec![to], values, language)))
    }
}

fn too_old() -> Failure {
    Failure::lasting("what it tells is not kept any more")
}

fn address(email: &str) -> Result<Mailbox, Failure> {
    let address = email.parse::<Address>().map(|address| Mailbox::new(None, address));
    address.map_err(|_| Failure::lasting("the address of record is not an address"))
}
