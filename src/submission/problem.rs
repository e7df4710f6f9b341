//! What an endpoint answers when it refuses.

use super::Receipt;
use crate::json::{list, text};
use crate::lead::FieldError;
use serde::Serialize;
use serde_json::Value;

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
}

impl ProblemDetails {
    /// Reads problem details; what is missing stays empty. An endpoint that knows nothing of them is no error.
    #[must_use]
    pub fn from_json(json: &Value) -> ProblemDetails {
        ProblemDetails {
            kind: text(json, "type").unwrap_or_else(|| "about:blank".into()),
            title: text(json, "title").unwrap_or_default(),
            status: json.get("status").and_then(|s| u16::try_from(s.as_u64()?).ok()).unwrap_or_default(),
            detail: text(json, "detail").unwrap_or_default(),
            errors: list(json, "errors", FieldError::from_json),
            receipt: json.get("receipt").and_then(Receipt::from_json).map(Box::new),
        }
    }
}
