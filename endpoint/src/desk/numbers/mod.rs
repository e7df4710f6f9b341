//! The figures of a period: how far referrals came, how long decisions took, why referrals were declined and lost, and which
//! partners refer well.
//!
//! | part | what it does |
//! |---|---|
//! | `tally` | counts |
//! | `bars` | writes a table of bars |
//! | `partners` | the table of partners |
//! | `period` | the days that the address names |

mod bars;
mod partners;
mod period;
mod tally;

use super::listing::listed;
use super::parts::page;
use super::reasons::{loss_reasons, reasons_declined_for};
use super::words::Words;
use crate::access::Caller;
use crate::catalog::{Programs, Release, State as ProgramState};
use crate::clock::Clock;
use crate::http::refusal::Refusal;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bars::{Bar, bars};
use jiff::Timestamp;
use maud::{Markup, html};
use period::{Asked, Period};
use referral_store::{Store, StoreError};
use referral_widget::json::parse;
use referral_widget::office::{Event, STAGES};
use std::collections::BTreeMap;
use std::sync::Arc;
use tally::{Tally, WAITS};

/// How many referrals are read at a time.
const AT_A_TIME: u32 = 1_000;

/// `GET /numbers`: of the referrals that arrived in a period.
pub async fn numbers_page(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    State(clock): State<Clock>,
    caller: Caller,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Refusal> {
    let programs: BTreeMap<String, ProgramState> = listed(&programs).await?.into_iter().collect();
    let period = Period::read(asked, &programs, clock.now())?;
    let words = Words::for_reader(&headers, &programs);
    let stages = stages(period.release(&programs), &words);
    let ids: Vec<String> = stages.iter().map(|(id, _)| id.clone()).collect();
    let tally = count(&store, &period, &ids).await?;
    let title = words.say("numbers");
    let body = html! {
        h1 { (title) }
        (period.form(&programs, &words))
        @if tally.arrived == 0 { p.empty { (words.say("numbers-none")) } } @else { (figures(&tally, &stages, &programs, &words)) }
    };
    Ok(page(&title, Some(&caller), &body, &words))
}

/// The stages of a program, or the usual ones, each with its label.
fn stages(release: Option<&Release>, words: &Words) -> Vec<(String, String)> {
    let program = release.map(|release| release.program_in(Some(words.language.tag())));
    let own = program.map(|program| &program.stages).filter(|stages| !stages.is_empty());
    match own {
        Some(own) => own.iter().map(|stage| (stage.id.clone(), stage.label.clone())).collect(),
        None => STAGES.map(|id| (id.to_string(), words.say(&format!("stage-{id}")))).into(),
    }
}

async fn count(store: &Store, period: &Period, stages: &[String]) -> Result<Tally, Refusal> {
    let mut tally = Tally::default();
    let mut after = None;
    loop {
        let arrived = store.arrived(period.bounds(), period.program.as_deref(), after, AT_A_TIME).await?;
        let Some(last) = arrived.last() else { return Ok(tally) };
        after = Some((last.received_at, last.number));
        let numbers: Vec<i64> = arrived.iter().map(|referral| referral.number).collect();
        let mut events: BTreeMap<i64, Vec<(Timestamp, Event)>> = BTreeMap::new();
        for happened in store.happened(&numbers).await? {
            let event = parse(happened.event.get());
            let event = event.map_err(|error| StoreError::Broken(error.to_string().into()))?;
            events.entry(happened.referral).or_default().push((happened.at.timestamp(), event));
        }
        for referral in arrived {
            let events = events.remove(&referral.number).unwrap_or_default();
            tally.count(referral.received_at.timestamp(), referral.partner, &events, stages);
        }
    }
}

fn figures(
    tally: &Tally,
    stages: &[(String, String)],
    programs: &BTreeMap<String, ProgramState>,
    words: &Words,
) -> Markup {
    let columns = |first: &str| [words.say(first), words.say("how-many"), words.say("share-of-all")];
    let bar = |key: &str, count| Bar { label: words.say(key), count };
    let mut funnel = vec![bar("arrived", tally.arrived), bar("count-accepted", tally.accepted)];
    let reached = stages.iter().zip(&tally.stages);
    funnel.extend(reached.map(|((_, label), count)| Bar { label: label.clone(), count: *count }));
    funnel.push(bar("count-won", tally.won));
    let waits = wait_labels(words).into_iter().zip(tally.by_wait());
    let waits: Vec<Bar> = waits.map(|(label, count)| Bar { label, count }).collect();
    let reasons = |counts: &BTreeMap<String, usize>, labels: &BTreeMap<String, String>| {
        let mut bars: Vec<Bar> = counts
            .iter()
            .map(|(id, count)| Bar { label: labels.get(id).unwrap_or(id).clone(), count: *count })
            .collect();
        bars.sort_by_key(|bar| std::cmp::Reverse(bar.count));
        bars
    };
    let write = |id, heading: &str, first: &str, whole, rows: &[Bar]| {
        let [first, count, share] = columns(first);
        html! { @if whole > 0 { (bars(id, &words.say(heading), [&first, &count, &share], whole, rows)) } }
    };
    html! {
        (write("funnel", "funnel", "reached", tally.arrived, &funnel))
        (write("waits", "time-to-decision", "decision-took", tally.waits.len(), &waits))
        @if let Some(median) = tally.median_wait() {
            p.facts { (words.with("median-wait", &[("count", &hours(median).to_string())])) }
        }
        (write("declined", "why-declined", "label-reason", tally.decline_reasons.values().sum(), &reasons(&tally.decline_reasons, &reasons_declined_for(programs, words))))
        (write("lost", "why-lost", "label-reason", tally.lost, &reasons(&tally.loss_reasons, &loss_reasons(programs, words))))
        (partners::table(tally, words))
    }
}

/// The times that decisions are counted in: each begins where the one before ends.
fn wait_labels(words: &Words) -> Vec<String> {
    let [first, .., last] = WAITS.map(|hours| hours.to_string());
    let between = WAITS.windows(2).map(|pair| {
        words.with("hours-between", &[("from", &pair[0].to_string()), ("to", &pair[1].to_string())])
    });
    let up_to = words.with("hours-at-most", &[("count", &first)]);
    let longer = words.with("longer", &[("count", &last)]);
    [up_to].into_iter().chain(between).chain([longer]).collect()
}

/// Whole hours, rounded up.
fn hours(duration: jiff::SignedDuration) -> i64 {
    (duration.as_secs().max(0) + 3_599) / 3_600
}
