//! What an endpoint answers when it refuses.

use super::Receipt;
use crate::lead::FieldError;
use serde::Serialize;

/// Problem details (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ProblemDetails {
    /// A URI that names the kind of problem; `about:blank` where the status says it all.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time, and how to mend it.
    pub detail: String,
    /// What is wrong with single answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The receipt of the submission that first used this idempotency key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Box<Receipt>>,
    /// Since when an earlier referral protects the customer (RFC 3339 full-date).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protected_since: Option<String>,
    /// The last day on which it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protected_until: Option<String>,
}
