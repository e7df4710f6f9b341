//! Takes the last step of a person of the vendor back.

use super::{Actor, Deal, Event, LifecycleStatus, Referral};
use crate::program::words;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An event that happened.
#[derive(Clone, Debug)]
pub struct Past {
    /// The event.
    pub event: Event,
    /// True if a person of the vendor did it.
    pub is_by_user: bool,
    /// When.
    pub at: Timestamp,
}

words! {
    /// A step of a person of the vendor. Its words are the names of the events.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    Step {
        /// [`Event::Accepted`]
        Accepted = "accepted",
        /// [`Event::Declined`]
        Declined = "declined",
        /// [`Event::Advanced`]
        Advanced = "advanced",
        /// [`Event::Won`]
        Won = "won",
        /// [`Event::Corrected`]
        Corrected = "corrected",
        /// [`Event::Lost`]
        Lost = "lost",
        /// [`Event::Reopened`]
        Reopened = "reopened",
        /// [`Event::Assigned`]
        Assigned = "assigned",
        /// [`Event::Protected`]
        Protected = "protected",
        /// [`Event::Released`]
        Released = "released",
    }
}

impl Step {
    /// True if the partner is told of the step by mail.
    #[must_use]
    pub fn is_told(self) -> bool {
        match self {
            Step::Accepted
            | Step::Declined
            | Step::Advanced
            | Step::Won
            | Step::Corrected
            | Step::Lost
            | Step::Reopened => true,
            Step::Assigned | Step::Protected | Step::Released => false,
        }
    }
}

/// A step that can be taken back, and where the referral stood before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Undone {
    /// The step.
    pub step: Step,
    /// The status before it.
    pub status: LifecycleStatus,
    /// The stage before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The last day of the protection before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected_until: Option<Date>,
    /// The id of the user who worked on it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The deal before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<Deal>,
}

impl Undone {
    /// Finds the last step of a referral, if a person of the vendor took it. `None` if the events do not lead to where the referral
    /// stands now, as those of earlier versions may not.
    #[must_use]
    pub fn last_step(events: &[Past], now: &Referral) -> Option<Undone> {
        let last = events.iter().rposition(|past| changes_standing(&past.event))?;
        // What follows from a step stands after it: a protection begins or ends.
        let is_consequence = matches!(events[last].event, Event::Protected { .. } | Event::Released);
        let is_cause = |before: &usize| {
            let Past { event, at, .. } = &events[*before];
            is_consequence && event.status().is_some() && *at == events[last].at
        };
        let place = last.checked_sub(1).filter(is_cause).unwrap_or(last);
        let step = Step::from_word(events[place].event.name()).filter(|_| events[place].is_by_user)?;
        let leads_to_now = Undone::standing(step, &after(events)) == Undone::standing(step, now);
        leads_to_now.then(|| Undone::standing(step, &after(&events[..place])))
    }

    fn standing(step: Step, referral: &Referral) -> Undone {
        Undone {
            step,
            status: referral.status,
            stage: referral.stage.clone(),
            protected_until: referral.protected_until,
            assignee: referral.assignee.clone(),
            deal: referral.deal.clone(),
        }
    }
}

/// True for an event that changes where a referral stands.
fn changes_standing(event: &Event) -> bool {
    match event {
        Event::Received { .. }
        | Event::Accepted
        | Event::Declined { .. }
        | Event::Advanced { .. }
        | Event::Won(_)
        | Event::Corrected(_)
        | Event::Lost { .. }
        | Event::Withdrawn
        | Event::Expired
        | Event::Reopened
        | Event::Assigned { .. }
        | Event::Protected { .. }
        | Event::Released
        | Event::Undone(_) => true,
        Event::Cleared
        | Event::PartnerAsked
        | Event::DeskAsked
        | Event::PartnerAnswered
        | Event::DeskAnswered
        | Event::Noted
        | Event::Reminded { .. } => false,
    }
}

/// Where a referral stands after its first events.
fn after(events: &[Past]) -> Referral {
    let mut referral = Referral::arriving(Timestamp::UNIX_EPOCH);
    for past in events {
        referral.apply(&past.event, &Actor::Clock, past.at);
    }
    referral
}
