//! The deliveries to the vendor's other systems.

use super::words::Words;
use crate::access::{Caller, Right};
use crate::clock::Clock;
use crate::http::extract::{Path, Query};
use crate::http::refusal::Refusal;
use crate::outbox::{Bell, until};
use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use maud::{Markup, html};
use referral_store::{Delivery, DeliveryState, Retried, Store, StoreError, Trouble};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const MOST: u32 = 100;
/// For how long a failed delivery counts as trouble with its receiver: seven days.
const TROUBLE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

#[derive(Deserialize, JsonSchema)]
pub struct DeliveryQuery {
    /// Only deliveries in this state.
    #[schemars(with = "Option<DeliveryState>")]
    state: Option<String>,
}

#[derive(JsonSchema, Serialize)]
pub struct Deliveries {
    deliveries: Vec<Delivery>,
    /// The receivers that do not take what they are brought.
    troubled_receivers: Vec<Trouble>,
}

/// `GET /api/deliveries`: the newest first, with their attempts.
pub async fn list_deliveries(
    State(store): State<Store>,
    State(clock): State<Clock>,
    Query(DeliveryQuery { state }): Query<DeliveryQuery>,
) -> Result<Json<Deliveries>, Refusal> {
    let state = state.map(|word| DeliveryState::from_word(&word).ok_or_else(unknown_state)).transpose()?;
    let troubled_receivers = troubled(&store, &clock).await?;
    Ok(Json(Deliveries { deliveries: store.deliveries(state, MOST).await?, troubled_receivers }))
}

/// The receivers for which something has failed in the last days, or is tried again.
pub async fn troubled(store: &Store, clock: &Clock) -> Result<Vec<Trouble>, StoreError> {
    store.troubled_receivers(clock.now().as_millisecond() - TROUBLE_MS).await
}

fn unknown_state() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "`state` is `waiting`, `delivered` or `failed`.")
}

/// What the button beside a delivery sends.
#[derive(Deserialize)]
pub struct Beside {
    /// The referral on whose page it is.
    referral: String,
}

/// `POST /deliveries/{id}/retry`: the same as [`retry_delivery`], by a button on the referral's page.
pub async fn retry_by_form(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(bell): State<Bell>,
    id: Path<String>,
    form: Result<Form<Beside>, FormRejection>,
) -> Result<Redirect, Refusal> {
    let Form(Beside { referral }) =
        form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let stored = store.find(&referral).await?.ok_or_else(Refusal::unknown_referral)?;
    // It may have been delivered since the page was opened. The page tells.
    match retry_delivery(State(store), State(clock), State(bell), id).await {
        Err(refusal) if refusal.problem().status != StatusCode::NOT_FOUND.as_u16() => Err(refusal),
        _ => Ok(Redirect::to(&format!("/referrals/{}#deliveries", stored.id))),
    }
}

/// `POST /api/deliveries/{id}/retry`: tries a delivery again that has failed or waits.
pub async fn retry_delivery(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(bell): State<Bell>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let now = clock.now().as_millisecond();
    if store.retry(&id, now, until(now)).await?.is_none() {
        let detail = "There is no undelivered delivery with that id. /api/deliveries lists them.";
        return Err(Refusal::new(StatusCode::NOT_FOUND, detail));
    }
    bell.ring();
    Ok(StatusCode::ACCEPTED)
}

/// `POST /deliveries/{id}/replay`: the same as [`replay_delivery`], by a button on the referral's page.
pub async fn replay_by_form(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(bell): State<Bell>,
    Path(id): Path<String>,
) -> Result<Redirect, Refusal> {
    let Retried { referral } = replay(&store, &clock, &bell, &id).await?;
    Ok(Redirect::to(&referral.map_or("/".into(), |referral| format!("/referrals/{referral}#deliveries"))))
}

/// `POST /api/deliveries/{id}/replay`: brings an event to its receiver again, also one that the receiver has: under the same id, and
/// signed anew.
pub async fn replay_delivery(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(bell): State<Bell>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    replay(&store, &clock, &bell, &id).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn replay(store: &Store, clock: &Clock, bell: &Bell, id: &str) -> Result<Retried, Refusal> {
    let now = clock.now().as_millisecond();
    let replayed = store.replay(id, now, until(now)).await?.ok_or_else(|| {
        let detail = "There is no event with that id that went to a webhook. /api/deliveries lists them.";
        Refusal::new(StatusCode::NOT_FOUND, detail)
    })?;
    bell.ring();
    Ok(replayed)
}

/// A button that tries a delivery again, for those who may do that.
pub fn retry_button(delivery: &Delivery, caller: &Caller, words: &Words) -> Markup {
    html! {
        @if caller.has(Right::Manage) { form method="post" action={ "/deliveries/" (delivery.id) "/retry" } {
            input type="hidden" name="referral" value=[delivery.referral.as_ref()];
            button type="submit" aria-label={ (words.say("retry")) ": " (delivery.destination) } { (words.say("retry")) }
        } }
    }
}
