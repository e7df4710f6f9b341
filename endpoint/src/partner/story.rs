//! Reads all that a referral's partner may see of it.

use super::words::Words;
use crate::clock::Clock;
use crate::hours::Hours;
use crate::http::refusal::Refusal;
use crate::made_under::made_under;
use jiff::tz::TimeZone;
use referral_language::{Language, Texts};
use referral_store::{Feedback, Happened, Store, StoreError, Stored};
use referral_widget::office::{Actor, CommandName};
use referral_widget::program::Program;

/// A referral, and what happened to it.
pub struct Story {
    pub stored: Stored,
    /// The program that it was made under, in the language.
    pub program: Program,
    pub language: Language,
    /// The time zone in which times are shown.
    pub zone: TimeZone,
    /// Oldest first.
    pub events: Vec<Happened>,
    /// What its partner said is wrong with it, newest first.
    pub feedback: Vec<Feedback>,
    /// The commands that the partner may give.
    pub possible: Vec<CommandName>,
}

impl Story {
    /// Reads the story of a referral in a language, or in the language of its form, or else in its program's own. `None` if there
    /// is no such referral.
    ///
    /// # Errors
    ///
    /// The database failed, or something in it cannot be read.
    pub async fn read(
        (store, clock, hours): (&Store, &Clock, &Hours),
        referral: &str,
        language: Option<&Language>,
    ) -> Result<Option<Self>, Refusal> {
        // The events come first. What is read after them is at least as new, so a change is shown late, and never lost.
        let events = store.events(referral).await?;
        let feedback = store.feedback_of_referral(referral).await?;
        let Some(stored) = store.find(referral).await? else { return Ok(None) };
        let language = language.cloned().or_else(|| stored.language.as_deref().and_then(Language::named));
        let (program, _) = made_under(store, &stored, language.as_ref().map(Language::tag)).await?;
        let language = language.unwrap_or_else(|| Language::named(&program.language).unwrap_or_default());
        let zone = hours.zone(store, Some(&program), clock.now()).await?;
        let standing =
            stored.standing.referral().map_err(|error| Refusal::from(StoreError::Broken(error)))?;
        let possible = standing.possible(&Actor::Partner);
        Ok(Some(Story { stored, program, language, zone, events, feedback, possible }))
    }

    /// The words for it.
    pub fn words(&self) -> Words<'_> {
        let Story { stored, program, zone, .. } = self;
        Words { texts: Texts::in_language(&self.language), stored, program, zone }
    }
}
