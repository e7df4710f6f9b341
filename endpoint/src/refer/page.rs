//! The page around what is shown.

use crate::refusal::Refusal;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use lol_html::errors::RewritingError;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use referral_widget::markup;

/// The element around the form, as where scripts run.
const ELEMENT: &str = "referral-form";
/// Nothing but the stylesheet, whatever a program contains.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The form's stylesheet, and that of the page around it.
pub fn stylesheet() -> String {
    markup::stylesheet(ELEMENT) + include_str!("page.css")
}

/// A page, in the program's language.
pub fn page(language: &str, title: &str, body: Result<String, RewritingError>) -> Result<Response, Refusal> {
    let body = body.map_err(|error| {
        tracing::error!(%error, "a page cannot be filled in");
        Refusal::unavailable("The page cannot be shown right now. Nothing is lost: send it again.")
    })?;
    Ok(around(language, title, &PreEscaped(body)))
}

/// A page that cannot be had, and why.
pub fn refused(why: &str) -> Response {
    let body = html! { div class="widget" { div class="card" { h2 { "This referral form cannot be shown" } p { (why) } } } };
    around("en", "Referral form", &body)
}

fn around(language: &str, title: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href="/refer/form.css";
            }
            body { main { h1 { "Refer a customer" } (PreEscaped(format!("<{ELEMENT}>"))) (body) (PreEscaped(format!("</{ELEMENT}>"))) } }
        }
    };
    (HEADERS, page).into_response()
}
