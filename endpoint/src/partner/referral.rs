//! The page of one referral for the partner who made it. A link opens it that came by mail; of the link there is only a hash.

use super::holder::opens;
use super::said;
use super::session::{BY_SESSION, entered, may_act};
use super::shown::{self, Shown};
use super::story::Story;
use crate::access::hash;
use crate::app::App;
use crate::commands::{give, status_of};
use crate::http::extract::accepted_languages;
use crate::http::refusal::Refusal;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use referral_language::Language;
use referral_store::{Commanded, KeyState};
use referral_widget::office::{Actor, Command, Order, Refused};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `GET /partner/{token}`
pub async fn show_to_partner(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    match open(&app, &token, &headers).await? {
        Ok(referral) => page(&app, &token, &referral, StatusCode::OK, None).await,
        Err(closed) => Ok(closed.page(&headers)),
    }
}

/// `POST /partner/{token}`: what the partner asks, answers or withdraws, as one of the page's forms sends it. What is refused comes
/// back with the reason and with what was typed.
pub async fn take_from_partner(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    form: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Result<Response, Refusal> {
    let referral = match open(&app, &token, &headers).await? {
        Ok(referral) => referral,
        Err(closed) => return Ok(closed.page(&headers)),
    };
    let Form(typed) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let field = |name: &str| typed.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    if field("form") == Some("report") {
        let story = Story::read((&app.store, &app.clock, &app.hours), &referral, None).await?;
        let story = story.ok_or_else(Refusal::unknown_referral)?;
        return match said::report(&app, &story, field("message")).await? {
            None => Ok(Redirect::to(&format!("/partner/{token}#said")).into_response()),
            Some(refused) => {
                let status = status_of(&refused);
                page(&app, &token, &referral, status, Some((&refused, &typed))).await
            }
        };
    }
    let command = match field("form") {
        Some("ask") => Command::Ask,
        Some("answer") => Command::Answer,
        Some("withdraw") => Command::Withdraw,
        _ => {
            let detail = "This form did not come from the page of the referral. Open the link again.";
            return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
        }
    };
    let order = Order { command, message: field("message").map(Into::into), note: None };
    let seen = field("revision").and_then(|revision| revision.parse().ok());
    match give((&app.store, &app.clock, &app.hours), &referral, Actor::Partner, order, seen, None).await? {
        Commanded::Done(_) | Commanded::Before(_) | Commanded::OtherKey => {
            Ok(Redirect::to(&format!("/partner/{token}#history")).into_response())
        }
        Commanded::Unknown => Ok(Closed::Unknown.page(&headers)),
        Commanded::Refused(refused) => {
            let status = status_of(&refused);
            page(&app, &token, &referral, status, Some((&refused, &typed))).await
        }
    }
}

/// Why a link shows nothing.
enum Closed {
    Unknown,
    Revoked,
}

impl Closed {
    fn page(&self, headers: &HeaderMap) -> Response {
        let language = Language::accepted(accepted_languages(headers), "en");
        let (status, key) = match self {
            Closed::Unknown => (StatusCode::NOT_FOUND, "link-unknown"),
            Closed::Revoked => (StatusCode::GONE, "link-revoked"),
        };
        shown::closed(status, key, &language)
    }
}

/// Returns the id of the referral that a link shows. It came in a mail, or it consists of the id and of the key that came with
/// the receipt. Those who have come in need no key.
async fn open(app: &App, token: &str, headers: &HeaderMap) -> Result<Result<String, Closed>, Refusal> {
    if let Some((referral, status_key)) = token.split_once('~') {
        if status_key == BY_SESSION {
            let Some(entered) = entered(app, headers).await? else { return Ok(Err(Closed::Unknown)) };
            let is_theirs = may_act(app, "", &entered.secret, referral).await?;
            return Ok(if is_theirs { Ok(referral.into()) } else { Err(Closed::Unknown) });
        }
        return Ok(match opens(app, referral, status_key).await? {
            KeyState::Opens => Ok(referral.into()),
            KeyState::Revoked => Err(Closed::Revoked),
            KeyState::Unknown => Err(Closed::Unknown),
        });
    }
    Ok(match app.store.link(hash(token)).await? {
        Some(link) if link.is_revoked => Err(Closed::Revoked),
        Some(link) => Ok(link.referral),
        None => Err(Closed::Unknown),
    })
}

async fn page(
    app: &App,
    token: &str,
    referral: &str,
    status: StatusCode,
    refused: Option<(&Refused, &BTreeMap<String, String>)>,
) -> Result<Response, Refusal> {
    let story = Story::read((&app.store, &app.clock, &app.hours), referral, None).await?;
    let story = story.ok_or_else(Refusal::unknown_referral)?;
    Ok(shown::page(status, &Shown { token, story, refused }))
}
