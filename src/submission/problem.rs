//! The body of an endpoint's refusal.

use super::Receipt;
use crate::lead::FieldError;
use serde::Serialize;

/// Problem details (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProblemDetails {
    /// A URI for the kind of problem, or `about:blank` if the status is enough.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time, and how to correct it.
    pub detail: String,
    /// The errors in single answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The receipt of the submission that first used this idempotency key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Box<Receipt>>,
    /// The first day on which an earlier referral protects the customer (RFC 3339 full-date).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<jiff::civil::Date>"))]
    pub protected_since: Option<String>,
    /// The last day on which it protects the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<jiff::civil::Date>"))]
    pub protected_until: Option<String>,
    /// The id of that referral, if it is the same partner's. Only a partner who is known by a token or a website is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_referral: Option<String>,
}
