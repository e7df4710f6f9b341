//! Deadlines, and the times at which people are reminded of them.

use super::{Allowance, Calendar};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The shares of its working time, in percent, at which people are reminded of a deadline.
pub const ESCALATIONS: [u8; 3] = [50, 80, 100];

/// A deadline. Later changes of the calendar do not move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deadline {
    /// The start.
    pub since: Timestamp,
    /// The time when it is due.
    pub due: Timestamp,
    /// The times of the reminders: when 50, 80 and 100 % of the working time are over.
    pub escalates: [Timestamp; ESCALATIONS.len()],
}

impl Deadline {
    /// Computes a deadline.
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
