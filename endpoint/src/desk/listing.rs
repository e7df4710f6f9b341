//! Programs, a referral and feedback as JSON.

use super::feedback_query::FeedbackQuery;
use crate::catalog::{Programs, State as ProgramState};
use crate::http::conditional::{etag_of_state, unless_known};
use crate::http::extract::{Path, Query};
use crate::http::refusal::Refusal;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use referral_store::{Feedback, Store};
use referral_widget::program::Problem;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

const MAX_LIMIT: u32 = 200;

#[derive(JsonSchema, Serialize)]
pub struct ListedFeedback {
    feedback: Vec<Feedback>,
}

/// `GET /api/feedback`: the newest first, narrowed as the page is.
pub async fn list_feedback(
    State(store): State<Store>,
    Query(asked): Query<FeedbackQuery>,
) -> Result<Json<ListedFeedback>, Refusal> {
    Ok(Json(ListedFeedback { feedback: store.feedback(&asked.filter()?, MAX_LIMIT).await? }))
}

/// `GET /api/referrals/{id}`.
pub async fn find_referral(
    State(store): State<Store>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let stored = store.find(&id).await?.ok_or_else(Refusal::unknown_referral)?;
    Ok(unless_known(&headers, etag_of_state(stored.standing.revision.unsigned_abs()), Json(stored)))
}

#[derive(JsonSchema, Serialize)]
pub struct ListedPrograms {
    programs: Vec<ListedProgram>,
}

/// A program. Name, version and hashes are those of the release in service.
#[derive(JsonSchema, Serialize)]
struct ListedProgram {
    id: String,
    name: Option<String>,
    version: Option<String>,
    program_hash: Option<String>,
    rules_hash: Option<String>,
    /// `ok`, or `refused` if the current files are not in service.
    #[schemars(extend("enum" = ["ok", "refused"]))]
    state: &'static str,
    /// True if a release is in service.
    in_service: bool,
    problems: Vec<Problem>,
}

/// `GET /api/programs`.
pub async fn list_programs(State(programs): State<Arc<Programs>>) -> Result<Json<ListedPrograms>, Refusal> {
    let programs = listed(&programs).await?.into_iter().map(|(id, state)| {
        let release = state.release.as_deref();
        ListedProgram {
            id,
            name: release.map(|release| release.program.name.clone()),
            version: release.map(|release| release.program.version.clone()),
            program_hash: release.map(|release| release.program_hash.clone()),
            rules_hash: release.map(|release| release.rules_hash.clone()),
            state: if state.refused.is_empty() { "ok" } else { "refused" },
            in_service: release.is_some(),
            problems: state.refused,
        }
    });
    Ok(Json(ListedPrograms { programs: programs.collect() }))
}

/// Lists all programs by id.
pub async fn listed(programs: &Programs) -> Result<Vec<(String, ProgramState)>, Refusal> {
    Ok(programs.list().await?)
}
