//! Words for what commands and events name, in the reader's language.

use super::super::parts::{left_to_right, minute, status_word};
use super::super::words::Words;
use super::typed::Typed;
use jiff::civil::Date;
use referral_store::{Moment, Stored};
use referral_widget::json::parse;
use referral_widget::office::{DECLINE_REASONS, Duty, LOSS_REASONS, Refused, STAGES};
use referral_widget::program::{Choice, Program};
use referral_widget::rules::{Kind, Verdict};
use std::collections::BTreeMap;

/// What the words of a referral are taken from.
pub struct Labels<'a> {
    pub program: &'a Program,
    pub words: &'a Words,
    pub stored: &'a Stored,
    /// The names of people and of other systems, by their ids.
    pub names: &'a BTreeMap<String, String>,
}

impl Labels<'_> {
    /// The name of a user, or the id if nobody has it.
    pub fn user<'b>(&'b self, id: &'b str) -> &'b str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// The stages, each with its label.
    pub fn stages(&self) -> Vec<(String, String)> {
        self.own_or_usual(&self.program.stages, &STAGES, |id| format!("stage-{id}"))
    }

    /// The reasons for declining: the program's own or the usual ones, then the rules that were not met.
    pub fn decline_reasons(&self) -> Vec<(String, String)> {
        let mut reasons =
            self.own_or_usual(&self.program.decline_reasons, &DECLINE_REASONS, |id| format!("reason-{id}"));
        let verdict: Option<Verdict> = parse(self.stored.verdict.get()).ok();
        for finding in verdict.into_iter().flat_map(|verdict| verdict.findings) {
            let is_criterion =
                matches!(finding.kind, Kind::Require | Kind::Review) && !finding.message.is_empty();
            if is_criterion && !reasons.iter().any(|(id, _)| *id == finding.code) {
                let label = self.program.message(&finding.code, &finding.message).to_string();
                reasons.push((finding.code, label));
            }
        }
        reasons
    }

    /// The reasons for losing.
    pub fn loss_reasons(&self) -> Vec<(String, String)> {
        self.own_or_usual(&self.program.loss_reasons, &LOSS_REASONS, |id| format!("reason-{id}"))
    }

    fn own_or_usual(&self, own: &[Choice], usual: &[&str], key: fn(&str) -> String) -> Vec<(String, String)> {
        if own.is_empty() {
            usual.iter().map(|id| (id.to_string(), self.words.say(&key(id)))).collect()
        } else {
            own.iter().map(|choice| (choice.id.clone(), choice.label.clone())).collect()
        }
    }

    /// The label of a stage.
    pub fn stage(&self, id: &str) -> String {
        labelled(self.stages(), id)
    }

    /// The label of a reason.
    pub fn reason(&self, id: &str) -> String {
        labelled([self.decline_reasons(), self.loss_reasons()].concat(), id)
    }

    /// A point in time in the program's time zone, as `2026-11-23 10:15`.
    pub fn minute(&self, at: Moment) -> String {
        minute(Some(self.program), at)
    }

    /// What is owed, and by when, in the program's time zone.
    pub fn owed(&self) -> Vec<String> {
        let duties = self.stored.standing.duties().unwrap_or_default();
        let said = |duty: &Duty| {
            let key = format!("due-{}", duty.owed.as_str());
            self.words.with(&key, &[("at", &self.minute(duty.deadline.due.into()))])
        };
        duties.open().map(said).collect()
    }

    /// Why a command was refused.
    pub fn refusal(&self, refused: &Refused, typed: &Typed) -> String {
        let words = self.words;
        match refused {
            Refused::Outdated { .. } => words.say("refused-changed"),
            Refused::Impossible { status: now, .. } => {
                words.with("refused-impossible", &[("label", &status_word(*now, words))])
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
            Refused::WrongDeal(_) => words.say("refused-deal"),
            Refused::WrongDay(_) | Refused::TooEarly => words.say("refused-day"),
        }
    }
}

/// A day, as `2026-11-23`.
pub fn day(day: Date) -> String {
    left_to_right(&day.to_string())
}

fn labelled(all: Vec<(String, String)>, id: &str) -> String {
    all.into_iter().find(|(known, _)| known == id).map_or_else(|| id.into(), |(_, label)| label)
}
