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
    },
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
