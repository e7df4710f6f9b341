//! Takes the last step of a person of the vendor back.

use super::{Actor, Event, Referral, Step, Undone};
use jiff::Timestamp;

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

impl Undone {
    /// Finds the last step of a referral, if a person of the vendor took it. `None` if the events do not lead to where the referral
    /// stands now, as those of earlier versions may not.
    #[must_use]
    pub fn last_step(events: &[Past], now: &Referral) -> Option<Undone> {
        let last = events.iter().rposition(|past| changes_standing(&past.event))?;
        // What follows from a step, or from a clearing, stands after it: a protection begins or ends.
        let is_consequence = matches!(events[last].event, Event::Protected { .. } | Event::Released);
        let is_cause = |before: &usize| {
            let Past { event, at, .. } = &events[*before];
            is_consequence && (event.status().is_some() || *event == Event::Cleared) && *at == events[last].at
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
