//! Reads the bytes of a request into a submission of the right shape.

use super::bounds;
use super::refusals::{malformed, not_a_submission, refused};
use crate::http::extract::is_json_or_text;
use crate::http::refusal::Refusal;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use referral_signing::lead_digest;
use referral_store::Inserted;
use referral_widget::json::{Unread, parse};
use referral_widget::lead::Answers;
use referral_widget::submission::Submission;
use uuid::Uuid;

/// The header that repeats the body's `key` (IETF draft `idempotency-key-header`).
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

const KEY_FORMAT: &str = "a UUID such as 9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";

/// A submission, and the key by which it is recognised.
pub struct Envelope {
    pub submission: Submission,
    /// The key in lower case, so that one UUID has one spelling.
    pub key: String,
    /// The status key that its sender has chosen, in the same spelling.
    pub status_key: Option<String>,
}

/// Accepts JSON, and also the type that saves browsers a CORS preflight.
pub fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    if is_json_or_text(headers) {
        return Ok(());
    }
    let detail = "Send the submission as JSON with the header Content-Type: application/json (text/plain is taken too).";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail))
}

impl Envelope {
    /// Reads the body and compares its key with the `Idempotency-Key` header.
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(body)
            .map_err(|_| malformed("The body is not UTF-8 text. Send JSON in UTF-8."))?;
        // Serde would also read the struct from a JSON list, in which `lead` has no name.
        let is_object = text.trim_start().starts_with('{');
        let not_an_object = || not_a_submission("The JSON is not a submission: it is not an object.");
        let mut submission: Submission = parse(text).map_err(|unread| match &unread {
            Unread::Json(error) if error.is_data() && !is_object => not_an_object(),
            _ => refused(&unread),
        })?;
        if !is_object {
            return Err(not_an_object());
        }
        let key =
            key(&submission.key).ok_or_else(|| not_a_submission(format!("`key` must be {KEY_FORMAT}.")))?;
        let status_key = match submission.status_key.take() {
            Some(chosen) => Some(self::key(&chosen).ok_or_else(|| {
                not_a_submission(format!("`status_key` must be {KEY_FORMAT}. Leave it out to get one."))
            })?),
            None => None,
        };
        check_key(headers, &key)?;
        submission.attribution.partner = bounds::partner(submission.attribution.partner);
        Ok(Envelope { submission, key, status_key })
    }

    /// Wraps a submission that did not come as JSON. Its key is a UUID.
    pub fn from_page(mut submission: Submission) -> Self {
        submission.attribution.partner = bounds::partner(submission.attribution.partner);
        let status_key = submission.status_key.take();
        Envelope { key: submission.key.clone(), status_key, submission }
    }

    /// True if it has the lead that was stored under its key, either as it was posted then or as it was read then.
    pub fn is_of(&self, first: &Inserted, read: Option<&Answers>) -> Result<bool, Refusal> {
        let salt = first.lead_salt.as_deref();
        let posted = fingerprint(salt, &self.submission.program, &self.submission.lead)?;
        let read = read.map(|read| fingerprint(salt, &self.submission.program, read)).transpose()?;
        Ok(posted == first.fingerprint || read.as_ref() == Some(&first.lead_fingerprint))
    }
}

/// Refuses a header that names another key than the body.
pub fn check_key(headers: &HeaderMap, key: &str) -> Result<(), Refusal> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(()) };
    let given = value.to_str().unwrap_or_default().trim();
    // By the draft the header is a structured string in quotes. Many clients send it without quotes.
    let bare = given.strip_prefix('"').and_then(|given| given.strip_suffix('"')).unwrap_or(given);
    if self::key(bare).as_deref() == Some(key) {
        return Ok(());
    }
    Err(malformed(
        "The header Idempotency-Key and the body's `key` differ. Send the same key in both, or leave the header out.",
    ))
}

/// Returns a key as it is compared: only the hyphenated form, in lower case.
pub fn key(text: &str) -> Option<String> {
    let uuid = Uuid::try_parse(text).ok().filter(|_| text.len() == 36)?;
    Some(uuid.hyphenated().to_string())
}

/// Returns the hash of the answers. They are sorted by name, so the order in which they were written does not count.
pub fn fingerprint(salt: Option<&str>, program: &str, answers: &Answers) -> Result<String, Refusal> {
    lead_digest(salt, program, answers).map_err(|error| refused(&error.into()))
}
