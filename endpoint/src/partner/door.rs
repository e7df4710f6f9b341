//! The page on which partners see their referrals at the endpoint. With scripts it shows those of this browser, live. A saved
//! receipt shows its referral without scripts too.

use super::shown::{self, Shown};
use super::story::Story;
use crate::app::App;
use crate::http::extract::accepted_languages;
use crate::http::page::document;
use crate::http::refusal::Refusal;
use crate::signer::{known_keys, proved};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use referral_language::{Language, Texts};
use serde::Deserialize;
use std::sync::Arc;

/// The page loads the component of the package, which asks this endpoint, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// A receipt as the page sends it.
#[derive(Deserialize)]
pub struct Pasted {
    receipt: String,
}

/// `GET /partner`
pub async fn page(headers: HeaderMap) -> Response {
    respond(&language(&headers), StatusCode::OK, None)
}

/// `POST /partner`: shows the referral of a receipt. Nobody can act by a receipt.
pub async fn show_receipt(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    form: Result<Form<Pasted>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(pasted) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let language = language(&headers);
    let keys = known_keys(&app.store).await?;
    let unknown = || respond(&language, StatusCode::UNPROCESSABLE_ENTITY, Some(&pasted.receipt));
    let Some(proof) = proved(&pasted.receipt, &keys) else { return Ok(unknown()) };
    let tools = (&app.store, &app.clock, &app.hours);
    let Some(mut story) = Story::read(tools, &proof.referral, Some(&language)).await? else {
        return Ok(unknown());
    };
    story.possible.clear();
    Ok(shown::page(StatusCode::OK, &Shown { token: "", story, refused: None }))
}

fn language(headers: &HeaderMap) -> Language {
    Language::accepted(accepted_languages(headers), "en")
}

/// The page, with a receipt that was refused if there is one.
fn respond(language: &Language, status: StatusCode, refused: Option<&str>) -> Response {
    let texts = Texts::in_language(language);
    let say = |key: &str| texts.say(key, &[]);
    let title = say("for-partners");
    let body = html! {
        h1 { (title) }
        referral-status endpoint="/" lang=(language.tag()) {}
        script type="module" src="/referral-widget/status.js" {}
        section aria-labelledby="by-receipt" {
            h2 id="by-receipt" { (say("show-receipt")) }
            p { (say("show-receipt-how")) }
            @if refused.is_some() { p.notice role="alert" { (say("receipt-unknown")) } }
            form.command.open method="post" action="/partner" {
                label for="receipt" { (say("receipt-pasted")) }
                textarea id="receipt" name="receipt" rows="4" required spellcheck="false" autocomplete="off" {
                    (refused.unwrap_or_default())
                }
                p { button type="submit" { (say("show-receipt")) } }
            }
        }
    };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, document(&title, &html! {}, &body, language)).into_response()
}
