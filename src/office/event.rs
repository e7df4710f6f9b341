//! What happened to a referral.

use super::{Deal, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What happened. Who did it, when, and what was written are kept beside it.
///
/// In JSON an event is its name, or an object of its name and what it carries: `"accepted"`, `{"declined": {"reason": "price"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// It arrived.
    Received {
        /// Where the rules have put it.
        status: Status,
        /// The last day on which it protects its customer, if it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        protected_until: Option<Date>,
    },
    /// A person of the vendor has said that no machine has sent it.
    Cleared,
    /// The vendor takes it.
    Accepted,
    /// The vendor does not take it.
    Declined {
        /// A rule's code, or one of the program's own reasons.
        reason: String,
    },
    /// The vendor's sales have come to a stage.
    Advanced {
        /// Which one.
        stage: String,
    },
    /// The customer has bought.
    Won(Deal),
    /// The customer has not bought.
    Lost {
        /// A rule's code, or one of the program's own reasons.
        reason: String,
    },
    /// The partner has taken it back.
    Withdrawn,
    /// Nobody worked on it until its protection ran out, and after that.
    Expired,
    /// It was closed, and is taken up again.
    Reopened,
    /// The partner has asked.
    PartnerAsked,
    /// The vendor has asked.
    DeskAsked,
    /// The partner has answered.
    PartnerAnswered,
    /// The vendor has answered.
    DeskAnswered,
    /// Somebody has noted something.
    Noted,
    /// It is somebody's to work on, or nobody's.
    Assigned {
        /// The user's id.
        to: Option<String>,
    },
    /// The customer is protected.
    Protected {
        /// The last day.
        until: Date,
    },
    /// The customer is protected no longer.
    Released,
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
        }
    }

    /// Where the referral stands after it, if it changes that.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        match self {
            Event::Received { status, .. } => Some(*status),
            Event::Accepted | Event::Reopened => Some(Status::Accepted),
            Event::Declined { .. } => Some(Status::Declined),
            Event::Won(_) => Some(Status::Won),
            Event::Lost { .. } => Some(Status::Lost),
            Event::Withdrawn => Some(Status::Withdrawn),
            Event::Expired => Some(Status::Expired),
            Event::Cleared
            | Event::Advanced { .. }
            | Event::PartnerAsked
            | Event::DeskAsked
            | Event::PartnerAnswered
            | Event::DeskAnswered
            | Event::Noted
            | Event::Assigned { .. }
            | Event::Protected { .. }
            | Event::Released => None,
        }
    }
}
