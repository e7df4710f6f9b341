//! The page of one referral for the partner who made it. A link opens it that came by mail; of the link there is only a hash.

use super::shown::{self, Shown};
use crate::access::hash;
use crate::clock::Clock;
use crate::commands::{give, status_of};
use crate::hours::Hours;
use crate::http::refusal::Refusal;
use crate::made_under::made_under;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use referral_language::Language;
use referral_store::{Commanded, Store, StoreError};
use referral_widget::office::{Actor, Command, Order, Refused};
use referral_widget::program::Program;
use std::collections::BTreeMap;

/// `GET /partner/{token}`
pub async fn show_to_partner(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(hours): State<Hours>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    match open(&store, &token).await? {
        Ok(referral) => page((&store, &clock, &hours), &token, &referral, StatusCode::OK, None).await,
        Err(closed) => Ok(closed.page(&headers)),
    }
}

/// `POST /partner/{token}`: what the partner asks, answers or withdraws, as one of the page's forms sends it. What is refused comes
/// back with the reason and with what was typed.
pub async fn take_from_partner(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(hours): State<Hours>,
    Path(token): Path<String>,
    headers: HeaderMap,
    form: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Result<Response, Refusal> {
    let referral = match open(&store, &token).await? {
        Ok(referral) => referral,
        Err(closed) => return Ok(closed.page(&headers)),
    };
    let Form(typed) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let field = |name: &str| typed.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
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
    match give((&store, &clock, &hours), &referral, Actor::Partner, order, seen, None).await? {
        Commanded::Done(_) | Commanded::Before(_) | Commanded::OtherKey => {
            Ok(Redirect::to(&format!("/partner/{token}#history")).into_response())
        }
        Commanded::Unknown => Ok(Closed::Unknown.page(&headers)),
        Commanded::Refused(refused) => {
            let status = status_of(&refused);
            page((&store, &clock, &hours), &token, &referral, status, Some((&refused, &typed))).await
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
        let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = Language::accepted(asked.unwrap_or_default(), "en");
        let (status, key) = match self {
            Closed::Unknown => (StatusCode::NOT_FOUND, "link-unknown"),
            Closed::Revoked => (StatusCode::GONE, "link-revoked"),
        };
        shown::closed(status, key, &language)
    }
}

/// Returns the id of the referral that a link shows.
async fn open(store: &Store, token: &str) -> Result<Result<String, Closed>, StoreError> {
    Ok(match store.link(hash(token)).await? {
        Some(link) if link.is_revoked => Err(Closed::Revoked),
        Some(link) => Ok(link.referral),
        None => Err(Closed::Unknown),
    })
}

async fn page(
    (store, clock, hours): (&Store, &Clock, &Hours),
    token: &str,
    referral: &str,
    status: StatusCode,
    refused: Option<(&Refused, &BTreeMap<String, String>)>,
) -> Result<Response, Refusal> {
    let stored = store.find(referral).await?.ok_or_else(Refusal::unknown_referral)?;
    let language = stored.language.as_deref().and_then(Language::named);
    let tag = language.as_ref().map(Language::tag);
    let (program, _) = made_under(store, &stored, tag).await?;
    let language = language.unwrap_or_else(|| own_language(&program));
    let zone = hours.zone(store, Some(&program), clock.now()).await?;
    let events = store.events(referral).await?;
    let standing = stored.standing.referral().map_err(|error| Refusal::from(StoreError::Broken(error)))?;
    let possible = standing.possible(&Actor::Partner);
    Ok(shown::page(status, &Shown { token, stored, program, zone, events, possible, refused }, &language))
}

fn own_language(program: &Program) -> Language {
    Language::named(&program.language).unwrap_or_default()
}
