//! What partners think of the programs.

use super::listing::listed;
use super::parts::page;
use super::words::Words;
use crate::access::Caller;
use crate::catalog::{Programs, State as ProgramState};
use crate::http::refusal::Refusal;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};
use referral_store::{Feedback, Store};
use referral_widget::json::parse;
use referral_widget::submission::Attribution;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many are on the page.
const LATEST: u32 = 200;

/// `GET /feedback`: the newest first.
pub async fn feedback_page(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let programs: BTreeMap<String, ProgramState> = listed(&programs).await?.into_iter().collect();
    let words = Words::for_reader(&headers, &programs);
    let feedback = store.feedback(LATEST).await?;
    let title = words.say("opinions");
    let body = html! {
        h1 { (title) }
        @if feedback.is_empty() { p.empty { (words.say("no-feedback")) } }
        ul.referrals { @for said in &feedback { (opinion(said, programs.get(&said.program), &words)) } }
        p.more { (words.say("as-json")) " " a href="/api/feedback" { "/api/feedback" } }
    };
    Ok(page(&title, Some(&caller), &body, &words))
}

/// One piece of feedback.
pub fn opinion(said: &Feedback, state: Option<&ProgramState>, words: &Words) -> Markup {
    let program = state.and_then(|state| state.release.as_deref()).map(|release| &release.program);
    let name = program.map_or(said.program.as_str(), |program| program.name.as_str());
    let attribution: Option<Attribution> = parse(said.attribution.get()).ok();
    let partner = attribution.and_then(|attribution| attribution.partner);
    html! {
        li.card {
            p { (said.text) }
            p.facts {
                (name) " " (said.program_version) " · " (said.topic)
                @if let Some(partner) = partner { " · " (partner) }
                @if let Some(email) = &said.email { " · " (email) }
                " · " (said.received_at.to_string())
            }
            @if let Some(suspicion) = &said.suspicion { p.differs { (words.suspicion(suspicion)) } }
        }
    }
}
