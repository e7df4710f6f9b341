//! The data that the form posts.

use crate::json::{object, object_or_null};
use crate::lead::Answers;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The largest submission that an endpoint accepts, in bytes.
pub const MAX_SUBMISSION_BYTES: usize = 128 * 1024;

/// The data that the form posts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Submission {
    /// The idempotency key: a UUID (RFC 9562), the same for every attempt at this submission.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "uuid")))]
    pub key: String,
    /// The program's id.
    pub program: String,
    /// The versions that the form had loaded.
    #[serde(deserialize_with = "object")]
    pub versions: Versions,
    /// The answers by field name.
    pub lead: Answers,
    /// True if the answers are as typed, in the form's language, because the form's rules module had not arrived and
    /// could not read them. Otherwise they are in plain style.
    #[serde(default)]
    pub typed: bool,
    /// The language that the form was shown in (BCP 47), if not the program's.
    #[serde(default)]
    pub language: Option<String>,
    /// Who refers, and from which page.
    #[serde(default, deserialize_with = "object")]
    pub attribution: Attribution,
    /// The agreement that the partner accepted.
    #[serde(deserialize_with = "object")]
    pub agreement: Acceptance,
    /// The customer's consent, as the partner confirmed it. Only if the program asks for it.
    #[serde(default, deserialize_with = "object_or_null")]
    pub consent: Option<Confirmation>,
    /// Signs that a person filled in the form. Null if the page fills the form in itself.
    #[serde(default, deserialize_with = "object_or_null")]
    pub signals: Option<Signals>,
    /// The verdict that the partner saw, according to the form. Null if the rules had not arrived.
    #[serde(default)]
    pub verdict: Option<Value>,
    /// The token of a challenge on the page, such as Turnstile's or hCaptcha's.
    #[serde(default)]
    pub challenge: Option<String>,
    /// The status key that the sender has chosen: a UUID (RFC 9562). Whoever has it may act on the referral later. Null if the
    /// endpoint is to choose one.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("format" = "uuid")))]
    pub status_key: Option<String>,
}

/// Signs by which the endpoint tells people from machines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signals {
    /// The content of the hidden field. Only machines fill it in.
    #[serde(default)]
    pub trap: String,
    /// The time from the first typed answer to sending, in seconds. Null if nothing was typed.
    #[serde(default)]
    pub seconds: Option<f64>,
}

/// The versions that the form had loaded when the partner sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Versions {
    /// The program's `version`.
    pub program: String,
    /// SHA-256 of `program.json`, if known.
    #[serde(default)]
    pub program_hash: Option<String>,
    /// SHA-256 of the script, if known.
    #[serde(default)]
    pub rules_hash: Option<String>,
}

/// Where the referral came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attribution {
    /// The partner's id from the embedding page.
    #[serde(default)]
    pub partner: Option<String>,
    /// The campaign from the embedding page.
    #[serde(default)]
    pub campaign: Option<String>,
    /// The page with the form, without query and fragment.
    #[serde(default)]
    pub page: Option<String>,
    /// The first page of the visit, without query and fragment.
    #[serde(default)]
    pub landing: Option<String>,
    /// A token from the vendor that identifies the partner (JWT). It is checked, but not stored.
    #[serde(default, skip_serializing)]
    pub token: Option<String>,
    /// The page that linked to this one, without query and fragment.
    #[serde(default)]
    pub referrer: Option<String>,
    /// The page's `utm_` parameters.
    #[serde(default)]
    pub utm: Map<String, Value>,
}

/// The agreement a partner accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acceptance {
    /// The agreement's version.
    pub version: String,
    /// True if the box was ticked.
    pub accepted: bool,
}

/// The customer's consent, as a partner confirmed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Confirmation {
    /// The text that was shown.
    pub text: String,
    /// When the box was ticked, by the partner's clock (RFC 3339).
    pub given_at: String,
}
