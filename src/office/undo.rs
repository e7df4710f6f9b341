//! Takes the last step of a person of the vendor back.

use super::{Actor, Deal, Event, LifecycleStatus, Referral};
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

/// A step that can be taken back, and where the referral stood before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Undone {
    /// The name of the step's event.
    pub step: String,
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
        let last = events.iter().rposition(|past| is_step(&past.event))?;
        // What follows from a step stands after it: a protection begins or ends.
        let is_consequence = matches!(events[last].event, Event::Protected { .. } | Event::Released);
        let is_of_one_command = |cause: &&Past| cause.event.status().is_some() && cause.at == events[last].at;
        let cause =
            last.checked_sub(1).filter(|_| is_consequence).filter(|at| is_of_one_command(&&events[*at]));
        let step = cause.unwrap_or(last);
        if !events[step].is_by_user || matches!(events[step].event, Event::Undone(_)) {
            return None;
        }
        let reaches = Undone::standing("", &after(events));
        (reaches == Undone::standing("", now))
            .then(|| Undone::standing(events[step].event.name(), &after(&events[..step])))
    }

    fn standing(step: &str, referral: &Referral) -> Undone {
        Undone {
            step: step.into(),
            status: referral.status,
            stage: referral.stage.clone(),
            protected_until: referral.protected_until,
            assignee: referral.assignee.clone(),
            deal: referral.deal.clone(),
        }
    }

    /// True if the partner was told of the step.
    #[must_use]
    pub fn is_told(&self) -> bool {
        !["assigned", "protected", "released"].contains(&self.step.as_str())
    }
}

/// True for an event that changes where a referral stands.
fn is_step(event: &Event) -> bool {
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
