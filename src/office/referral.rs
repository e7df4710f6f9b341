//! The state of a referral, computed from its events.

use super::{Actor, Deal, Event, LifecycleStatus, Owed, Undone};
use jiff::Timestamp;
use jiff::civil::Date;

/// The state of a referral that commands depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// The status.
    pub status: LifecycleStatus,
    /// The stage of the vendor's sales.
    pub stage: Option<String>,
    /// The last day on which the customer is protected.
    pub protected_until: Option<Date>,
    /// True if the partner has an open question.
    pub partner_asks: bool,
    /// True if the vendor has an open question.
    pub desk_asks: bool,
    /// The id of the user who works on it.
    pub assignee: Option<String>,
    /// The deal, if it was won.
    pub deal: Option<Deal>,
    /// The time of the last action by a person.
    pub touched_at: Timestamp,
    /// The number of events. A command may name the number that its giver has seen.
    pub revision: u64,
}

impl Referral {
    /// A referral that has just arrived.
    #[must_use]
    pub fn arriving(at: Timestamp) -> Self {
        Referral {
            status: LifecycleStatus::InReview,
            stage: None,
            protected_until: None,
            partner_asks: false,
            desk_asks: false,
            assignee: None,
            deal: None,
            touched_at: at,
            revision: 0,
        }
    }

    /// Applies an event.
    pub fn apply(&mut self, event: &Event, by: &Actor, at: Timestamp) {
        self.revision += 1;
        if by.is_person() {
            self.touched_at = at;
        }
        if let Some(status) = event.status() {
            self.status = status;
        }
        match event {
            Event::Received { protected_until, .. } => self.protected_until = *protected_until,
            Event::Accepted | Event::Reopened => self.stage = None,
            Event::Advanced { stage } => self.stage = Some(stage.clone()),
            Event::Won(deal) | Event::Corrected(deal) => self.deal = Some(deal.clone()),
            // A withdrawal ends all open questions.
            Event::Withdrawn => (self.partner_asks, self.desk_asks) = (false, false),
            Event::PartnerAsked => self.partner_asks = true,
            Event::DeskAsked => self.desk_asks = true,
            Event::PartnerAnswered => self.desk_asks = false,
            Event::DeskAnswered => self.partner_asks = false,
            Event::Assigned { to } => self.assignee.clone_from(to),
            Event::Protected { until } => self.protected_until = Some(*until),
            Event::Released => self.protected_until = None,
            Event::Undone(Undone { step: _, status: _, stage, protected_until, assignee, deal }) => {
                self.stage.clone_from(stage);
                self.protected_until = *protected_until;
                self.assignee.clone_from(assignee);
                self.deal.clone_from(deal);
            }
            Event::Cleared
            | Event::Declined { .. }
            | Event::Lost { .. }
            | Event::Expired
            | Event::Noted
            | Event::Reminded { .. } => {}
        }
    }

    /// Everything that one side owes the other, the most urgent first.
    #[must_use]
    pub fn owed(&self) -> Vec<Owed> {
        let is_untouched = self.status == LifecycleStatus::Accepted && self.stage.is_none();
        [
            (Owed::Decision, self.status == LifecycleStatus::InReview),
            (Owed::FirstContact, is_untouched),
            (Owed::DeskAnswer, self.partner_asks),
            (Owed::PartnerAnswer, self.desk_asks),
        ]
        .into_iter()
        .filter_map(|(owed, is_owed)| is_owed.then_some(owed))
        .collect()
    }
}
