//! A referral as its partner sees it, as the endpoint writes it in JSON.

use super::{LifecycleStatus, Owed};
use crate::program::words;
use serde::{Deserialize, Serialize};

/// The answer to the question how some referrals stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PartnerReferrals"))]
pub struct ReferralViews {
    /// The referrals.
    pub referrals: Vec<ReferralView>,
    /// What was said of programs, the newest first.
    pub feedback: Vec<ViewedFeedback>,
    /// What was asked for and is not shown.
    pub closed: Vec<Closed>,
}

/// Something that was asked for and is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PartnerClosed"))]
pub struct Closed {
    /// The id of the referral, if one was named.
    pub referral: Option<String>,
    /// Why it is not shown.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["unknown", "revoked", "receipt", "token"])))]
    pub why: String,
    /// The same in a sentence for the partner.
    pub said: String,
}

/// A referral as its partner sees it. All texts are in the language that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PartnerReferral"))]
pub struct ReferralView {
    /// The referral's id.
    pub referral: String,
    /// How often the referral has changed. It only grows.
    pub revision: u32,
    /// The program.
    pub program: Named,
    /// The name of the vendor.
    pub vendor: String,
    /// The name of the customer, if it was given.
    pub company: Option<String>,
    /// The status.
    // There is none here for a word that only newer endpoints know.
    #[cfg_attr(feature = "schema", schemars(with = "LifecycleStatus"))]
    pub status: Option<LifecycleStatus>,
    /// The status in words.
    pub status_said: String,
    /// The stage of the vendor's sales.
    pub stage: Option<Labelled>,
    /// When the referral arrived (RFC 3339, UTC).
    #[cfg_attr(feature = "schema", schemars(with = "jiff::Timestamp"))]
    pub received_at: String,
    /// The last day on which the customer is protected (RFC 3339 full-date).
    #[cfg_attr(feature = "schema", schemars(with = "Option<jiff::civil::Date>"))]
    pub protected_until: Option<String>,
    /// What is owed, the most pressing first.
    pub due: Vec<Due>,
    /// Why it was declined, or is in review.
    pub reasons: Vec<ReferralReason>,
    /// The fee in a sentence.
    pub fee: Option<String>,
    /// What happened, the oldest first.
    pub events: Vec<ViewedEvent>,
    /// What the partner has said is wrong with it, the newest first.
    pub feedback: Vec<ViewedFeedback>,
    /// What the partner may do. Empty where the referral is only shown.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<PartnerCommand>"))]
    pub may: Vec<PartnerCommand>,
}

impl ReferralView {
    /// How often the referral, or what was said of it, has changed. It only grows.
    #[must_use]
    pub fn changes(&self) -> i64 {
        let said = self.feedback.iter().map(|said| 1 + i64::from(said.answers));
        i64::from(self.revision) + said.sum::<i64>()
    }
}

/// What the partner has said of a program or of a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ViewedFeedback {
    /// Its key.
    pub key: String,
    /// The program.
    pub program: Named,
    /// What was said.
    pub text: String,
    /// When it arrived (RFC 3339, UTC).
    #[cfg_attr(feature = "schema", schemars(with = "jiff::Timestamp"))]
    pub received_at: String,
    /// What the vendor answers.
    pub answer: Option<ViewedAnswer>,
    /// How often it was answered. Only the last answer counts.
    pub answers: u32,
}

/// The vendor's answer to feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ViewedAnswer {
    /// The answer.
    pub text: String,
    /// When it was given (RFC 3339, UTC).
    #[cfg_attr(feature = "schema", schemars(with = "jiff::Timestamp"))]
    pub at: String,
}

/// An id, and the name that people read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// An id, and how it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Labelled {
    /// The id.
    pub id: String,
    /// How it is called.
    pub said: String,
}

/// Something that is owed by a point in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Due {
    /// What is owed.
    // There is none here for a word that only newer endpoints know.
    #[cfg_attr(feature = "schema", schemars(with = "Owed"))]
    pub owed: Option<Owed>,
    /// By when (RFC 3339, UTC).
    #[cfg_attr(feature = "schema", schemars(with = "jiff::Timestamp"))]
    pub at: String,
    /// The vendor's time zone (a name of the IANA's list).
    pub time_zone: String,
    /// The same in a sentence.
    pub said: String,
}

/// A reason for where the referral stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReferralReason {
    /// The code of a rule, or the id of a reason.
    pub code: String,
    /// The reason in words. Those of a rule are the rule's own.
    pub said: String,
    /// What would have qualified.
    pub mend: Option<String>,
}

/// An event of the referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ViewedEvent {
    /// The event's name.
    pub name: String,
    /// When it happened (RFC 3339).
    #[cfg_attr(feature = "schema", schemars(with = "jiff::Timestamp"))]
    pub at: String,
    /// The event in words.
    pub said: String,
    /// What the vendor or the partner wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

words! {
    /// Something that a partner may do with a referral.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    PartnerCommand {
        /// Answer the vendor's question.
        Answer = "answer",
        /// Ask the vendor a question.
        Ask = "ask",
        /// Take the referral back.
        Withdraw = "withdraw",
        /// Say what is wrong with the referral, whatever its status is.
        Report = "report",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_are_written_as_pages_read_them() {
        let view = ReferralView {
            referral: "r".into(),
            revision: 1,
            program: Named { id: "p".into(), name: "P".into() },
            vendor: "V".into(),
            company: Some("C".into()),
            status: Some(LifecycleStatus::InReview),
            status_said: "In review".into(),
            stage: Some(Labelled { id: "meeting".into(), said: "Meeting".into() }),
            received_at: "2026-11-30T10:00:00Z".into(),
            protected_until: Some("2027-03-30".into()),
            due: vec![Due {
                owed: Some(Owed::FirstContact),
                at: "2026-12-01T10:00:00Z".into(),
                time_zone: "UTC".into(),
                said: "They call.".into(),
            }],
            reasons: vec![ReferralReason { code: "size".into(), said: "Too small.".into(), mend: None }],
            fee: Some("EUR 4,500".into()),
            events: vec![ViewedEvent {
                name: "received".into(),
                at: "2026-11-30T10:00:00Z".into(),
                said: "Received".into(),
                message: None,
            }],
            feedback: vec![ViewedFeedback {
                key: "k".into(),
                program: Named { id: "p".into(), name: "P".into() },
                text: "Nobody has called.".into(),
                received_at: "2026-11-30T10:00:00Z".into(),
                answer: Some(ViewedAnswer { text: "We call.".into(), at: "2026-11-30T11:00:00Z".into() }),
                answers: 1,
            }],
            may: vec![PartnerCommand::Withdraw],
        };
        let written = serde_json::to_value(&view).unwrap();
        assert_eq!(written["status"], "in-review");
        assert_eq!(written["due"][0]["owed"], "first-contact");
        assert_eq!(written["may"], json!(["withdraw"]));
        assert_eq!((view.changes(), &written["feedback"][0]["answer"]["text"]), (3, &json!("We call.")));
        assert_eq!(
            written["events"][0],
            json!({"name": "received", "at": "2026-11-30T10:00:00Z", "said": "Received"})
        );
    }
}
