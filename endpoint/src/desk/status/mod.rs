//! The status page, which shows the vendor the state of programs and referrals.

mod program;
mod referral;

use super::listing::listed;
use super::parts::{company, minute, navigation, page};
use super::words::Words;
use crate::access::{Caller, Right};
use crate::catalog::{Programs, State as ProgramState};
use crate::clock::Clock;
use crate::http::refusal::Refusal;
use crate::outbox::{self, Secrets};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use program::Mistake;
use referral_folder::{PARTNERS, Partners};
use referral_store::{Delivery, DeliveryState, Feedback, Moment, Page, Store, Stored};
use referral_widget::json::parse;
use referral_widget::program::{Program, RELAY};
use referral_widget::submission::Attribution;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const LATEST: u32 = 50;
const LATEST_FEEDBACK: u32 = 20;

/// `GET /status.css`.
pub async fn stylesheet() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("status.css"))
}

/// `GET /`: programs, and the latest referrals.
pub async fn status_page(
    State(catalog): State<Arc<Programs>>,
    State(store): State<Store>,
    State(secrets): State<Secrets>,
    State(clock): State<Clock>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let programs: BTreeMap<String, ProgramState> = listed(&catalog).await?.into_iter().collect();
    let referrals = store.list(&Page { program: None, before: None, limit: LATEST }).await?;
    let due = store.due(LATEST).await?;
    let feedback = store.feedback(LATEST_FEEDBACK).await?;
    let failed = store.deliveries(Some(DeliveryState::Failed), LATEST_FEEDBACK).await?;
    let words = Words::for_reader(&headers, &programs);
    let mut beside = BTreeMap::new();
    for (id, state) in &programs {
        if let Some(release) = state.release.clone() {
            let (folder, secrets) = (catalog.folder(id), secrets.clone());
            let found =
                tokio::task::spawn_blocking(move || mistakes(&folder, &release.program, &secrets)).await;
            beside.insert(id.as_str(), found.unwrap_or_default());
        }
    }
    let now = clock.now().into();
    let shown = Shown { caller, programs: &programs, beside, due, now, referrals, feedback, failed };
    Ok(page(&words.say("referrals"), &body(&shown, &words), &words))
}

/// Lists what is wrong with the unpublished files.
fn mistakes(folder: &Path, program: &Program, secrets: &Secrets) -> Vec<Mistake> {
    let relay = outbox::mistakes(folder, program, secrets).into_iter();
    let relay = relay.map(|why| Mistake { file: RELAY, why, then: "relay-waits" });
    let partners = Partners::read(folder).err().map(|why| Mistake {
        file: PARTNERS,
        why: why.to_string(),
        then: "not-taking",
    });
    relay.chain(partners).collect()
}

/// The contents of the page.
struct Shown<'a> {
    caller: Caller,
    programs: &'a BTreeMap<String, ProgramState>,
    beside: BTreeMap<&'a str, Vec<Mistake>>,
    due: Vec<Stored>,
    now: Moment,
    referrals: Vec<Stored>,
    feedback: Vec<Feedback>,
    failed: Vec<Delivery>,
}

fn body(shown: &Shown<'_>, words: &Words) -> Markup {
    let Shown { caller, programs, beside, due, now, referrals, feedback, failed } = shown;
    let may_clear = caller.has(Right::Manage);
    html! {
        (navigation(caller, words))
        h1 { (words.say("referrals")) }
        section aria-labelledby="programs" {
            h2 id="programs" { (words.say("programs")) }
            @if programs.is_empty() { p.empty { (words.say("no-programs")) } }
            ul.programs {
                @for (id, state) in *programs {
                    (program::card(id, state, beside.get(id.as_str()).map_or(&[], Vec::as_slice), words))
                }
            }
        }
        @if !due.is_empty() {
            section aria-labelledby="due" {
                h2 id="due" { (words.say("due-next")) }
                ul.problems { @for stored in due { (due_next(stored, programs.get(&stored.program), *now, words)) } }
            }
        }
        section aria-labelledby="latest" {
            h2 id="latest" { (words.say("latest")) }
            @if referrals.is_empty() {
                p.empty { (words.say("no-referrals")) }
            } @else {
                ul.referrals {
                    @for stored in referrals {
                        (referral::card(stored, programs.get(&stored.program), may_clear, words))
                    }
                }
            }
            p.more { (words.say("all-as-json")) " " a href="/api/referrals" { "/api/referrals" } }
        }
        @if !failed.is_empty() {
            section aria-labelledby="failed" {
                h2 id="failed" { (words.say("not-taken-by")) }
                ul.referrals { @for delivery in failed { (not_taken(delivery, words)) } }
                p.more {
                    (words.say("deliveries-as-json")) " " a href="/api/deliveries" { "/api/deliveries" } ". "
                    (words.say("retry-by")) " " code { "POST /api/deliveries/<id>/retry" }
                }
            }
        }
        @if !feedback.is_empty() {
            section aria-labelledby="feedback" {
                h2 id="feedback" { (words.say("opinions")) }
                ul.referrals { @for said in feedback { (opinion(said, programs.get(&said.program), words)) } }
                p.more { (words.say("as-json")) " " a href="/api/feedback" { "/api/feedback" } }
            }
        }
    }
}

/// A referral of which the vendor owes something, and by when.
fn due_next(stored: &Stored, state: Option<&ProgramState>, now: Moment, words: &Words) -> Markup {
    let program = state.and_then(|state| state.release.as_deref()).map(|release| &release.program);
    let duties = stored.standing.duties().unwrap_or_default();
    let next = duties.open().find(|duty| Some(Moment::from(duty.deadline.due)) == stored.standing.next_due);
    html! {
        li {
            a href={ "/referrals/" (stored.id) } { (company(stored, program, words)) } " · "
            @if let Some(duty) = next {
                (words.with(&format!("due-{}", duty.owed.as_str()), &[("at", &minute(program, duty.deadline.due.into()))]))
            }
            @if stored.standing.next_due.is_some_and(|due| due < now) { " " span.badge.bad { (words.say("overdue")) } }
        }
    }
}

fn not_taken(delivery: &Delivery, words: &Words) -> Markup {
    let attempts = words.with("attempts", &[("count", &delivery.attempts.to_string())]);
    html! {
        li.card {
            p { strong { (delivery.destination) } @if let Some(last) = delivery.log.last() { ": " (last.error.as_deref().unwrap_or_default()) } }
            p.facts {
                (words.with("of-referral", &[("referral", &delivery.referral)])) " · " (words.say("delivery")) " "
                code { (delivery.id) } " · " (attempts)
            }
        }
    }
}

fn opinion(said: &Feedback, state: Option<&ProgramState>, words: &Words) -> Markup {
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
