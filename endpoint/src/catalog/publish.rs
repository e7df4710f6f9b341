//! Serves program and script to forms.

use super::{Programs, State as ProgramState};
use crate::http::conditional::unless_known;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use headers::ETag;
use referral_folder::{DOCUMENT, SIGNATURE};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The header that says why the vendor's newest files are refused. It is on answers with the last valid files.
pub const REFUSED: HeaderName = HeaderName::from_static("referral-refused");

const LONGEST_REASON: usize = 300;

/// `GET /programs/{id}/{file}`: the bytes of the release in service.
pub async fn program_file(
    State(programs): State<Arc<Programs>>,
    Path((id, file)): Path<(String, String)>,
    request: HeaderMap,
) -> Result<Response, Refusal> {
    let state = programs.state(&id).await?.ok_or_else(|| Refusal::unknown_program(&id))?;
    let Some(release) = &state.release else {
        return Err(Refusal::not_in_service(&id, &state.reason()));
    };
    let signed;
    let (text, hash, content_type) = if file == DOCUMENT {
        (&release.program_json, &release.program_hash, "application/json")
    } else if file == release.program.rules {
        (&release.script, &release.rules_hash, "text/plain; charset=utf-8")
    } else if let (SIGNATURE, Some(signature)) = (file.as_str(), &release.signature) {
        signed = hex::encode(Sha256::digest(signature));
        (signature, &signed, "application/jose")
    } else {
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            format!("Of `{id}`, only {DOCUMENT} and {} are published.", release.program.rules),
        ));
    };
    let reason = refused_header(&state);
    let etag = entity_tag(hash, reason.as_ref());
    let content = ([(header::CONTENT_TYPE, content_type)], text.clone());
    let mut response = match etag {
        Some(etag) => unless_known(&request, etag, content),
        None => content.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(reason) = reason {
        headers.insert(REFUSED, reason);
    }
    Ok(response)
}

/// Writes the reason so that a header can carry it: one line of ASCII.
fn refused_header(state: &ProgramState) -> Option<HeaderValue> {
    if state.refused.is_empty() {
        return None;
    }
    let plain = |c: char| match c {
        ' '..='~' => c,
        c if c.is_whitespace() => ' ',
        // These are the pictures of control characters, such as a quoted line break.
        '␀'..='␡' => ' ',
        _ => '?',
    };
    let reason: String = state.reason().chars().map(plain).take(LONGEST_REASON).collect();
    HeaderValue::from_str(reason.trim()).ok()
}

/// Returns the entity tag. While newer files are refused, the same bytes have a different tag. Otherwise a browser that
/// revalidates would get "not modified", and keep the headers it has.
fn entity_tag(hash: &str, refused: Option<&HeaderValue>) -> Option<ETag> {
    let tag = match refused {
        None => format!("\"{hash}\""),
        Some(reason) => format!("\"{hash}-refused-{:.16}\"", hex::encode(Sha256::digest(reason))),
    };
    tag.parse().ok()
}
