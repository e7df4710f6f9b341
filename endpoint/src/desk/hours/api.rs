//! The vendor's business hours as JSON.

use super::people;
use crate::access::Caller;
use crate::clock::Clock;
use crate::hours::Hours;
use crate::http::conditional::{etag_of_state, unless_known};
use crate::http::extract::require_json;
use crate::http::refusal::Refusal;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use referral_store::{Moment, Store, StoreError};
use referral_widget::json::parse;
use referral_widget::office::{BusinessHours, HoursError, WrittenHours};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The most mistakes that a refusal names.
const MOST_MISTAKES: usize = 20;

/// The business hours that hold.
#[derive(JsonSchema, Serialize)]
pub struct CurrentHours {
    /// The hours, as they were set. Without any, the usual ones hold: Monday to Friday from nine to five, in the time zone of
    /// each program.
    #[schemars(with = "Option<WrittenHours>")]
    hours: Option<Map<String, Value>>,
    /// When they were set (RFC 3339, UTC).
    since: Option<Moment>,
    /// The id of the user who set them.
    user: Option<String>,
}

/// `GET /api/hours`
pub async fn show_hours(State(store): State<Store>, headers: HeaderMap) -> Result<Response, Refusal> {
    let Some(kept) = store.calendar().await? else {
        let unset = CurrentHours { hours: None, since: None, user: None };
        return Ok(unless_known(&headers, etag_of_state(0), Json(unset)));
    };
    let hours = parse(&kept.calendar).map_err(|error| StoreError::Broken(error.to_string().into()))?;
    let known = CurrentHours { hours: Some(hours), since: Some(kept.since), user: Some(kept.user) };
    Ok(unless_known(&headers, etag_of_state(kept.number.unsigned_abs()), Json(known)))
}

/// `PUT /api/hours`: the hours from now on. Deadlines that are running stay as they are.
pub async fn set_hours(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(known): State<Hours>,
    caller: Caller,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Refusal> {
    require_json(&headers)?;
    let wrong = |detail: String| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail);
    let body = body?;
    let text = std::str::from_utf8(&body).map_err(|_| wrong("The hours are not UTF-8.".into()))?;
    BusinessHours::from_json(text).map_err(|errors| wrong(listed(&errors)))?;
    let mut written = WrittenHours::from_json(text).map_err(|error| wrong(listed(&[error])))?;
    let mistakes = people::by_id(&mut written, &store.present_users().await?);
    if !mistakes.is_empty() {
        return Err(wrong(listed(&mistakes)));
    }
    let text = serde_json::to_string(&written).map_err(|error| StoreError::Broken(error.into()))?;
    store.set_calendar(&text, caller.id(), clock.now(), None).await?;
    known.forget();
    tracing::info!("set the business hours");
    Ok(StatusCode::NO_CONTENT)
}

/// All mistakes, in one line.
fn listed(errors: &[HoursError]) -> String {
    let mut said: Vec<String> = errors.iter().take(MOST_MISTAKES).map(ToString::to_string).collect();
    if errors.len() > MOST_MISTAKES {
        said.push(format!("and {} more mistakes", errors.len() - MOST_MISTAKES));
    }
    said.join("; ") + "."
}
