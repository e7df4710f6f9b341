//! The deliveries to the vendor's other systems.

use crate::clock::Clock;
use crate::http::refusal::Refusal;
use crate::outbox::{Bell, until};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use referral_store::{Delivery, DeliveryState, Store};
use serde::{Deserialize, Serialize};

const MOST: u32 = 100;

#[derive(Deserialize)]
pub struct DeliveryQuery {
    state: Option<String>,
}

#[derive(Serialize)]
pub struct Deliveries {
    deliveries: Vec<Delivery>,
}

/// `GET /api/deliveries`: the newest first, with their attempts.
pub async fn list_deliveries(
    State(store): State<Store>,
    wanted: Result<Query<DeliveryQuery>, QueryRejection>,
) -> Result<Json<Deliveries>, Refusal> {
    let Query(DeliveryQuery { state }) =
        wanted.map_err(|rejection| Refusal::new(StatusCode::BAD_REQUEST, rejection.body_text()))?;
    let state = state.map(|word| DeliveryState::from_word(&word).ok_or_else(unknown_state)).transpose()?;
    Ok(Json(Deliveries { deliveries: store.deliveries(state, MOST).await? }))
}

fn unknown_state() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "`state` is `waiting`, `delivered` or `failed`.")
}

/// `POST /api/deliveries/{id}/retry`: tries a delivery again that has failed or waits.
pub async fn retry_delivery(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(bell): State<Bell>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let now = clock.now().as_millisecond();
    if !store.retry(&id, now, until(now)).await? {
        let detail = "There is no undelivered delivery with that id. /api/deliveries lists them.";
        return Err(Refusal::new(StatusCode::NOT_FOUND, detail));
    }
    bell.ring();
    Ok(StatusCode::ACCEPTED)
}
