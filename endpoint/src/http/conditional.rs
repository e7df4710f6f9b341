//! Answers that a client may have already (RFC 9110, section 13).

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use headers::{ETag, HeaderMapExt, IfNoneMatch};
use sha2::{Digest, Sha256};

/// Answers with an entity tag, and without a body if the request names that tag in `If-None-Match`.
pub fn unless_known(request: &HeaderMap, etag: ETag, answer: impl IntoResponse) -> Response {
    let condition = request.typed_get::<IfNoneMatch>();
    let is_known = condition.is_some_and(|condition| !condition.precondition_passes(&etag));
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { answer.into_response() };
    response.headers_mut().typed_insert(etag);
    response
}

/// Returns the entity tag of a content: its hash.
pub fn etag_of(content: &str) -> ETag {
    quoted(&hex::encode(Sha256::digest(content)))
}

/// Returns the entity tag of a state that has a number.
pub fn etag_of_state(number: u64) -> ETag {
    quoted(&number.to_string())
}

fn quoted(word: &str) -> ETag {
    format!("\"{word}\"").parse().expect("letters and digits in quotes are an entity tag")
}
