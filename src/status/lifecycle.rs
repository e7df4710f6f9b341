//! The status of a referral.

use crate::program::words;
use crate::submission::ReferralStatus;
use serde::{Deserialize, Serialize};

words! {
    /// The status of a referral. Only an accepted referral moves through stages.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    LifecycleStatus {
        /// A person at the vendor decides.
        InReview = "in-review",
        /// The vendor works on it.
        Accepted = "accepted",
        /// The vendor declined it.
        Declined = "declined",
        /// The customer bought.
        Won = "won",
        /// The customer did not buy.
        Lost = "lost",
        /// The partner withdrew it.
        Withdrawn = "withdrawn",
        /// The protection ran out, and nobody worked on it.
        Expired = "expired",
    }
}

impl LifecycleStatus {
    /// True if the referral is not closed.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            LifecycleStatus::InReview | LifecycleStatus::Accepted => true,
            LifecycleStatus::Declined
            | LifecycleStatus::Won
            | LifecycleStatus::Lost
            | LifecycleStatus::Withdrawn
            | LifecycleStatus::Expired => false,
        }
    }

    /// True if the referral can be reopened.
    #[must_use]
    pub fn can_be_reopened(self) -> bool {
        match self {
            LifecycleStatus::Declined | LifecycleStatus::Lost | LifecycleStatus::Expired => true,
            LifecycleStatus::InReview
            | LifecycleStatus::Accepted
            | LifecycleStatus::Won
            | LifecycleStatus::Withdrawn => false,
        }
    }
}

impl From<ReferralStatus> for LifecycleStatus {
    fn from(received: ReferralStatus) -> Self {
        match received {
            ReferralStatus::Accepted => LifecycleStatus::Accepted,
            ReferralStatus::InReview => LifecycleStatus::InReview,
            ReferralStatus::Declined => LifecycleStatus::Declined,
        }
    }
}
