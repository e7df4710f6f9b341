//! The frame of pages whose address, or whose cookie, opens what belongs to a partner.

use crate::http::page::{POLICY, document};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use referral_language::Language;

/// A page that no search engine lists, that no cache keeps, and whose address no other website learns. Its own forms say where they
/// come from, so that the endpoint can refuse those of other websites.
pub fn framed(status: StatusCode, title: &str, body: &Markup, language: &Language) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    let page = document(title, &html! {}, body, language);
    (status, headers, page).into_response()
}
