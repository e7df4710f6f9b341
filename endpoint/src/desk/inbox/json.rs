//! The list as JSON.

use super::asked::Asked;
use crate::clock::Clock;
use crate::http::refusal::Refusal;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use referral_store::{Store, Stored};
use schemars::JsonSchema;
use serde::Serialize;

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;

#[derive(JsonSchema, Serialize)]
pub struct Referrals {
    referrals: Vec<Stored>,
    /// The value of `before` for the next page. Null on the last page.
    next: Option<String>,
}

/// `GET /api/referrals`: newest first, narrowed by the same words and filters as the page.
pub async fn list_referrals(
    State(store): State<Store>,
    State(clock): State<Clock>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Referrals>, Refusal> {
    let asked = Asked::read(asked)?;
    let limit = asked.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        let detail = format!("`limit` is {limit}; it goes from 1 to {MAX_LIMIT}. For more, follow `next`.");
        return Err(Refusal::new(StatusCode::BAD_REQUEST, detail));
    }
    let limit = limit as usize;
    // One more than wanted tells whether there is a next page.
    let mut referrals = store.list(&asked.filter(clock.now())?, asked.before, limit + 1).await?;
    let more = referrals.len() > limit;
    referrals.truncate(limit);
    let next = referrals.last().filter(|_| more).map(|last| last.number.to_string());
    Ok(Json(Referrals { referrals, next }))
}
