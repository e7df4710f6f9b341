//! The steps of a person of the vendor that can be taken back.

use super::{Deal, LifecycleStatus};
use crate::program::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

words! {
    /// A step of a person of the vendor. Its words are the names of the events.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    Step {
        /// Accepted the referral.
        Accepted = "accepted",
        /// Declined it.
        Declined = "declined",
        /// Moved it to a stage.
        Advanced = "advanced",
        /// Noted that the customer has bought.
        Won = "won",
        /// Corrected the deal.
        Corrected = "corrected",
        /// Noted that the customer has not bought.
        Lost = "lost",
        /// Reopened it.
        Reopened = "reopened",
        /// Assigned it to somebody, or to nobody.
        Assigned = "assigned",
        /// Extended its protection.
        Protected = "protected",
        /// Ended its protection.
        Released = "released",
    }
}

impl Step {
    /// True if the partner is told of the step by mail.
    #[must_use]
    pub fn is_told(self) -> bool {
        match self {
            Step::Accepted
            | Step::Declined
            | Step::Advanced
            | Step::Won
            | Step::Corrected
            | Step::Lost
            | Step::Reopened => true,
            Step::Assigned | Step::Protected | Step::Released => false,
        }
    }
}

/// A step that can be taken back, and where the referral stood before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Undone {
    /// The step.
    pub step: Step,
    /// The status before it.
    pub status: LifecycleStatus,
    /// The stage before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The last day of the protection before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected_until: Option<Date>,
    /// The id of the user who worked on it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The deal before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<Deal>,
}
