//! The status of a referral.

use crate::program::words;
use crate::submission::ReferralStatus;
use serde::{Deserialize, Serialize};

words! {
    /// The status of a referral. Only an accepted referral moves through stages.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    Status {
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

impl Status {
    /// True if the referral is not closed.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Status::InReview | Status::Accepted => true,
            Status::Declined | Status::Won | Status::Lost | Status::Withdrawn | Status::Expired => false,
        }
    }

    /// True if the referral can be reopened.
    #[must_use]
    pub fn can_be_reopened(self) -> bool {
        match self {
            Status::Declined | Status::Lost | Status::Expired => true,
            Status::InReview | Status::Accepted | Status::Won | Status::Withdrawn => false,
        }
    }
}

impl From<ReferralStatus> for Status {
    fn from(received: ReferralStatus) -> Self {
        match received {
            ReferralStatus::Accepted => Status::Accepted,
            ReferralStatus::InReview => Status::InReview,
            ReferralStatus::Declined => Status::Declined,
        }
    }
}
