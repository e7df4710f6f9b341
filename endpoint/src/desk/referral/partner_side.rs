//! What the partner sees of a referral: who is known to have referred it, the reasons on the receipt, and what was written to
//! the partner.

use super::super::parts::{badge, clearing, referred_by};
use super::labels::Labels;
use crate::access::Caller;
use maud::{Markup, html};
use referral_store::Happened;
use referral_widget::json::parse;
use referral_widget::office::LifecycleStatus;
use referral_widget::submission::Receipt;
use serde_json::Value;

/// How the partner is known, and whether a machine may have sent it.
pub fn origin(caller: &Caller, labels: &Labels<'_>) -> Markup {
    let (stored, words) = (labels.stored, labels.words);
    html! {
        p { (referred_by(stored.partner.as_deref(), &stored.attributed_by, words)) }
        @if let Some(suspicion) = &stored.suspicion {
            p.differs { (words.suspicion(suspicion)) }
            (clearing(stored, caller, words))
        }
        @if stored.verdicts_agree == Some(false) { p.differs { (words.say("other-verdict")) } }
    }
}

/// What the partner may read. Notes for the desk are not in it.
pub fn partner_side(events: &[Happened], labels: &Labels<'_>) -> Markup {
    let (stored, words) = (labels.stored, labels.words);
    let receipt = parse::<Value>(stored.receipt.get()).ok().and_then(|json| Receipt::from_json(&json));
    let status = LifecycleStatus::from_word(&stored.standing.status);
    let messages = || events.iter().filter_map(|happened| Some((happened, happened.message.as_ref()?)));
    html! {
        section aria-labelledby="partner-side" {
            h2 id="partner-side" { (words.say("partner-side")) }
            @if let Some(status) = status { p { (badge(status.as_str(), words)) } }
            @if let Some(stage) = &stored.standing.stage { p { (words.with("at-stage", &[("label", &labels.stage(stage))])) } }
            @if let Some(until) = &stored.standing.protected_until {
                p { (words.with("customer-protected-until", &[("until", until)])) }
            }
            @if let Some(receipt) = receipt.filter(|receipt| !receipt.reasons.is_empty()) {
                h3 { (words.say("partner-reasons")) }
                ul.problems { @for reason in &receipt.reasons { li { (reason) } } }
            }
            @if messages().next().is_some() {
                h3 { (words.say("partner-messages")) }
                @for (happened, message) in messages() {
                    blockquote {
                        p.written { (message) }
                        p.facts { time datetime=(happened.at.to_string()) { (labels.minute(happened.at)) } }
                    }
                }
            }
        }
    }
}
