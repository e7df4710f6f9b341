//! The endpoint's answer to a submission.

use crate::json::text;
use crate::rules::{Status, Verdict};
use serde::Serialize;
use serde_json::Value;

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
    /// The day by which the vendor decides (RFC 3339 full-date).
    pub decision_due: Option<String>,
    /// The endpoint's own verdict.
    pub verdict: Verdict,
}

/// Where a referral stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferralStatus {
    /// It qualifies.
    Accepted,
    /// A partner manager decides.
    InReview,
    /// It does not qualify; kept, without protection or fee.
    Declined,
}

impl Receipt {
    /// Reads a receipt as it is serialized. `None` if it is none.
    #[must_use]
    pub fn from_json(json: &Value) -> Option<Receipt> {
        Some(Receipt {
            referral: text(json, "referral")?,
            key: text(json, "key")?,
            status: ReferralStatus::from_word(json.get("status")?.as_str()?)?,
            received_at: text(json, "received_at")?,
            protected_until: text(json, "protected_until"),
            decision_due: text(json, "decision_due"),
            verdict: Verdict::from_json(json.get("verdict")?)?,
        })
    }
}

impl ReferralStatus {
    fn from_word(word: &str) -> Option<Self> {
        [ReferralStatus::Accepted, ReferralStatus::InReview, ReferralStatus::Declined]
            .into_iter()
            .find(|status| status.as_str() == word)
    }

    /// Where a new referral stands. An incomplete lead is not a referral.
    #[must_use]
    pub fn of(status: Status) -> Option<Self> {
        match status {
            Status::Qualified => Some(ReferralStatus::Accepted),
            Status::Review => Some(ReferralStatus::InReview),
            Status::Disqualified => Some(ReferralStatus::Declined),
            Status::Incomplete => None,
        }
    }

    /// The word in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ReferralStatus::Accepted => "accepted",
            ReferralStatus::InReview => "in-review",
            ReferralStatus::Declined => "declined",
        }
    }
}
