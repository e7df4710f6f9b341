//! What happened to the referral, and what was written along with it.

use super::labels::{Labels, day};
use crate::access::TOKEN_USER;
use crate::labels::{left_to_right, status_word};
use maud::{Markup, html};
use referral_store::Happened;
use referral_widget::json::parse;
use referral_widget::office::Event;

/// The events, newest first.
pub fn history(events: &[Happened], labels: &Labels<'_>) -> Markup {
    let words = labels.words;
    html! {
        section aria-labelledby="history" {
            h2 id="history" { (words.say("history")) }
            ol.history reversed {
                @for happened in events.iter().rev() {
                    li {
                        p {
                            strong { (said(happened, labels)) } " "
                            span.facts {
                                @if let Some(by) = by(happened, labels) { (by) " · " }
                                time datetime=(happened.at.to_string()) { (labels.minute(happened.at)) }
                            }
                        }
                        @if let Some(message) = &happened.message { blockquote { p.written { (message) } } }
                        @if let Some(note) = &happened.note {
                            blockquote { p.written { (note) } p.facts { (words.say("only-desk-sees")) } }
                        }
                    }
                }
            }
        }
    }
}

/// Who did it. `None` for partners: what they can do is said of them.
fn by(happened: &Happened, labels: &Labels<'_>) -> Option<String> {
    let words = labels.words;
    Some(match (happened.actor.as_str(), happened.user.as_deref()) {
        ("partner", _) => return None,
        ("clock", _) => words.say("done-by-clock"),
        (_, Some(TOKEN_USER) | None) => words.say("done-by-token"),
        (_, Some(user)) => words.with("done-by", &[("label", labels.user(user))]),
    })
}

fn said(happened: &Happened, labels: &Labels<'_>) -> String {
    let words = labels.words;
    let Ok(event) = parse::<Event>(happened.event.get()) else { return happened.event.get().into() };
    let key = format!("event-{}", event.name());
    match event {
        Event::Declined { reason } | Event::Lost { reason } => {
            words.with(&key, &[("label", &labels.reason(&reason))])
        }
        Event::Advanced { stage } => words.with(&key, &[("label", &labels.stage(&stage))]),
        Event::Won(deal) | Event::Corrected(deal) => {
            let amount = words.money(&deal.amount().to_string(), &deal.currency);
            words.with(&key, &[("amount", &amount), ("on", &day(deal.on))])
        }
        Event::Assigned { to: Some(user) } => words.with(&key, &[("label", labels.user(&user))]),
        Event::Assigned { to: None } => words.say("event-unassigned"),
        Event::Undone(undone) => {
            words.with(&key, &[("label", &status_word(undone.status, &|key| words.say(key)))])
        }
        Event::Protected { until } => words.with(&key, &[("until", &day(until))]),
        Event::Reminded { owed, share, people } => {
            let share = left_to_right(&format!("{share}\u{a0}%"));
            let owed = words.with(&format!("owed-{}", owed.as_str()), &[("share", &share)]);
            let names: Vec<&str> = people.iter().map(|person| labels.user(person)).collect();
            if names.is_empty() {
                owed
            } else {
                format!("{owed} {}", words.with("reminded-people", &[("label", &names.join(", "))]))
            }
        }
        Event::Received { .. }
        | Event::Cleared
        | Event::Accepted
        | Event::Withdrawn
        | Event::Expired
        | Event::Reopened
        | Event::PartnerAsked
        | Event::DeskAsked
        | Event::PartnerAnswered
        | Event::DeskAnswered
        | Event::Noted
        | Event::Released => words.say(&key),
    }
}
