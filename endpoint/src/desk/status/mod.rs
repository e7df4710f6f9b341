//! The first page: the list of referrals, and below its beginning the state of programs, deliveries that have failed, and the
//! latest feedback.

mod program;

use super::brought;
use super::feedback::opinion;
use super::inbox::{Asked, List};
use super::listing::listed;
use super::parts::page;
use super::words::Words;
use crate::access::Caller;
use crate::app::App;
use crate::catalog::{Programs, State as ProgramState};
use crate::http::refusal::Refusal;
use crate::labels::left_to_right;
use crate::outbox::{self, Secrets};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use program::Mistake;
use referral_folder::{PARTNERS, Partners};
use referral_store::{Delivery, DeliveryState, Feedback, FeedbackFilter, Trouble};
use referral_widget::office::People;
use referral_widget::program::{Program, RELAY};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const LATEST: u32 = 20;

/// `GET /status.css`.
pub async fn stylesheet() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("status.css"))
}

/// `GET /`: the list of referrals, and the state of the rest.
pub async fn status_page(
    State(catalog): State<Arc<Programs>>,
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Refusal> {
    let App { clock, hours, secrets, store, .. } = &*app;
    let list = List::read(store, hours, Asked::read(asked)?, clock.now()).await?;
    let programs: BTreeMap<String, ProgramState> = listed(&catalog).await?.into_iter().collect();
    let words = Words::for_reader(&headers, &programs);
    let title = words.say("referrals");
    if !list.is_first() {
        let body = html! { h1 { (title) } (list.show(&programs, &caller, &words)) };
        return Ok(page(&title, Some(&caller), &body, &words));
    }
    let feedback = store.feedback(&FeedbackFilter::default(), LATEST).await?;
    let failed = store.deliveries(Some(DeliveryState::Failed), LATEST).await?;
    let mut beside = BTreeMap::new();
    for (id, state) in &programs {
        if let Some(release) = state.release.clone() {
            let (folder, secrets) = (catalog.folder(id), secrets.clone());
            let found =
                tokio::task::spawn_blocking(move || mistakes(&folder, &release.program, &secrets)).await;
            beside.insert(id.as_str(), found.unwrap_or_default());
        }
    }
    let people =
        hours.of_vendor(store, clock.now()).await?.map(|(_, hours)| hours.people).unwrap_or_default();
    let troubled = super::deliveries::troubled(store, clock).await?;
    let shown = Shown { caller, programs: &programs, beside, list, people, feedback, failed, troubled };
    Ok(page(&title, Some(&shown.caller), &body(&shown, &words), &words))
}

/// Lists what is wrong with the unpublished files.
fn mistakes(folder: &Path, program: &Program, secrets: &Secrets) -> Vec<Mistake> {
    let relay = outbox::mistakes(folder, program, secrets).into_iter();
    let relay = relay.map(|why| Mistake { file: RELAY, why, then: "relay-waits" });
    let weak = outbox::weaknesses(folder, program, secrets).into_iter();
    let weak = weak.map(|why| Mistake { file: RELAY, why, then: "relay-goes-on" });
    let partners = Partners::read(folder).err().map(|why| Mistake {
        file: PARTNERS,
        why: why.to_string(),
        then: "not-taking",
    });
    relay.chain(weak).chain(partners).collect()
}

/// The contents of the page.
struct Shown<'a> {
    caller: Caller,
    programs: &'a BTreeMap<String, ProgramState>,
    beside: BTreeMap<&'a str, Vec<Mistake>>,
    list: List,
    people: People,
    feedback: Vec<Feedback>,
    failed: Vec<Delivery>,
    troubled: Vec<Trouble>,
}

fn body(shown: &Shown<'_>, words: &Words) -> Markup {
    let Shown { caller, programs, beside, list, people, feedback, failed, troubled } = shown;
    html! {
        h1 { (words.say("referrals")) }
        (brought::trouble(troubled, words))
        (list.show(programs, caller, words))
        section aria-labelledby="programs" {
            h2 id="programs" { (words.say("programs")) }
            @if programs.is_empty() { p.empty { (words.say("no-programs")) } }
            ul.programs {
                @for (id, state) in *programs {
                    (program::card(id, state, beside.get(id.as_str()).map_or(&[], Vec::as_slice), words))
                }
            }
        }
        section aria-labelledby="called" {
            h2 id="called" { (words.say("hours-people")) }
            (called(people, list, words))
        }
        @if !failed.is_empty() {
            section aria-labelledby="failed" {
                h2 id="failed" { (words.say("not-taken-by")) }
                ul.referrals { @for delivery in failed { (not_taken(delivery, caller, words)) } }
                p.more {
                    (words.say("deliveries-as-json")) " " a href="/api/deliveries" { "/api/deliveries" }
                }
            }
        }
        @if !feedback.is_empty() {
            section aria-labelledby="feedback" {
                h2 id="feedback" { (words.say("opinions")) }
                ul.referrals { @for said in feedback { li.card { (opinion(said, programs.get(&said.program), words)) } } }
                p.more { a href="/feedback" { (words.say("all-feedback")) } }
            }
        }
    }
}

/// Who is told when deadlines near.
fn called(people: &People, list: &List, words: &Words) -> Markup {
    let named: Vec<_> = people.steps().filter(|(_, people)| !people.is_empty()).collect();
    html! {
        @if named.is_empty() { p.facts { (words.say("nobody-called")) } }
        @for (share, people) in named {
            @let people: Vec<&str> = people.iter().map(|person| list.name(person)).collect();
            p.facts {
                (words.with("people-called", &[("share", &left_to_right(&format!("{share}\u{a0}%"))), ("label", &people.join(", "))]))
            }
        }
    }
}

fn not_taken(delivery: &Delivery, caller: &Caller, words: &Words) -> Markup {
    let attempts = words.with("attempts", &[("count", &delivery.attempts.to_string())]);
    html! {
        li.card {
            p { strong { (brought::receiver(&delivery.destination, words)) } @if let Some(last) = delivery.log.last() { ": " (last.error.as_deref().unwrap_or_default()) } }
            p.facts {
                @if let Some(referral) = &delivery.referral {
                    a href={ "/referrals/" (referral) } { (words.with("of-referral", &[("referral", referral)])) } " · "
                }
                (words.say("delivery")) " " code { (delivery.id) } " · " (attempts)
            }
            (brought::again(delivery, caller, words))
        }
    }
}
