//! What was brought to the vendor's other systems.

use super::token::from_another_site;
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::outbox::until;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use referral_store::Delivery;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const MOST: u32 = 100;

#[derive(Deserialize)]
pub struct Wanted {
    state: Option<String>,
}

#[derive(Serialize)]
pub struct Deliveries {
    deliveries: Vec<Delivery>,
}

/// `GET /api/deliveries`: the newest first, with their attempts.
pub async fn list_deliveries(
    State(app): State<Arc<App>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Deliveries>, Refusal> {
    let Query(Wanted { state }) =
        wanted.map_err(|rejection| Refusal::new(StatusCode::BAD_REQUEST, rejection.body_text()))?;
    if state.as_deref().is_some_and(|state| !["waiting", "delivered", "failed"].contains(&state)) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "`state` is `waiting`, `delivered` or `failed`."));
    }
    Ok(Json(Deliveries { deliveries: app.store.deliveries(state.as_deref(), MOST).await? }))
}

/// `POST /api/deliveries/{id}/retry`: tries one again that has failed or waits.
pub async fn retry_delivery(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    if from_another_site(&headers) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "Another website must not ask for this."));
    }
    let now = app.clock.now().as_millisecond();
    if !app.store.retry(&id, now, until(now)).await? {
        let detail = "There is no delivery of that id that has not arrived. /api/deliveries lists them.";
        return Err(Refusal::new(StatusCode::NOT_FOUND, detail));
    }
    app.bell.ring();
    Ok(StatusCode::ACCEPTED)
}
