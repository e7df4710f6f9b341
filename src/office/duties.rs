//! The deadlines of a referral: what is owed, since when and by when, and when it was done.

use super::{
    Allowance, Calendar, Deadline, ESCALATIONS, Event, LifecycleStatus, Owed, OwedBy, People, Referral,
};
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
    /// Who is reminded of what the vendor owes.
    pub people: People,
}

/// Something that is owed, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Duty {
    /// What is owed.
    pub owed: Owed,
    /// The deadline. It stays as it was computed, whatever becomes of the calendar.
    pub deadline: Deadline,
    /// The number of the business hours that it was computed by. Null for the usual hours, which nobody has set.
    pub calendar: Option<i64>,
    /// When it was done, or not owed any more. Null while it is owed.
    pub done_at: Option<Timestamp>,
    /// How many of the reminders were given.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(skip_serializing_if = "is_unsaid"))]
    pub reminders: usize,
}

/// Duties of earlier versions do not say how many reminders were given.
#[cfg(feature = "schema")]
fn is_unsaid(reminders: &usize) -> bool {
    *reminders == 0
}

impl Duty {
    /// When people are reminded of it next. Nobody is reminded of what the partner owes, or of what is done.
    fn next_reminder(&self) -> Option<Timestamp> {
        let is_owed = self.done_at.is_none() && self.owed.by() == OwedBy::Vendor;
        self.deadline.escalates.get(self.reminders).copied().filter(|_| is_owed)
    }
}

/// The duties of a referral, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The duties of a referral that arrives.
    #[must_use]
    pub fn on_arrival(status: LifecycleStatus, at: Timestamp, hours: &WorkingHours) -> Self {
        let mut duties = Duties::default();
        duties.follow(&Referral { status, ..Referral::arriving(at) }.owed(), at, hours);
        duties
    }

    /// Notes what is owed after some events. If a step was taken back, what it had ended goes on with the deadline that was promised.
    pub fn after(&mut self, events: &[Event], owed: &[Owed], now: Timestamp, hours: &WorkingHours) {
        if events.iter().any(|event| matches!(event, Event::Undone(_))) {
            for owed in owed {
                let is_open = self.open().any(|duty| duty.owed == *owed);
                let ended = self.0.iter_mut().rfind(|duty| duty.owed == *owed).filter(|_| !is_open);
                ended.into_iter().for_each(|duty| duty.done_at = None);
            }
        }
        self.follow(owed, now, hours);
    }

    /// Notes what is owed from now on: what is not owed any more is done, and what is owed anew gets a deadline.
    pub fn follow(&mut self, owed: &[Owed], now: Timestamp, hours: &WorkingHours) {
        for duty in &mut self.0 {
            if duty.done_at.is_none() && !owed.contains(&duty.owed) {
                duty.done_at = Some(now);
            }
        }
        for owed in owed {
            if !self.open().any(|duty| duty.owed == *owed) {
                self.begin(*owed, now, hours);
            }
        }
        // The decision stays: it is part of the program's record.
        let is_done = |duty: &Duty| duty.done_at.is_some() && duty.owed != Owed::Decision;
        while self.0.iter().filter(|duty| is_done(duty)).count() > MOST_DONE {
            let oldest = self.0.iter().position(is_done);
            oldest.map(|place| self.0.remove(place));
        }
    }

    fn begin(&mut self, owed: Owed, since: Timestamp, hours: &WorkingHours) {
        let deadline = Deadline::reckon(since, hours.allowance(owed), &hours.calendar);
        self.0.push(Duty { owed, deadline, calendar: hours.version, done_at: None, reminders: 0 });
    }

    /// Gives a lead in review a deadline for its decision, from its arrival, if it came before there were deadlines.
    pub fn begin_decision(&mut self, arrived_at: Timestamp, hours: &WorkingHours) {
        if !self.open().any(|duty| duty.owed == Owed::Decision) {
            self.begin(Owed::Decision, arrived_at, hours);
        }
    }

    /// The reminders whose time has come, each once, with the people who are named for it.
    pub fn remind(&mut self, now: Timestamp, people: &People) -> Vec<Event> {
        let mut events = Vec::new();
        for duty in &mut self.0 {
            while duty.next_reminder().is_some_and(|at| at <= now) {
                let share = ESCALATIONS[duty.reminders];
                events.push(Event::Reminded { owed: duty.owed, share, people: people.at(share).to_vec() });
                duty.reminders += 1;
            }
        }
        events
    }

    /// When people are reminded next.
    #[must_use]
    pub fn next_reminder(&self) -> Option<Timestamp> {
        self.0.iter().filter_map(Duty::next_reminder).min()
    }

    /// The deadline of a lead in review.
    #[must_use]
    pub fn decision(&self) -> Option<&Duty> {
        self.0.iter().find(|duty| duty.owed == Owed::Decision)
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
