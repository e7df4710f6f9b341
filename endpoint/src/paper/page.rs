//! The page around the form.

use crate::http::page::POLICY;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, PreEscaped, html};
use referral_language::{Language, Texts};
use referral_widget::markup;
use referral_widget::program::Program;

/// The element around the form, the same as with scripts.
const ELEMENT: &str = "referral-form";
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
    (header::VARY, "accept-language"),
];

/// The same as [`POLICY`], for the one page with a script.
const RECEIPT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// Returns the form's stylesheet, and that of the page around it.
pub fn stylesheet() -> String {
    markup::stylesheet(ELEMENT) + include_str!("page.css")
}

/// What the page is for: it takes a customer, or the application of a partner.
pub fn heading(program: Option<&Program>, texts: &Texts) -> String {
    let is_application = program.is_some_and(|program| program.application.is_some());
    texts.say(if is_application { "apply" } else { "refer" }, &[])
}

/// Returns a page in a language.
pub fn page(language: &Language, heading: &str, title: &str, body: String) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href="/refer/form.css";
            }
            body { main { h1 { (heading) } (PreEscaped(format!("<{ELEMENT}>{body}</{ELEMENT}>"))) } }
        }
    };
    let headers = [(header::CONTENT_LANGUAGE, language.tag().to_string())];
    (HEADERS, headers, page).into_response()
}

/// Returns the page of a receipt. If the browser runs scripts, one remembers the referral.
pub fn receipt_page(language: &Language, heading: &str, title: &str, body: String) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, RECEIPT_POLICY)], page(language, heading, title, body))
        .into_response()
}
