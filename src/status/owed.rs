//! What one side owes the other.

use crate::program::words;
use serde::{Deserialize, Serialize};

words! {
    /// Something that one side owes the other, the most pressing first.
    #[derive(PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    Owed {
        /// The vendor's decision on a lead in review.
        Decision = "decision",
        /// The vendor's first contact with the customer.
        FirstContact = "first-contact",
        /// The vendor's answer to the partner.
        DeskAnswer = "desk-answer",
        /// The partner's answer to the vendor.
        PartnerAnswer = "partner-answer",
    }
}

/// The side that owes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwedBy {
    /// The vendor.
    Vendor,
    /// The partner.
    Partner,
}

impl Owed {
    /// The side that owes it.
    #[must_use]
    pub fn by(self) -> OwedBy {
        match self {
            Owed::Decision | Owed::FirstContact | Owed::DeskAnswer => OwedBy::Vendor,
            Owed::PartnerAnswer => OwedBy::Partner,
        }
    }
}
