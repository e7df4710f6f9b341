//! The record of a program: how it has kept the deadlines of its decisions. Partners see it, and nobody can edit it.

use crate::http::refusal::Refusal;
use jiff::{Timestamp, ToSpan};
use referral_store::{Decisions, Store};
use referral_widget::office::{DecisionRecord, RECORD_DAYS};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// For how long a record is shown before it is computed again.
const FRESH_MS: i64 = 60_000;

/// The records as they were computed last, by program.
#[derive(Clone, Default)]
pub struct Records(Arc<Mutex<BTreeMap<String, Computed>>>);

#[derive(Clone, Copy)]
struct Computed {
    at: Timestamp,
    record: Option<DecisionRecord>,
}

impl Records {
    /// The record of a program. `None` if it has decided too few leads in review. Whoever asks meanwhile waits, so that it is
    /// computed once.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn of_program(
        &self,
        store: &Store,
        program: &str,
        now: Timestamp,
    ) -> Result<Option<DecisionRecord>, Refusal> {
        let mut known = self.0.lock().await;
        let age = |computed: &Computed| now.as_millisecond() - computed.at.as_millisecond();
        if let Some(computed) = known.get(program).filter(|computed| (0..FRESH_MS).contains(&age(computed))) {
            return Ok(computed.record);
        }
        let since = now.checked_sub((RECORD_DAYS * 24).hours()).unwrap_or(Timestamp::MIN);
        let Decisions { decided, undecided } = store.decisions(program, since, now).await?;
        let record = DecisionRecord::from_decisions(&decided, undecided);
        known.insert(program.into(), Computed { at: now, record });
        Ok(record)
    }
}
