//! What partners think of the programs, what they say is wrong with referrals, and what they are answered.

use super::feedback_query::FeedbackQuery;
use super::listing::listed;
use super::parts::page;
use super::words::Words;
use crate::access::{Caller, Right, TOKEN_USER};
use crate::catalog::{Programs, State as ProgramState};
use crate::http::extract::Query;
use crate::http::refusal::Refusal;
use crate::labels::left_to_right;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};
use referral_store::{Feedback, Store};
use referral_widget::json::parse;
use referral_widget::office::MAX_TEXT;
use referral_widget::submission::Attribution;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many are on the page.
const LATEST: u32 = 200;

/// The words for whether somebody has answered.
const STATES: [&str; 2] = ["open", "answered"];

/// The form for other parameters.
fn narrow(asked: &FeedbackQuery, programs: &BTreeMap<String, ProgramState>, words: &Words) -> Markup {
    html! {
        form.search method="get" action="/feedback" {
            div.filters {
                div {
                    label for="by-program" { (words.say("filter-program")) }
                    select id="by-program" name="program" {
                        option value="" { (words.say("any")) }
                        @for (id, state) in programs {
                            option value=(id) selected[Some(id) == asked.program.as_ref()] { (name(id, Some(state), words)) }
                        }
                    }
                }
                div {
                    label for="by-state" { (words.say("filter-answer")) }
                    select id="by-state" name="state" {
                        option value="" { (words.say("any")) }
                        @for state in STATES {
                            option value=(state) selected[Some(state) == asked.state.as_deref()] {
                                (words.say(&format!("feedback-{state}")))
                            }
                        }
                    }
                }
            }
            button type="submit" { (words.say("show")) }
        }
    }
}

/// The name of a program in the reader's language, or its id.
fn name<'a>(id: &'a str, state: Option<&'a ProgramState>, words: &Words) -> &'a str {
    let release = state.and_then(|state| state.release.as_deref());
    release.map_or(id, |release| release.program_in(Some(words.language.tag())).name.as_str())
}

/// `GET /feedback`: what nobody has answered first, and the newest first of either.
pub async fn feedback_page(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
    Query(asked): Query<FeedbackQuery>,
) -> Result<Response, Refusal> {
    let programs: BTreeMap<String, ProgramState> = listed(&programs).await?.into_iter().collect();
    let words = Words::for_reader(&headers, &programs);
    let feedback = store.feedback_to_answer(&asked.filter()?, LATEST).await?;
    let names = store.names().await?;
    let title = words.say("opinions");
    let body = html! {
        h1 { (title) }
        (narrow(&asked, &programs, &words))
        @if feedback.is_empty() {
            p.empty { (words.say(if asked.address("", "").is_empty() { "no-feedback" } else { "none-found" })) }
        }
        ul.referrals {
            @for said in &feedback {
                li.card id={ "f-" (said.key) } {
                    (opinion(said, programs.get(&said.program), &words))
                    (answer(said, &asked, &caller, &names, &words))
                }
            }
        }
        p.more { (words.say("as-json")) " " a href=(asked.address("/api/feedback", "")) { (asked.address("/api/feedback", "")) } }
    };
    Ok(page(&title, Some(&caller), &body, &words))
}

/// One piece of feedback.
pub fn opinion(said: &Feedback, state: Option<&ProgramState>, words: &Words) -> Markup {
    let name = name(&said.program, state, words);
    let attribution: Option<Attribution> = parse(said.attribution.get()).ok();
    let partner = attribution.and_then(|attribution| attribution.partner);
    html! {
        p.written { (said.text) }
        p.facts {
            (name) " " (said.program_version) " · "
            @match &said.referral {
                Some(referral) => a href={ "/referrals/" (referral) "#said-wrong" } {
                    (words.with("reference", &[("referral", &left_to_right(referral))]))
                },
                None => (said.topic),
            }
            @if let Some(partner) = partner { " · " (partner) }
            @if let Some(email) = &said.email { " · " (email) }
            " · " (said.received_at.to_string())
        }
        @if let Some(suspicion) = &said.suspicion { p.differs { (words.suspicion(suspicion)) } }
    }
}

/// The answer, and a form for those who may answer.
pub fn answer(
    said: &Feedback,
    asked: &FeedbackQuery,
    caller: &Caller,
    names: &BTreeMap<String, String>,
    words: &Words,
) -> Markup {
    let id = format!("answer-{}", said.key);
    let form = || {
        html! {
            form method="post" action=(asked.address(&format!("/feedback/{}/answer", said.key), "")) {
                label for=(id) { (words.say("feedback-answer")) }
                textarea id=(id) name="text" rows="3" maxlength=(MAX_TEXT) required dir="auto" {
                    (said.answer.as_deref().unwrap_or_default())
                }
                button type="submit" { (words.say("feedback-answer-send")) }
            }
        }
    };
    html! {
        @match (&said.answer, said.answered_at) {
            (Some(answer), Some(at)) => {
                blockquote {
                    p.written { (answer) }
                    p.facts {
                        @if let Some(by) = said.answered_by.as_deref() { (answered_by(by, names, words)) " · " }
                        time datetime=(at.to_string()) { (at.to_string()) }
                    }
                }
                @if caller.has(Right::Command) {
                    details.command { summary { (words.say("feedback-correct")) } (form()) }
                }
            }
            _ => {
                p.differs { (words.say("feedback-unanswered")) }
                @if caller.has(Right::Command) {
                    details.command open { summary { (words.say("feedback-answer")) } (form()) }
                }
            }
        }
    }
}

fn answered_by(by: &str, names: &BTreeMap<String, String>, words: &Words) -> String {
    match by {
        TOKEN_USER => words.say("done-by-token"),
        by => words.with("done-by", &[("label", names.get(by).map_or(by, String::as_str))]),
    }
}

/// What the partner of a referral says is wrong with it.
pub fn said_wrong(
    feedback: &[Feedback],
    caller: &Caller,
    names: &BTreeMap<String, String>,
    words: &Words,
) -> Markup {
    html! {
        @if !feedback.is_empty() {
            section aria-labelledby="said-wrong" {
                h2 id="said-wrong" { (words.say("said-wrong")) }
                @for said in feedback {
                    div.card {
                        p.written { (said.text) }
                        p.facts { time datetime=(said.received_at.to_string()) { (said.received_at.to_string()) } }
                        (answer(said, &FeedbackQuery::default(), caller, names, words))
                    }
                }
            }
        }
    }
}
