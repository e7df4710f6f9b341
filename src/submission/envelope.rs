//! The envelope that is posted.

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
    /// Whether the answers are as typed, in the form's language, since the form could not read them: its
    /// rules module had not arrived. Otherwise they are in plain style.
    #[serde(default)]
    pub typed: bool,
    /// The language that the form was shown in (BCP 47), if not the program's.
    #[serde(default)]
    pub language: Option<String>,
    /// Who refers, and from where.
    #[serde(default)]
    pub attribution: Attribution,
    /// What the partner accepted.
    pub agreement: Acceptance,
    /// The customer's consent, as the partner confirms it; where the program asks for it.
    #[serde(default)]
    pub consent: Option<Confirmation>,
    /// What tells people from machines; none from pages that fill the form in themselves.
    #[serde(default)]
    pub signals: Option<Signals>,
    /// The verdict the partner saw, as claimed; none where the rules had not arrived.
    #[serde(default)]
    pub verdict: Option<Value>,
    /// The token of a challenge that the page set its visitor, such as Turnstile's or hCaptcha's.
    #[serde(default)]
    pub challenge: Option<String>,
}

/// What tells people from machines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signals {
    /// What stands in the field that nobody sees.
    #[serde(default)]
    pub trap: String,
    /// From the first answer that was typed to sending, in seconds; none where nothing was typed.
    #[serde(default)]
    pub seconds: Option<f64>,
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
    /// The first page of the visit, without query and fragment.
    #[serde(default)]
    pub landing: Option<String>,
    /// A token by which the vendor says who the partner is (JWT). It is checked, and not kept.
    #[serde(default, skip_serializing)]
    pub token: Option<String>,
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

/// The customer's consent, as a partner has confirmed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The words that were shown.
    pub text: String,
    /// When the box was ticked, by the partner's clock (RFC 3339).
    pub given_at: String,
}
