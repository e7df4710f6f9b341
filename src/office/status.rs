//! Where a referral stands.

use crate::program::words;
use crate::submission::ReferralStatus;
use serde::{Deserialize, Serialize};

words! {
    /// Where a referral stands. Only an accepted one has a stage.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    Status {
        /// A person of the vendor decides.
        InReview = "in-review",
        /// The vendor works on it.
        Accepted = "accepted",
        /// The vendor does not take it.
        Declined = "declined",
        /// The customer has bought.
        Won = "won",
        /// The customer has not.
        Lost = "lost",
        /// The partner has taken it back.
        Withdrawn = "withdrawn",
        /// Its protection ran out, and nobody worked on it.
        Expired = "expired",
    }
}

impl Status {
    /// Whether something is still to come of it.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Status::InReview | Status::Accepted => true,
            Status::Declined | Status::Won | Status::Lost | Status::Withdrawn | Status::Expired => false,
        }
    }

    /// Whether it can be taken up again.
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
