//! The page that shows the vendor how things stand.

use super::listing::programs;
use crate::programs::State as ProgramState;
use crate::refusal::Refusal;
use crate::relay::{self, Secrets};
use crate::routes::App;
use crate::submit::partners_mistake;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use referral_store::{Delivery, Feedback, Moment, Page, Stored};
use referral_widget::json::parse;
use referral_widget::program::Program;
use referral_widget::rules::{Outcome, Verdict};
use referral_widget::submission::{Attribution, ReferralStatus};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const LATEST: u32 = 50;
const LATEST_FEEDBACK: u32 = 20;
/// Nothing but the stylesheet, whatever a lead contains.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// `GET /status.css`.
pub async fn stylesheet() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("status.css"))
}

/// `GET /`: programs, and the latest referrals.
pub async fn status_page(State(app): State<Arc<App>>) -> Result<Response, Refusal> {
    let programs: BTreeMap<String, ProgramState> = programs(&app).await?.into_iter().collect();
    let referrals = app.store.list(&Page { program: None, before: None, limit: LATEST }).await?;
    let feedback = app.store.feedback(LATEST_FEEDBACK).await?;
    let failed = app.store.deliveries(Some("failed"), LATEST_FEEDBACK).await?;
    let mut beside = BTreeMap::new();
    for (id, state) in &programs {
        if let Some(release) = state.release.clone() {
            let (folder, secrets) = (app.programs.folder(id), app.secrets.clone());
            let found =
                tokio::task::spawn_blocking(move || mistakes(&folder, &release.program, &secrets)).await;
            beside.insert(id.as_str(), found.unwrap_or_default());
        }
    }
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    Ok((headers, page(&programs, &beside, &referrals, &feedback, &failed)).into_response())
}

/// What is wrong with the files that are not published.
fn mistakes(folder: &Path, program: &Program, secrets: &Secrets) -> Vec<String> {
    let relay = relay::mistakes(folder, program, secrets).into_iter();
    let relay = relay.map(|why| format!("relay.json: {why}. Leads wait to be brought on."));
    let partners = partners_mistake(folder).map(|why| format!("partners.json: {why}. Leads are not taken."));
    relay.chain(partners).collect()
}

fn page(
    programs: &BTreeMap<String, ProgramState>,
    beside: &BTreeMap<&str, Vec<String>>,
    referrals: &[Stored],
    feedback: &[Feedback],
    failed: &[Delivery],
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Referrals" }
                link rel="stylesheet" href="/status.css";
            }
            body {
                main {
                    h1 { "Referrals" }
                    section aria-labelledby="programs" {
                        h2 id="programs" { "Programs" }
                        @if programs.is_empty() {
                            p.empty { "No programs yet. Put a folder with a program.json into the programs folder." }
                        }
                        ul.programs { @for (id, state) in programs { (program(id, state, beside.get(id.as_str()).map_or(&[], Vec::as_slice))) } }
                    }
                    section aria-labelledby="latest" {
                        h2 id="latest" { "Latest referrals" }
                        @if referrals.is_empty() {
                            p.empty { "No referrals yet." }
                        } @else {
                            ul.referrals {
                                @for stored in referrals {
                                    (referral(stored, programs.get(&stored.program)))
                                }
                            }
                        }
                        p.more { "All of them, as JSON: " a href="/api/referrals" { "/api/referrals" } }
                    }
                    @if !failed.is_empty() {
                        section aria-labelledby="failed" {
                            h2 id="failed" { "Not taken by your other systems" }
                            ul.referrals { @for delivery in failed { (not_taken(delivery)) } }
                            p.more {
                                "All deliveries, as JSON: " a href="/api/deliveries" { "/api/deliveries" }
                                ". To try one again: " code { "POST /api/deliveries/<id>/retry" }
                            }
                        }
                    }
                    @if !feedback.is_empty() {
                        section aria-labelledby="feedback" {
                            h2 id="feedback" { "What partners think" }
                            ul.referrals { @for said in feedback { (opinion(said, programs.get(&said.program))) } }
                            p.more { "As JSON: " a href="/api/feedback" { "/api/feedback" } }
                        }
                    }
                }
            }
        }
    }
}

fn not_taken(delivery: &Delivery) -> Markup {
    html! {
        li.card {
            p { strong { (delivery.destination) } @if let Some(last) = delivery.log.last() { ": " (last.error.as_deref().unwrap_or_default()) } }
            p.facts { "Referral " (delivery.referral) " · delivery " code { (delivery.id) } " · " (delivery.attempts) " attempts" }
        }
    }
}

fn opinion(said: &Feedback, state: Option<&ProgramState>) -> Markup {
    let program = state.and_then(|state| state.release.as_deref()).map(|release| &release.program);
    let name = program.map_or(said.program.as_str(), |program| program.name.as_str());
    let attribution: Option<Attribution> = read(said.attribution.get());
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
            @if let Some(suspicion) = said.suspicion.as_ref().and_then(|list| read::<Vec<String>>(list.get())) {
                p.differs { "It may be a machine’s. " (suspicion.join(" ")) }
            }
        }
    }
}

fn program(id: &str, state: &ProgramState, beside: &[String]) -> Markup {
    let release = state.release.as_deref();
    let (class, word) = match (release.is_some(), state.refused.is_empty()) {
        (true, true) => ("good", "in service"),
        (true, false) => ("wait", "last good in service"),
        (false, _) => ("bad", "not in service"),
    };
    html! {
        li.card {
            div.line {
                h3 { (release.map_or(id, |release| release.program.name.as_str())) }
                span class={ "badge " (class) } { (word) }
            }
            @if let Some(release) = release {
                p.facts {
                    a href={ "/programs/" (id) "/program.json" } { (id) }
                    " · version " (release.program.version)
                    " · rules " code { (format!("{:.8}", release.rules_hash)) }
                }
            }
            @if !beside.is_empty() { ul.problems { @for mistake in beside { li { (mistake) } } } }
            @if !state.refused.is_empty() {
                p { "The files as they are now are refused:" }
                ul.problems {
                    @for problem in &state.refused {
                        li {
                            code { (problem.place) } " " (problem.message)
                            @if let Some(help) = &problem.help { " — " (help) }
                        }
                    }
                }
            }
        }
    }
}

fn referral(stored: &Stored, state: Option<&ProgramState>) -> Markup {
    let release = state.and_then(|state| state.release.as_deref());
    let class = match stored.status.as_str() {
        word if word == ReferralStatus::Accepted.as_str() => "good",
        word if word == ReferralStatus::InReview.as_str() => "wait",
        _ => "bad",
    };
    let attribution: Attribution = read(stored.attribution.get()).unwrap_or_default();
    let verdict: Option<Verdict> = read(stored.verdict.get());
    let name = release.map_or(stored.program.as_str(), |release| release.program.name.as_str());
    html! {
        li.card id=(stored.id) {
            div.line {
                h3 { (company(stored, release.map(|release| &release.program))) }
                span class={ "badge " (class) } { (stored.status.replace('-', " ")) }
            }
            p.facts {
                (name) " · "
                @match &attribution.partner {
                    Some(partner) => {
                        "by " strong { (partner) }
                        @match stored.attributed_by.as_str() {
                            "token" => " (signed in)",
                            "origin" => " (from its own website)",
                            _ => " (as the page says)",
                        }
                    }
                    None => { "partner unknown" }
                }
                " · " time datetime=(stored.received_at.to_string()) { (minute(stored.received_at)) }
            }
            @if let Some(verdict) = &verdict { (summary(verdict, release.map(|release| &release.program))) }
            @if let Some(suspicion) = stored.suspicion.as_ref().and_then(|list| read::<Vec<String>>(list.get())) {
                p.differs { "It may be a machine’s. " (suspicion.join(" ")) }
                @match (&stored.cleared_at, &stored.protected_until) {
                    (None, _) => {
                        form method="post" action={ "/api/referrals/" (stored.id) "/not-a-machine" } {
                            button type="submit" { "It is not a machine’s" }
                            " " span.facts { "Then it protects its customer." }
                        }
                    }
                    (Some(at), Some(until)) => {
                        p.facts { "Not a machine’s, as was said on " (minute(*at)) ". It protects its customer until " (until) "." }
                    }
                    (Some(at), None) => {
                        p.facts {
                            "Not a machine’s, as was said on " (minute(*at)) ". It does not protect its customer: another \
                             referral did so before, or its program protects none."
                        }
                    }
                }
            }
            @if stored.verdicts_agree == Some(false) {
                p.differs { "The partner saw another verdict." }
            }
            p.more { a href={ "/api/referrals/" (stored.id) } { "Everything, as JSON" } }
        }
    }
}

fn summary(verdict: &Verdict, program: Option<&Program>) -> Markup {
    let open = |outcome| matches!(outcome, Outcome::Unmet | Outcome::Error);
    let reasons: Vec<_> = verdict.findings.iter().filter(|finding| open(finding.outcome)).collect();
    // The program may say it in the vendor's language.
    let message = |code, message| program.map_or(message, |program| program.message(code, message));
    html! {
        p {
            "Score " (verdict.score)
            @if let Some(least) = verdict.qualify_at { " (" (least) " needed)" }
            @if let Some(estimate) = &verdict.estimate {
                " · fee " strong { (estimate.currency) " " (estimate.amount) }
            }
            @if let Some(route) = &verdict.route { " · to " (route) }
        }
        @if !reasons.is_empty() {
            ul.problems {
                @for finding in reasons {
                    li {
                        @if finding.outcome == Outcome::Unmet { "Not met: " }
                        @match message(&finding.code, &finding.message) {
                            "" => code { (finding.code) },
                            said => (said),
                        }
                        @if let Some(error) = &finding.error { " — the rule failed: " code { (error) } }
                    }
                }
            }
        }
    }
}

/// The answer to the field that HTML's autofill knows as `organization`, or to one named `company`.
fn company(stored: &Stored, program: Option<&Program>) -> String {
    let lead: Map<String, Value> = read(stored.lead.get()).unwrap_or_default();
    let organization = program.and_then(|program| {
        program.fields.iter().find(|field| field.autocomplete.as_deref() == Some("organization"))
    });
    let name = organization.map_or("company", |field| field.name.as_str());
    match lead.get(name).and_then(Value::as_str).map(str::trim) {
        Some(company) if !company.is_empty() => company.to_string(),
        _ => "Company not given".to_string(),
    }
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    parse(json).ok()
}

/// As `2026-11-23 09:15 UTC`.
fn minute(at: Moment) -> String {
    at.timestamp().strftime("%Y-%m-%d %H:%M UTC").to_string()
}
