//! The endpoint's answer to a submission.

use crate::json::{text, texts};
use crate::program::Amount;
use crate::rules::{Finding, Kind, Outcome, Status, Verdict};
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
    /// The criteria that decided against it or for a review, in the partner's words.
    pub reasons: Vec<String>,
    /// The fee it would pay, where it can be told.
    pub fee: Option<Fee>,
    /// The endpoint's own verdict, whole.
    pub verdict: Value,
}

/// A fee in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fee {
    /// In major units.
    pub amount: Amount,
    /// ISO 4217.
    pub currency: String,
    /// When it is paid, as in "30 days after the customer's first payment".
    pub paid: String,
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
            reasons: texts(json, "reasons"),
            fee: json.get("fee").and_then(Fee::from_json),
            verdict: json.get("verdict")?.clone(),
        })
    }
}

impl Fee {
    /// The fee of a verdict's estimate.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Option<Fee> {
        let estimate = verdict.estimate.as_ref()?;
        let payment = &estimate.payment;
        let days = if payment.days == 1 { "1 day".into() } else { format!("{} days", payment.days) };
        Some(Fee {
            amount: estimate.amount,
            currency: estimate.currency.clone(),
            paid: format!("{days} after {}", payment.after),
        })
    }

    fn from_json(json: &Value) -> Option<Fee> {
        Some(Fee {
            amount: Amount::from_json(json.get("amount")?)?,
            currency: text(json, "currency")?,
            paid: text(json, "paid")?,
        })
    }
}

/// The criteria that decided against a lead, or for a review.
#[must_use]
pub fn reasons(verdict: &Verdict) -> Vec<String> {
    let decisive = |finding: &&Finding| match verdict.status {
        Status::Disqualified => finding.kind == Kind::Require && finding.outcome == Outcome::Unmet,
        _ => matches!(finding.outcome, Outcome::Unmet | Outcome::Error),
    };
    let decisive = verdict.findings.iter().filter(decisive).filter(|finding| !finding.message.is_empty());
    decisive.map(|finding| finding.message.clone()).collect()
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
