//! The deadlines of a referral: what is owed, since when and by when, and when it was done.

use super::{Allowance, Calendar, Deadline, Owed, OwedBy};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most duties that are kept once they are done: the newest.
const MOST_DONE: usize = 50;

/// How much working time there is for what is owed, and in which calendar.
#[derive(Clone, Debug)]
pub struct WorkingHours {
    /// The business hours.
    pub calendar: Calendar,
    /// The number of the calendar in the store. `None` for the usual hours, which nobody has set.
    pub version: Option<i64>,
    /// For a decision on a lead in review.
    pub decision: Allowance,
    /// For the first contact with the customer.
    pub first_contact: Allowance,
    /// For an answer, of either side.
    pub answer: Allowance,
}

/// Something that is owed, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// What.
    pub owed: Owed,
    /// The deadline. It stays as it was computed, whatever becomes of the calendar.
    pub deadline: Deadline,
    /// The number of the calendar that it was computed by.
    pub calendar: Option<i64>,
    /// When it was done, or not owed any more.
    pub done_at: Option<Timestamp>,
}

/// The duties of a referral, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duties(Vec<Duty>);

impl WorkingHours {
    /// The working time for something.
    #[must_use]
    pub fn allowance(&self, owed: Owed) -> Allowance {
        match owed {
            Owed::Decision => self.decision,
            Owed::FirstContact => self.first_contact,
            Owed::DeskAnswer | Owed::PartnerAnswer => self.answer,
        }
    }
}

impl Duties {
    /// Notes what is owed from now on: what is not owed any more is done, and what is owed anew gets a deadline.
    pub fn follow(&mut self, owed: &[Owed], now: Timestamp, hours: &WorkingHours) {
        for duty in &mut self.0 {
            if duty.done_at.is_none() && !owed.contains(&duty.owed) {
                duty.done_at = Some(now);
            }
        }
        for owed in owed {
            if !self.open().any(|duty| duty.owed == *owed) {
                let deadline = Deadline::reckon(now, hours.allowance(*owed), &hours.calendar);
                self.0.push(Duty { owed: *owed, deadline, calendar: hours.version, done_at: None });
            }
        }
        while self.0.iter().filter(|duty| duty.done_at.is_some()).count() > MOST_DONE {
            let oldest = self.0.iter().position(|duty| duty.done_at.is_some());
            oldest.map(|place| self.0.remove(place));
        }
    }

    /// What is owed now.
    pub fn open(&self) -> impl Iterator<Item = &Duty> {
        self.0.iter().filter(|duty| duty.done_at.is_none())
    }

    /// By when the vendor must do something next.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.open().filter(|duty| duty.owed.by() == OwedBy::Vendor).map(|duty| duty.deadline.due).min()
    }
}
