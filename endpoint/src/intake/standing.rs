//! The program that a submission is for.

use crate::catalog::{Private, Programs, Release};
use crate::http::refusal::Refusal;
use std::sync::Arc;

/// Returns the program's release in service, or a refusal.
pub async fn release(programs: &Programs, id: &str) -> Result<Arc<Release>, Refusal> {
    Ok(standing(programs, id).await?.0)
}

/// Also returns which unpublished files are beside it.
pub async fn standing(programs: &Programs, id: &str) -> Result<(Arc<Release>, Private), Refusal> {
    let state = programs.state(id).await?.ok_or_else(|| Refusal::unknown_program(id))?;
    let release = state.release.clone().ok_or_else(|| Refusal::not_in_service(id, &state.reason()))?;
    Ok((release, state.private))
}
