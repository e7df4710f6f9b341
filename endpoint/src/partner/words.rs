//! Where a referral stands, in the words of its partner's language. Nothing of it comes from the desk's notes.

use crate::labels::{self, left_to_right, minute};
use jiff::tz::TimeZone;
use referral_language::Texts;
use referral_store::{Happened, Moment, Stored};
use referral_widget::json::parse;
use referral_widget::markup::money;
use referral_widget::office::{Duty, Event, LifecycleStatus, Refused, Step};
use referral_widget::program::Program;

/// The words for one referral.
pub struct Words<'a> {
    pub texts: Texts,
    pub stored: &'a Stored,
    /// The program that the referral was made under, in the partner's language.
    pub program: &'a Program,
    /// The time zone in which times are shown.
    pub zone: &'a TimeZone,
}

impl Words<'_> {
    pub fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.texts.say(key, values)
    }

    /// The company that was referred. `None` if the program asks for none.
    pub fn company(&self) -> Option<String> {
        labels::company(self.stored, Some(self.program))
    }

    /// A point in time, as `2026-11-23 10:15 (Europe/Berlin)`.
    pub fn minute(&self, at: Moment) -> String {
        minute(self.zone, at)
    }

    /// The word for a status.
    pub fn status(&self, status: LifecycleStatus) -> String {
        labels::status_word(status, &|key| self.say(key))
    }

    /// Who owes something, and by when.
    pub fn due(&self, duty: &Duty) -> String {
        let at = self.minute(duty.deadline.due.into());
        self.with(&format!("partner-due-{}", duty.owed.as_str()), &[("at", &at)])
    }

    /// An event in words. `None` if it is the vendor's own affair.
    pub fn said(&self, happened: &Happened) -> Option<String> {
        let event: Event = parse(happened.event.get()).ok()?;
        let key = format!("event-{}", event.name());
        Some(match event {
            Event::Declined { reason } | Event::Lost { reason } => {
                self.with(&key, &[("label", &self.reason(&reason))])
            }
            Event::Advanced { stage } => self.with(&key, &[("label", &self.stage(&stage))]),
            Event::Won(deal) | Event::Corrected(deal) => {
                let amount = money(&deal.amount().to_string(), &deal.currency);
                self.with(&key, &[("amount", &amount), ("on", &left_to_right(&deal.on.to_string()))])
            }
            Event::Undone(undone) if undone.step == Step::Assigned => {
                happened.message.as_ref().map(|_| self.say("partner-event-message"))?
            }
            Event::Undone(undone) => self.with(&key, &[("label", &self.status(undone.status))]),
            Event::Protected { until } => self.with(&key, &[("until", &left_to_right(&until.to_string()))]),
            Event::PartnerAsked | Event::DeskAsked | Event::PartnerAnswered | Event::DeskAnswered => {
                self.say(&format!("partner-event-{}", event.name()))
            }
            Event::Received { .. }
            | Event::Accepted
            | Event::Withdrawn
            | Event::Expired
            | Event::Reopened
            | Event::Released => self.say(&key),
            Event::Reminded { .. } => return None,
            // The vendor's own affairs: only what was written for the partner is shown.
            Event::Cleared | Event::Noted | Event::Assigned { .. } => {
                happened.message.as_ref().map(|_| self.say("partner-event-message"))?
            }
        })
    }

    pub fn stage(&self, id: &str) -> String {
        labels::labelled(labels::stages(self.program, &|key| self.say(key)), id)
    }

    pub fn reason(&self, id: &str) -> String {
        let Words { program, stored, .. } = self;
        let say = |key: &str| self.say(key);
        let all = [labels::decline_reasons(program, stored, &say), labels::loss_reasons(program, &say)];
        labels::labelled(all.concat(), id)
    }

    /// Why a command was refused.
    pub fn refusal(&self, refused: &Refused) -> String {
        match refused {
            Refused::Outdated { .. } => self.say("refused-changed"),
            Refused::Impossible { status, .. } => {
                let status = self.say(&format!("status-{}", status.as_str()));
                self.with("refused-impossible", &[("label", &status)])
            }
            Refused::NothingAsked => self.say("partner-not-asked"),
            Refused::TextMissing { .. } => self.say("partner-text-missing"),
            Refused::TextRefused { .. } => self.say("partner-text-refused"),
            _ => self.say("refused-not-allowed"),
        }
    }
}
