//! By when something is owed, and when people are told that it is late.

use super::{Allowance, Calendar};
use jiff::Timestamp;

/// At how much of its time people are told of a deadline, in percent.
pub const ESCALATIONS: [u8; 3] = [50, 80, 100];

/// A time by which somebody owes something. It stays as it was reckoned, whatever becomes of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Since when it is owed.
    pub since: Timestamp,
    /// By when.
    pub due: Timestamp,
    /// When people are told, at each share of [`ESCALATIONS`] of the working time.
    pub escalates: [Timestamp; ESCALATIONS.len()],
}

impl Deadline {
    /// Reckons one.
    #[must_use]
    pub fn reckon(since: Timestamp, allowance: Allowance, calendar: &Calendar) -> Self {
        let due = calendar.due(since, allowance);
        let whole = calendar.between(since, due);
        let escalates = ESCALATIONS.map(|share| {
            if share == 100 { due } else { calendar.after(since, whole * i32::from(share) / 100) }
        });
        Deadline { since, due, escalates }
    }
}
