//! The variable parts and the query of an address. What cannot be read is answered with problem details.

use super::refusal::Refusal;
use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, StatusCode, header};

/// The variable parts of the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Refusal))]
pub struct Path<T>(pub T);

/// The query.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Refusal))]
pub struct Query<T>(pub T);

/// Returns the media type of the body in lower case, without its parameters. Empty if the request names none.
pub fn media_type(headers: &HeaderMap) -> String {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns the languages that the reader knows (`Accept-Language`), as they were sent.
pub fn accepted_languages(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// True if a body is said to be JSON, or plain text. The latter saves browsers a question before the request (CORS).
pub fn is_json_or_text(headers: &HeaderMap) -> bool {
    matches!(media_type(headers).as_str(), "application/json" | "text/plain")
}

/// Refuses a body that is said to be something else than JSON.
pub fn require_json(headers: &HeaderMap) -> Result<(), Refusal> {
    if matches!(media_type(headers).as_str(), "application/json" | "") {
        return Ok(());
    }
    let detail = "Send JSON with the header Content-Type: application/json.";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail))
}
