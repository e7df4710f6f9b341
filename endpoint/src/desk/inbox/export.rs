//! The list as a CSV file (RFC 4180), written while it is read.

use super::super::listing::listed;
use super::asked::Asked;
use crate::catalog::{Programs, State as ProgramState};
use crate::clock::Clock;
use crate::http::refusal::Refusal;
use crate::labels;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use referral_store::{Filter, ListOrder, Moment, Place, Store, Stored};
use referral_widget::json::parse;
use referral_widget::office::Deal;
use referral_widget::precheck::defused;
use referral_widget::rules::{Outcome, Verdict};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// How many referrals are read at a time.
const AT_A_TIME: usize = 100;

/// The columns. They have the names that `GET /api/referrals` has.
const COLUMNS: [&str; 22] = [
    "id",
    "received_at",
    "program",
    "company",
    "status",
    "stage",
    "next_due",
    "overdue",
    "partner_asks",
    "partner",
    "attributed_by",
    "assignee",
    "protected_until",
    "score",
    "fee",
    "currency",
    "reasons",
    "suspected",
    "deal_value",
    "deal_currency",
    "deal_on",
    "revision",
];

/// `GET /referrals.csv`: all referrals that the list with this address has, in its order.
pub async fn export_list(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(programs): State<Arc<Programs>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Refusal> {
    let asked = Asked::read(asked)?;
    let now = clock.now();
    let rows = Rows {
        filter: asked.filter(now)?,
        after: asked.after()?,
        programs: listed(&programs).await?.into_iter().collect(),
        now: now.into(),
        store,
        begun: false,
    };
    let text = stream::try_unfold(Some(rows), |rows: Option<Rows>| async move {
        let Some(rows) = rows else { return Ok(None) };
        rows.next().await.map(Some).inspect_err(|error| tracing::error!(%error, "a list cannot be exported"))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"referrals.csv\""),
    ];
    Ok((headers, Body::from_stream(text)).into_response())
}

/// What is left to write.
struct Rows {
    store: Store,
    filter: Filter,
    after: Option<Place>,
    programs: BTreeMap<String, ProgramState>,
    now: Moment,
    begun: bool,
}

impl Rows {
    /// Writes the next rows. Returns what is left after them.
    async fn next(mut self) -> io::Result<(Bytes, Option<Self>)> {
        let page = self.store.page(&self.filter, ListOrder::Due, self.after, AT_A_TIME).await;
        let page = page.map_err(io::Error::other)?;
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        if !self.begun {
            csv.write_record(COLUMNS)?;
        }
        for stored in &page {
            csv.write_record(self.cells(stored).iter().map(|cell| defused(cell).into_owned()))?;
        }
        let mut text = csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        if !self.begun {
            // Spreadsheets read UTF-8 only where it begins so.
            text.splice(..0, "\u{feff}".bytes());
            self.begun = true;
        }
        self.after = page.last().map(Place::of);
        Ok((text.into(), (page.len() == AT_A_TIME).then_some(self)))
    }

    fn cells(&self, stored: &Stored) -> [String; COLUMNS.len()] {
        let release = self.programs.get(&stored.program).and_then(|state| state.release.as_deref());
        let program = release.map(|release| &release.program);
        let standing = &stored.standing;
        let verdict: Option<Verdict> = parse(stored.verdict.get()).ok();
        let estimate = verdict.as_ref().and_then(|verdict| verdict.estimate.as_ref());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let deal = standing.referral().ok().and_then(|referral| referral.deal);
        [
            stored.id.clone(),
            stored.received_at.to_string(),
            stored.program.clone(),
            labels::company(stored, program).unwrap_or_default(),
            standing.status.clone(),
            text(&standing.stage),
            standing.next_due.map(|due| due.to_string()).unwrap_or_default(),
            standing.next_due.is_some_and(|due| due < self.now).to_string(),
            standing.partner_asks.to_string(),
            text(&stored.partner),
            stored.attributed_by.clone(),
            text(&standing.assignee),
            text(&standing.protected_until),
            verdict.as_ref().map(|verdict| verdict.score.to_string()).unwrap_or_default(),
            estimate.map(|estimate| estimate.amount.to_string()).unwrap_or_default(),
            estimate.map(|estimate| estimate.currency.to_string()).unwrap_or_default(),
            verdict.as_ref().map(reasons).unwrap_or_default(),
            (stored.suspicion.is_some() && stored.cleared_at.is_none()).to_string(),
            deal.as_ref().map(Deal::amount).unwrap_or_default(),
            text(&standing.deal_currency),
            text(&standing.deal_on),
            standing.revision.to_string(),
        ]
    }
}

/// The codes of the rules that were not met or have failed.
fn reasons(verdict: &Verdict) -> String {
    let open = verdict.findings.iter().filter(|it| matches!(it.outcome, Outcome::Unmet | Outcome::Error));
    open.map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(" ")
}
