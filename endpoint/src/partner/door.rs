//! The page on which partners see their referrals at the endpoint. With scripts it shows those of this browser, live. A saved
//! receipt shows its referral without scripts too.

use super::api::views;
use super::entry;
use super::holder::Opened;
use super::session::{BY_SESSION, Entered, entered, opened_by};
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
use maud::{Markup, html};
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
pub async fn page(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    respond(&app, &headers, StatusCode::OK, None).await
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
    let unknown = respond(&app, &headers, StatusCode::UNPROCESSABLE_ENTITY, Some(&pasted.receipt));
    let Some(proof) = proved(&pasted.receipt, &keys) else { return unknown.await };
    let tools = (&app.store, &app.clock, &app.hours);
    let Some(mut story) = Story::read(tools, &proof.referral, Some(&language)).await? else {
        return unknown.await;
    };
    story.possible.clear();
    Ok(shown::page(StatusCode::OK, &Shown { token: "", story, refused: None }))
}

fn language(headers: &HeaderMap) -> Language {
    Language::accepted(accepted_languages(headers), "en")
}

/// The page, with a receipt that was refused if there is one.
async fn respond(
    app: &App,
    headers: &HeaderMap,
    status: StatusCode,
    refused: Option<&str>,
) -> Result<Response, Refusal> {
    let language = language(headers);
    let texts = Texts::in_language(&language);
    let say = |key: &str| texts.say(key, &[]);
    let entered = entered(app, headers).await?;
    let title = say("for-partners");
    let body = html! {
        h1 { (title) }
        @match &entered {
            Some(entered) => (theirs(app, entered, &language, &texts).await?),
            None => referral-status endpoint="/" lang=(language.tag()) {},
        }
        script type="module" src="/referral-widget/status.js" {}
        @if entered.is_none() && app.sends_mails { (entry::form(&texts)) }
        (applications(app, &language, &texts).await?)
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
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((status, headers, document(&title, &html! {}, &body, &language)).into_response())
}

/// Where one can become a partner.
async fn applications(app: &App, language: &Language, texts: &Texts) -> Result<Markup, Refusal> {
    let releases = app.programs.list().await?.into_iter().filter_map(|(_, state)| state.release);
    let releases: Vec<_> = releases.filter(|release| release.program.application.is_some()).collect();
    Ok(html! {
        @if !releases.is_empty() {
            section aria-labelledby="become-partner" {
                h2 id="become-partner" { (texts.say("become-partner", &[])) }
                @for release in &releases {
                    @let program = release.program_in(Some(language.tag()));
                    p { a href={ "/refer/" (program.id) } { (program.name) } @if !program.summary.is_empty() { ": " (program.summary) } }
                }
            }
        }
    })
}

/// All referrals of somebody who has come in: live with scripts, and as a list of links without.
async fn theirs(app: &App, entered: &Entered, language: &Language, texts: &Texts) -> Result<Markup, Refusal> {
    let opened = opened_by(app, "", &entered.secret).await?;
    let referrals = opened.map(|opened| opened.referrals).unwrap_or_default();
    let referrals = referrals.into_iter().map(|referral| (referral, true)).collect();
    let views = views(Opened { referrals, ..Opened::default() }, Some(language), app).await?;
    Ok(html! {
        form.line method="post" action="/partner/leave" {
            p { (texts.say("entered-as", &[("email", &entered.email)])) }
            button type="submit" { (texts.say("leave", &[])) }
        }
        // The component shows its own contents in place of these.
        referral-status endpoint="/" lang=(language.tag()) token=(entered.secret) program="" {
            ul.referrals {
                @for view in &views.referrals {
                    li.card {
                        a href={ "/partner/" (view.referral) "~" (BY_SESSION) } {
                            (view.company.clone().unwrap_or_else(|| texts.say("no-company", &[])))
                        }
                        " · " (view.program.name) " · " (view.status_said)
                    }
                }
            }
            @if views.referrals.is_empty() { p { (texts.say("no-referrals", &[])) } }
        }
    })
}
