//! Mails that came back.

use crate::clock::Clock;
use crate::http::refusal::Refusal;
use crate::mail::{Report, read_report};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use referral_store::{Bounce, Store};
use schemars::JsonSchema;
use serde::Serialize;

/// How many are listed.
const MOST: u32 = 100;

#[derive(JsonSchema, Serialize)]
pub struct Bounces {
    bounces: Vec<Bounce>,
}

/// `GET /api/bounces`: the latest first.
pub async fn list_bounces(State(store): State<Store>) -> Result<Json<Bounces>, Refusal> {
    Ok(Json(Bounces { bounces: store.bounces(MOST).await? }))
}

/// `POST /mail/bounces`: what a mail server reports of a mail that it could not deliver. The mail's delivery has failed from then
/// on. The same report again changes nothing.
pub async fn note_bounce(
    State(store): State<Store>,
    State(clock): State<Clock>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Refusal> {
    let body = body?;
    let report = tokio::task::spawn_blocking(move || read_report(&body)).await.ok().flatten().ok_or_else(|| {
        let detail = "This is no report of a mail that came back (RFC 3464). Send the whole mail of the mail server, as it came.";
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    })?;
    if let Report::Failed { delivery, why } = report {
        if !store.came_back(&delivery, clock.now(), &why).await? {
            let detail =
                "The mail that came back is none of this endpoint’s. Its `Message-ID` names no delivery.";
            return Err(Refusal::new(StatusCode::NOT_FOUND, detail));
        }
        // What the mail server says may name an address.
        tracing::warn!(delivery, "a mail came back; /api/deliveries says why");
    }
    Ok(StatusCode::NO_CONTENT)
}
