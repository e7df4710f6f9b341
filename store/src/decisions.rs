//! The decisions of a program, for its record.

use crate::error::StoreError;
use crate::json::Json;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{is_unknown, read};
use jiff::Timestamp;
use referral_widget::json::parse;
use referral_widget::office::{Decided, Duties};
use sqlx::FromRow;

/// What became of leads in review since a point in time.
#[derive(Debug, Default)]
pub struct Decisions {
    /// Those that somebody decided.
    pub decided: Vec<Decided>,
    /// How many nobody decided, although their time was over.
    pub undecided: usize,
}

/// An event that ended a review, or another one of the same name.
#[derive(FromRow)]
struct Ended {
    name: String,
    at: Moment,
    received_at: Moment,
    duties: Json,
}

impl Store {
    /// Returns what became of a program's leads in review since a point in time.
    ///
    /// # Errors
    ///
    /// The database failed, or a row cannot be read.
    pub async fn decisions(
        &self,
        program: &str,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Decisions, StoreError> {
        if is_unknown(program) {
            return Ok(Decisions::default());
        }
        let (since, now) = (Moment::from(since), Moment::from(now));
        let ended: Vec<Ended> = read!(
            self,
            rows,
            "SELECT name, at, received_at, duties FROM events JOIN referrals ON referrals.number = events.referral \
             WHERE name IN ('accepted', 'declined', 'expired') AND at > $1 AND at <= $2 AND program = $3",
            since,
            now,
            program
        )?;
        let waiting: Option<i64> = read!(
            self,
            value,
            "SELECT count(*) FROM referrals WHERE status = 'in-review' AND next_due > $1 AND next_due <= $2 AND program = $3",
            since,
            now,
            program
        )?;
        let mut decisions = Decisions {
            undecided: waiting.unwrap_or_default().try_into().unwrap_or(usize::MAX),
            ..Decisions::default()
        };
        for Ended { name, at, received_at, duties } in ended {
            let duties: Duties = parse(duties.get()).map_err(StoreError::broken)?;
            // Before there were deadlines, none could be kept or missed.
            let Some(duty) = duties.decision() else { continue };
            let (at, due) = (at.timestamp(), duty.deadline.due);
            match (name.as_str(), duty.done_at) {
                // It expired in review, or later.
                ("expired", done_at) => decisions.undecided += usize::from(done_at == Some(at) && due < at),
                // A decision that was taken back does not count.
                (_, done_at) if done_at != Some(at) => {}
                _ => decisions.decided.push(Decided { arrived_at: received_at.timestamp(), at, due }),
            }
        }
        Ok(decisions)
    }
}
