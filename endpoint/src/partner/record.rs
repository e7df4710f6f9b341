//! The record of a program, as partners' pages read it.

use crate::catalog::Programs;
use crate::clock::Clock;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::intake;
use crate::record::Records;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use referral_store::Store;
use referral_widget::office::DecisionRecord;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// The record of a program.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ProgramRecord")]
pub struct Shown {
    /// Null before ten decisions.
    record: Option<DecisionRecord>,
}

/// `GET /programs/{id}/record.json`: how the program has kept the deadlines of its decisions, or `null` before ten decisions.
pub async fn show(
    State(programs): State<Arc<Programs>>,
    State(records): State<Records>,
    State(store): State<Store>,
    State(clock): State<Clock>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let release = intake::release(&programs, &id).await?;
    let record = records.of_program(&store, &release.program.id, clock.now()).await?;
    Ok(([(header::CACHE_CONTROL, "max-age=60")], Json(Shown { record })))
}
