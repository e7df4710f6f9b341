//! How a program has kept the deadlines of its decisions.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// The days that a record covers.
pub const RECORD_DAYS: i64 = 90;
/// With fewer decisions, a record says nothing.
const LEAST_DECISIONS: usize = 10;

/// A decision on a lead in review.
#[derive(Clone, Copy, Debug)]
pub struct Decided {
    /// When the lead arrived.
    pub arrived_at: Timestamp,
    /// When somebody decided.
    pub at: Timestamp,
    /// When the decision was due.
    pub due: Timestamp,
}

/// How a program has kept its deadlines. It is computed from events, and nobody can edit it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionRecord {
    /// The days that it covers, up to today.
    pub days: i64,
    /// How many leads in review were decided.
    pub decisions: usize,
    /// How many leads nobody has decided, although their time was over.
    pub undecided: usize,
    /// The share that was decided in time, in percent, rounded down. Those that nobody decided count.
    pub in_time_percent: usize,
    /// Half of the decisions came within that many hours after the lead, rounded up.
    pub half_within_hours: i64,
}

impl DecisionRecord {
    /// The record of these decisions. `None` if they are too few.
    #[must_use]
    pub fn from_decisions(decided: &[Decided], undecided: usize) -> Option<Self> {
        if decided.len() < LEAST_DECISIONS {
            return None;
        }
        let in_time = decided.iter().filter(|decision| decision.at <= decision.due).count();
        let mut took: Vec<SignedDuration> =
            decided.iter().map(|decision| decision.at.duration_since(decision.arrived_at)).collect();
        took.sort_unstable();
        let half = took[(took.len() - 1) / 2];
        Some(DecisionRecord {
            days: RECORD_DAYS,
            decisions: decided.len(),
            undecided,
            in_time_percent: in_time * 100 / (decided.len() + undecided),
            half_within_hours: ((half.as_millis() + 3_599_999) / 3_600_000)
                .clamp(1, i64::MAX.into())
                .try_into()
                .unwrap_or(i64::MAX),
        })
    }
}
