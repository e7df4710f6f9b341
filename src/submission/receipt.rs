//! The endpoint's answer to a submission.

use crate::program::{Amount, Payment, words};
use serde::Serialize;

/// The endpoint's answer: proof that the lead arrived, and what happens next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Receipt {
    /// The referral's id.
    pub referral: String,
    /// The submission's idempotency key.
    pub key: String,
    /// Where the referral stands.
    pub status: ReferralStatus,
    /// When it arrived (RFC 3339, UTC).
    pub received_at: String,
    /// The last day on which the lead is protected as the partner's (RFC 3339 full-date).
    pub protected_until: Option<String>,
    /// Whether a person must look at the lead before it protects the customer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_yet_protected: bool,
    /// The day by which the vendor decides (RFC 3339 full-date).
    pub decision_due: Option<String>,
    /// The criteria that decided against it or for a review, in the partner's words.
    pub reasons: Vec<String>,
    /// The points, where they are what it is in review for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Points>,
    /// Whether it looks as if a machine had sent it: then a person looks at it first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub suspected: bool,
    /// The fee it would pay, where it can be told.
    pub fee: Option<Fee>,
    /// The same, signed by the endpoint: a compact JWS (RFC 7515).
    #[cfg(feature = "engine")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// What the lead's hash in the signature was made with besides the lead (base64url), so that the hash gives nothing away.
    #[cfg(feature = "engine")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_salt: Option<String>,
    /// The endpoint's own verdict, whole. The form does not show it.
    #[cfg(feature = "engine")]
    pub verdict: serde_json::Value,
}

/// How many points a lead has, and how many need no review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Points {
    /// What it has.
    pub points: i64,
    /// What is enough.
    pub least: i64,
}

/// A fee in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fee {
    /// In major units.
    pub amount: Amount,
    /// ISO 4217.
    pub currency: String,
    /// When it is paid.
    pub payment: Payment,
}

words! {
    /// Where a referral stands.
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    ReferralStatus {
        /// It qualifies.
        Accepted = "accepted",
        /// A partner manager decides.
        InReview = "in-review",
        /// It does not qualify; kept, without protection or fee.
        Declined = "declined",
    }
}

impl ReferralStatus {
    /// The status of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, status)| status)
    }
}
