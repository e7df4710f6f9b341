//! The events of a referral.

use super::{Deal, LifecycleStatus, Owed, Undone};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An event. Its actor, time and texts are stored beside it.
///
/// In JSON, an event is its name, or an object with its name and its data: `"accepted"`,
/// `{"declined": {"reason": "price"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The referral arrived.
    Received {
        /// The status that the rules gave it.
        status: LifecycleStatus,
        /// The last day on which it protects its customer, if it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        protected_until: Option<Date>,
    },
    /// A person of the vendor has said that no machine has sent it.
    Cleared,
    /// The vendor accepted it.
    Accepted,
    /// The vendor declined it.
    Declined {
        /// A rule's code, or one of the program's own reasons.
        reason: String,
    },
    /// The vendor's sales reached a stage.
    Advanced {
        /// The stage.
        stage: String,
    },
    /// The customer bought.
    Won(Deal),
    /// The deal was corrected.
    Corrected(Deal),
    /// The customer did not buy.
    Lost {
        /// A rule's code, or one of the program's own reasons.
        reason: String,
    },
    /// The partner withdrew the referral.
    Withdrawn,
    /// The protection ran out, and nobody worked on the referral.
    Expired,
    /// The closed referral was reopened.
    Reopened,
    /// The partner asked a question.
    PartnerAsked,
    /// The vendor asked a question.
    DeskAsked,
    /// The partner answered.
    PartnerAnswered,
    /// The vendor answered.
    DeskAnswered,
    /// Somebody added a note.
    Noted,
    /// The referral was assigned to a user, or to nobody.
    Assigned {
        /// The user's id.
        to: Option<String>,
    },
    /// The customer is protected.
    Protected {
        /// The last day of the protection.
        until: Date,
    },
    /// The protection of the customer ended.
    Released,
    /// The last step of a person of the vendor was taken back.
    Undone(Undone),
    /// A part of the time for something that the vendor owes is over, and people are told.
    Reminded {
        /// What is owed.
        owed: Owed,
        /// How much of the time is over, in percent.
        share: u8,
        /// Who is told: the users and addresses that the business hours name for it.
        people: Vec<String>,
    },
}

impl Event {
    /// Its name, as in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Event::Received { .. } => "received",
            Event::Cleared => "cleared",
            Event::Accepted => "accepted",
            Event::Declined { .. } => "declined",
            Event::Advanced { .. } => "advanced",
            Event::Won(_) => "won",
            Event::Corrected(_) => "corrected",
            Event::Lost { .. } => "lost",
            Event::Withdrawn => "withdrawn",
            Event::Expired => "expired",
            Event::Reopened => "reopened",
            Event::PartnerAsked => "partner-asked",
            Event::DeskAsked => "desk-asked",
            Event::PartnerAnswered => "partner-answered",
            Event::DeskAnswered => "desk-answered",
            Event::Noted => "noted",
            Event::Assigned { .. } => "assigned",
            Event::Protected { .. } => "protected",
            Event::Released => "released",
            Event::Undone(_) => "undone",
            Event::Reminded { .. } => "reminded",
        }
    }

    /// Where the referral stands after it, if it changes that.
    #[must_use]
    pub fn status(&self) -> Option<LifecycleStatus> {
        match self {
            Event::Received { status, .. } => Some(*status),
            Event::Accepted | Event::Reopened => Some(LifecycleStatus::Accepted),
            Event::Declined { .. } => Some(LifecycleStatus::Declined),
            Event::Won(_) => Some(LifecycleStatus::Won),
            Event::Lost { .. } => Some(LifecycleStatus::Lost),
            Event::Withdrawn => Some(LifecycleStatus::Withdrawn),
            Event::Expired => Some(LifecycleStatus::Expired),
            Event::Undone(before) => Some(before.status),
            Event::Cleared
            | Event::Advanced { .. }
            | Event::Corrected(_)
            | Event::PartnerAsked
            | Event::DeskAsked
            | Event::PartnerAnswered
            | Event::DeskAnswered
            | Event::Noted
            | Event::Assigned { .. }
            | Event::Protected { .. }
            | Event::Released
            | Event::Reminded { .. } => None,
        }
    }
}
