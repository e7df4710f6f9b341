//! What is posted, and what is answered.

mod answered;
mod problem;
mod receipt;

pub use answered::Answered;
pub use problem::ProblemDetails;
pub use receipt::{Fee, Receipt, ReferralStatus, reasons};

use crate::json::{object, text_or_null};
use crate::lead::Answers;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The largest submission that an endpoint takes, in bytes.
pub const MAX_SUBMISSION_BYTES: usize = 128 * 1024;

/// The envelope that is posted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The idempotency key: a UUID (RFC 9562), the same for every attempt at this submission.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// What the form had loaded.
    pub versions: Versions,
    /// The answers by field name.
    pub lead: Answers,
    /// Whether the answers are as typed, in the program's language, since the form could not read them: its
    /// rules module had not arrived. Otherwise they are in plain style.
    #[serde(default)]
    pub typed: bool,
    /// Who refers, and from where.
    #[serde(default)]
    pub attribution: Attribution,
    /// What the partner accepted.
    pub agreement: Acceptance,
    /// The verdict the partner saw, as claimed; none where the rules had not arrived.
    #[serde(default)]
    pub verdict: Option<Value>,
}

/// What the form had loaded when it was submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The program's `version`.
    pub program: String,
    /// SHA-256 of `program.json`, where known.
    #[serde(default)]
    pub program_hash: Option<String>,
    /// SHA-256 of the script, where known.
    #[serde(default)]
    pub rules_hash: Option<String>,
}

/// How we know who refers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The partner's id, as the page embeds it.
    #[serde(default)]
    pub partner: Option<String>,
    /// The campaign, as the page embeds it.
    #[serde(default)]
    pub campaign: Option<String>,
    /// The page the form is on, without query and fragment.
    #[serde(default)]
    pub page: Option<String>,
    /// The page that led there, without query and fragment.
    #[serde(default)]
    pub referrer: Option<String>,
    /// The page's `utm_` parameters.
    #[serde(default)]
    pub utm: Map<String, Value>,
}

/// The agreement a partner accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Its version.
    pub version: String,
    /// Whether the box was ticked.
    pub accepted: bool,
}

impl Submission {
    /// The envelope as JSON, as serde writes it: the form module carries no derived serializers.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let Versions { program, program_hash, rules_hash } = &self.versions;
        let Attribution { partner, campaign, page, referrer, utm } = &self.attribution;
        object([
            ("key", self.key.as_str().into()),
            ("program", self.program.as_str().into()),
            (
                "versions",
                object([
                    ("program", program.as_str().into()),
                    ("program_hash", text_or_null(program_hash.as_deref())),
                    ("rules_hash", text_or_null(rules_hash.as_deref())),
                ]),
            ),
            ("lead", Value::Object(self.lead.clone())),
            ("typed", self.typed.into()),
            (
                "attribution",
                object([
                    ("partner", text_or_null(partner.as_deref())),
                    ("campaign", text_or_null(campaign.as_deref())),
                    ("page", text_or_null(page.as_deref())),
                    ("referrer", text_or_null(referrer.as_deref())),
                    ("utm", Value::Object(utm.clone())),
                ]),
            ),
            (
                "agreement",
                object([
                    ("version", self.agreement.version.as_str().into()),
                    ("accepted", self.agreement.accepted.into()),
                ]),
            ),
            ("verdict", self.verdict.clone().unwrap_or_default()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_form_writes_is_what_serde_writes() {
        let attribution = Attribution {
            partner: Some("acme".into()),
            utm: Map::from_iter([("utm_source".to_string(), json!("mail"))]),
            ..Attribution::default()
        };
        let submission = Submission {
            key: "k".into(),
            program: "p".into(),
            versions: Versions { program: "1".into(), program_hash: None, rules_hash: Some("h".into()) },
            lead: Map::from_iter([("a".to_string(), json!("1.50"))]),
            typed: true,
            attribution,
            agreement: Acceptance { version: "2".into(), accepted: true },
            verdict: Some(json!({ "status": "review" })),
        };
        assert_eq!(submission.to_json(), serde_json::to_value(&submission).expect("JSON"));
    }
}
