//! Takes back what somebody has just done, where there is a command that does.

use referral_store::Happened;
use referral_widget::json::parse;
use referral_widget::office::{Command, Event, Order, Referral};

/// The command that takes the last event back. `note` says that it was taken back.
pub fn undoing(events: &[Happened], referral: &Referral, note: &str) -> Option<Order> {
    // What follows from an event stands after it: a protection begins or ends.
    let is_consequence = |event: &Event| matches!(event, Event::Protected { .. } | Event::Released);
    let read =
        |happened: &Happened| Some((happened.actor.clone(), parse::<Event>(happened.event.get()).ok()?));
    let all: Vec<(String, Event)> = events.iter().filter_map(read).collect();
    let at = all.iter().rposition(|(_, event)| !is_consequence(event))?;
    let (actor, last) = &all[at];
    if actor != "user" {
        return None;
    }
    let before = || all[..at].iter().rev().map(|(_, event)| event);
    let command = match last {
        // Reopening leads to an accepted referral. Before it was declined, it may have been in review.
        Event::Lost { .. } if referral.status.can_be_reopened() => Command::Reopen,
        Event::Advanced { .. } => before().find_map(|event| match event {
            Event::Advanced { stage } => Some(Command::Advance { stage: stage.clone() }),
            _ => None,
        })?,
        Event::Assigned { .. } => {
            let earlier = before().find_map(|event| match event {
                Event::Assigned { to } => Some(to.clone()),
                _ => None,
            });
            Command::Assign { to: earlier.flatten() }
        }
        _ => return None,
    };
    Some(Order { command, message: None, note: Some(note.into()) })
}
