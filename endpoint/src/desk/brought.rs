//! What was brought to other systems and by mail, as the desk's pages show it.

use super::deliveries::retry_button;
use super::words::Words;
use crate::access::{Caller, Right};
use crate::partners::{ADDRESS_CHANGED, ENTRY, FEEDBACK_ANSWER, INVITATION};
use maud::{Markup, html};
use referral_store::{Delivery, DeliveryState, Trouble};

/// The button that brings a delivery again, for those who may do that: an event also where its receiver has it.
pub fn again(delivery: &Delivery, caller: &Caller, words: &Words) -> Markup {
    let is_event = delivery.sequence > 0 && !delivery.destination.starts_with("mail:");
    let is_open = delivery.state != DeliveryState::Delivered.as_str() && delivery.referral.is_some();
    html! {
        @if is_event && caller.has(Right::Manage) {
            form method="post" action={ "/deliveries/" (delivery.id) "/replay" } {
                button type="submit" aria-label={ (words.say("send-again")) ": " (delivery.destination) " " (delivery.sequence) } {
                    (words.say("send-again"))
                }
            }
        } @else if is_open && !is_event { (retry_button(delivery, caller, words)) }
    }
}

/// What a receiver is called.
pub fn receiver(destination: &str, words: &Words) -> String {
    match destination {
        "mail:partner" => words.say("mail-to-partner"),
        "mail:desk" => words.say("mail-to-desk"),
        INVITATION => words.say("mail-invitation"),
        ENTRY => words.say("mail-entry"),
        ADDRESS_CHANGED => words.say("mail-address-changed"),
        FEEDBACK_ANSWER => words.say("mail-feedback-answer"),
        "mail:digest" => words.say("mail-digest"),
        other => other.into(),
    }
}

/// Says loudly which receivers fail. Nothing is switched off because of it.
pub fn trouble(troubled: &[Trouble], words: &Words) -> Markup {
    html! {
        @if !troubled.is_empty() {
            div.notice role="alert" {
                p { (words.say("receivers-fail")) }
                ul.problems {
                    @for trouble in troubled {
                        li {
                            bdi { (shown(&trouble.receiver, words)) } ": "
                            @if trouble.failed > 0 {
                                (words.with("deliveries-failed", &[("count", &trouble.failed.to_string())]))
                            }
                            @if trouble.failed > 0 && trouble.waiting > 0 { " · " }
                            @if trouble.waiting > 0 {
                                (words.with("deliveries-wait", &[("count", &trouble.waiting.to_string())]))
                            }
                            @if let Some(error) = trouble.last.as_ref().and_then(|last| last.error.as_ref()) {
                                " · " bdi { (error) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `cloud/crm`, or `cloud` with what its mails are called.
fn shown(name: &str, words: &Words) -> String {
    match name.split_once('/') {
        Some((program, destination)) => format!("{program}/{}", receiver(destination, words)),
        None => receiver(name, words),
    }
}
