//! Making a receipt from a verdict, and reading one back from its JSON.

use super::{Fee, Points, Receipt, ReferralStatus};
use crate::json::{text, texts};
use crate::program::{Amount, Program};
use crate::rules::{Finding, Kind, Outcome, Status, Verdict};
use serde_json::Value;

impl Receipt {
    /// Reads a serialized receipt. `None` if the JSON is not a receipt.
    #[must_use]
    pub fn from_json(json: &Value) -> Option<Receipt> {
        Some(Receipt {
            referral: text(json, "referral")?,
            key: text(json, "key")?,
            status: ReferralStatus::from_word(json.get("status")?.as_str()?)?,
            received_at: text(json, "received_at")?,
            protected_until: text(json, "protected_until"),
            not_yet_protected: json.get("not_yet_protected").and_then(Value::as_bool).unwrap_or_default(),
            decision_due: text(json, "decision_due"),
            decision_due_at: text(json, "decision_due_at"),
            decision_time_zone: text(json, "decision_time_zone"),
            reasons: texts(json, "reasons"),
            score: json.get("score").and_then(Points::from_json),
            suspected: json.get("suspected").and_then(Value::as_bool).unwrap_or_default(),
            fee: json.get("fee").and_then(Fee::from_json),
            signature: text(json, "signature"),
            lead_salt: text(json, "lead_salt"),
            verdict: json.get("verdict")?.clone(),
        })
    }
}

impl Points {
    /// The points of a verdict, if too few points are the reason for a review.
    #[must_use]
    pub fn from_verdict(verdict: &Verdict) -> Option<Points> {
        let too_few = |least: &i64| verdict.status == Status::Review && verdict.score < *least;
        verdict.qualify_at.filter(too_few).map(|least| Points { points: verdict.score, least })
    }

    fn from_json(json: &Value) -> Option<Points> {
        let whole = |key: &str| json.get(key)?.as_i64();
        Some(Points { points: whole("points")?, least: whole("least")? })
    }
}

impl Fee {
    /// The fee of a verdict's estimate, with the payment terms of a program.
    #[must_use]
    pub fn from_verdict(program: &Program, verdict: &Verdict) -> Option<Fee> {
        let estimate = verdict.estimate.as_ref()?;
        let plan = program.plan(&estimate.plan);
        Some(Fee {
            amount: estimate.amount,
            currency: estimate.currency.clone(),
            payment: plan.map_or(&estimate.payment, |plan| &plan.payment).clone(),
        })
    }

    fn from_json(json: &Value) -> Option<Fee> {
        Some(Fee {
            amount: Amount::from_json(json.get("amount")?)?,
            currency: text(json, "currency")?,
            payment: serde_json::from_value(json.get("payment")?.clone()).ok()?,
        })
    }
}

/// The criteria that led to a refusal or a review.
pub fn decisive(verdict: &Verdict) -> impl Iterator<Item = &Finding> {
    let decisive = |finding: &&Finding| match verdict.status {
        Status::Disqualified => finding.kind == Kind::Require && finding.outcome == Outcome::Unmet,
        Status::Qualified | Status::Review | Status::Incomplete => {
            matches!(finding.outcome, Outcome::Unmet | Outcome::Error)
        }
    };
    verdict.findings.iter().filter(decisive).filter(|finding| !finding.message.is_empty())
}

/// Their messages, in the program's language.
#[must_use]
pub fn reasons(program: &Program, verdict: &Verdict) -> Vec<String> {
    decisive(verdict).map(|finding| program.message(&finding.code, &finding.message).into()).collect()
}

impl ReferralStatus {
    /// The status of a new referral. An incomplete lead does not become a referral.
    #[must_use]
    pub fn for_verdict(status: Status) -> Option<Self> {
        match status {
            Status::Qualified => Some(ReferralStatus::Accepted),
            Status::Review => Some(ReferralStatus::InReview),
            Status::Disqualified => Some(ReferralStatus::Declined),
            Status::Incomplete => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_receipt_is_read_as_it_is_written_and_names_only_what_it_has() {
        let plain = Receipt {
            referral: "r".into(),
            key: "k".into(),
            status: ReferralStatus::InReview,
            received_at: "2026-11-23T09:00:00Z".into(),
            protected_until: None,
            not_yet_protected: false,
            decision_due: Some("2026-11-25".into()),
            decision_due_at: None,
            decision_time_zone: None,
            reasons: Vec::new(),
            score: Some(Points { points: 40, least: 45 }),
            suspected: true,
            fee: None,
            signature: Some("a.b.c".into()),
            lead_salt: None,
            verdict: json!({}),
        };
        let unprotected =
            Receipt { not_yet_protected: true, lead_salt: Some("c2FsdA".into()), ..plain.clone() };
        for receipt in [&plain, &unprotected] {
            let json = serde_json::to_value(receipt).expect("JSON");
            assert_eq!(Receipt::from_json(&json).as_ref(), Some(receipt));
            let has = ["not_yet_protected", "lead_salt"].map(|name| json.get(name).is_some());
            assert_eq!(has, [receipt.not_yet_protected; 2]);
        }
    }
}
