//! The deliveries of a referral, each with a button that tries it again.

use super::super::brought::{again, receiver};
use super::super::words::Words;
use crate::access::Caller;
use maud::{Markup, html};
use referral_store::{Delivery, DeliveryState};

pub fn deliveries(deliveries: &[Delivery], caller: &Caller, words: &Words) -> Markup {
    html! {
        @if !deliveries.is_empty() {
            section aria-labelledby="deliveries" {
                h2 id="deliveries" { (words.say("deliveries")) }
                ul.problems {
                    @for delivery in deliveries {
                        @let state = DeliveryState::from_word(&delivery.state);
                        li {
                            (receiver(&delivery.destination, words))
                            @if let Some(event) = &delivery.event { " · " code { "referral." (event) } }
                            ": "
                            @match state {
                                Some(DeliveryState::Delivered) => (words.say("delivery-delivered")),
                                Some(DeliveryState::Waiting) => (words.say("delivery-waiting")),
                                Some(DeliveryState::Failed) | None => (words.say("delivery-failed")),
                            }
                            " · " (words.with("attempts", &[("count", &delivery.attempts.to_string())]))
                            @if let Some(error) = delivery.log.last().and_then(|last| last.error.as_ref()) { " · " (error) }
                            (again(delivery, caller, words))
                        }
                    }
                }
            }
        }
    }
}
