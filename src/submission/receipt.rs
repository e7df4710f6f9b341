//! The endpoint's answer to a submission.

use crate::program::{Amount, Payment, words};
use serde::Serialize;

/// The endpoint's answer: proof that the lead arrived, and what happens next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Receipt {
    /// The referral's id.
    pub referral: String,
    /// The submission's idempotency key.
    pub key: String,
    /// The referral's status.
    pub status: ReferralStatus,
    /// When the lead arrived (RFC 3339, UTC).
    #[cfg_attr(feature = "schema", schemars(with = "jiff::Timestamp"))]
    pub received_at: String,
    /// The last day on which the lead is protected for the partner (RFC 3339 full-date).
    #[cfg_attr(feature = "schema", schemars(with = "Option<jiff::civil::Date>"))]
    pub protected_until: Option<String>,
    /// True if a person must look at the lead before it protects the customer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_yet_protected: bool,
    /// The day by which the vendor decides (RFC 3339 full-date).
    #[cfg_attr(feature = "schema", schemars(with = "Option<jiff::civil::Date>"))]
    pub decision_due: Option<String>,
    // The form leaves it to a script that comes later.
    /// The hour by which the vendor decides (RFC 3339), with the offset of the vendor's time zone.
    #[cfg(feature = "engine")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_due_at: Option<String>,
    /// The vendor's time zone (a name of the IANA's list).
    #[cfg(feature = "engine")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_time_zone: Option<String>,
    /// The criteria that led to a refusal or a review, in words for the partner.
    pub reasons: Vec<String>,
    /// The points, if they are the reason for the review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Points>,
    /// True if a machine seems to have sent it. Then a person looks at it first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub suspected: bool,
    /// The expected fee, if it is known.
    pub fee: Option<Fee>,
    /// The receipt, signed by the endpoint: a compact JWS (RFC 7515).
    #[cfg(feature = "engine")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The salt (base64url) of the lead's hash in the signature. It keeps the hash from revealing the lead.
    #[cfg(feature = "engine")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_salt: Option<String>,
    /// The endpoint's own complete verdict. The form does not show it.
    #[cfg(feature = "engine")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::rules::Verdict"))]
    pub verdict: serde_json::Value,
}

/// The points of a lead, and the points that avoid a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Points {
    /// The lead's points.
    pub points: i64,
    /// The points that are enough.
    pub least: i64,
}

/// A fee without its calculation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fee {
    /// The amount in major units.
    pub amount: Amount,
    /// The currency (ISO 4217).
    pub currency: String,
    /// When the fee is paid.
    pub payment: Payment,
}

words! {
    /// The status of a referral.
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    ReferralStatus {
        /// The lead qualifies.
        Accepted = "accepted",
        /// A partner manager decides.
        InReview = "in-review",
        /// The lead does not qualify. It is stored, without protection or fee.
        Declined = "declined",
    }
}
