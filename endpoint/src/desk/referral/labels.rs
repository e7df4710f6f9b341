//! Words for what commands and events name, in the reader's language.

use super::super::words::Words;
use super::typed::Typed;
use crate::labels::{self, labelled, left_to_right, minute, status_word};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use referral_store::{Moment, Stored};
use referral_widget::office::{Deal, Duty, Refused};
use referral_widget::program::Program;
use std::collections::BTreeMap;

/// What the words of a referral are taken from.
pub struct Labels<'a> {
    pub program: &'a Program,
    pub words: &'a Words,
    pub stored: &'a Stored,
    /// The names of people and of other systems, by their ids.
    pub names: &'a BTreeMap<String, String>,
    /// The time zone in which times are shown.
    pub zone: &'a TimeZone,
}

impl Labels<'_> {
    /// The name of a user, or the id if nobody has it.
    pub fn user<'b>(&'b self, id: &'b str) -> &'b str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// The stages, each with its label.
    pub fn stages(&self) -> Vec<(String, String)> {
        labels::stages(self.program, &|key| self.words.say(key))
    }

    /// The reasons for declining: the program's own or the usual ones, then the rules that were not met.
    pub fn decline_reasons(&self) -> Vec<(String, String)> {
        labels::decline_reasons(self.program, self.stored, &|key| self.words.say(key))
    }

    /// The reasons for losing.
    pub fn loss_reasons(&self) -> Vec<(String, String)> {
        labels::loss_reasons(self.program, &|key| self.words.say(key))
    }

    /// The label of a stage.
    pub fn stage(&self, id: &str) -> String {
        labelled(self.stages(), id)
    }

    /// The label of a reason.
    pub fn reason(&self, id: &str) -> String {
        labelled([self.decline_reasons(), self.loss_reasons()].concat(), id)
    }

    /// A point in time, as `2026-11-23 10:15 (Europe/Berlin)`.
    pub fn minute(&self, at: Moment) -> String {
        minute(self.zone, at)
    }

    /// What is owed, and by when.
    pub fn owed(&self) -> Vec<String> {
        let duties = self.stored.standing.duties().unwrap_or_default();
        let said = |duty: &Duty| {
            let key = format!("due-{}", duty.owed.as_str());
            self.words.with(&key, &[("at", &self.minute(duty.deadline.due.into()))])
        };
        duties.open().map(said).collect()
    }

    /// What was won.
    pub fn deal(&self) -> Option<Deal> {
        self.stored.standing.referral().ok()?.deal
    }

    /// Why a command was refused.
    pub fn refusal(&self, refused: &Refused, typed: &Typed) -> String {
        let words = self.words;
        match refused {
            Refused::Outdated { .. } => words.say("refused-changed"),
            Refused::Impossible { status: now, .. } => {
                words.with("refused-impossible", &[("label", &status_word(*now, &|key| words.say(key)))])
            }
            Refused::NotAllowed { .. } => words.say("refused-not-allowed"),
            Refused::ProtectedForAnother { since, until } => {
                words.with("refused-protected", &[("since", &day(*since)), ("until", &day(*until))])
            }
            Refused::UnknownWord { part, .. } => {
                words.with("refused-choice", &[("label", &words.say(&format!("label-{part}")))])
            }
            Refused::NoChange { .. } => words.say("refused-no-change"),
            Refused::TextMissing { part, .. } => {
                words.with("refused-text-missing", &[("label", &words.say(typed.label_of(part)))])
            }
            Refused::TextRefused { part, .. } => {
                words.with("refused-text-long", &[("label", &words.say(typed.label_of(part)))])
            }
            Refused::NothingAsked => words.say("refused-not-asked"),
            Refused::NothingToUndo => words.say("refused-undo"),
            Refused::WrongDeal(_) if typed.has_two_values(words.language.tag()) => {
                words.say("refused-two-values")
            }
            Refused::WrongDeal(_) => words.say("refused-deal"),
            Refused::WrongDay(_) | Refused::TooEarly => words.say("refused-day"),
        }
    }
}

/// A day, as `2026-11-23`.
pub fn day(day: Date) -> String {
    left_to_right(&day.to_string())
}
