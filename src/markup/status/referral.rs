//! One referral: where it stands, what is owed, why, and what happened.

use super::Words;
use super::commands::{Forms, forms};
use super::said::said;
use crate::status::{Due, LifecycleStatus, OwedBy, ReferralView, ViewedEvent};
use maud::{Markup, html};

/// A referral as an item of a list.
#[must_use]
pub fn referral_card(view: &ReferralView, forms_of: &Forms, words: &Words<'_>) -> Markup {
    let id = &view.referral;
    html! {
        li class={ "card referral " (class(view.status)) } id={ "r-" (id) } part="referral" {
            div class="line" {
                h3 id={ "h-" (id) } tabindex="-1" { (company(view, words)) }
                span class="badge" part="status" { (view.status_said) }
            }
            p class="hint" {
                bdi { (view.program.name) } " · " bdi { (view.vendor) } " · "
                (words.with("received-at", "at", &words.time(&view.received_at)))
            }
            @if let Some(closed) = &forms_of.closed { p class="notice card" id={ "c-" (id) } { (closed) } }
            @if let Some(stage) = &view.stage {
                p id={ "s-" (id) } { (words.with("at-stage", "label", &stage.said)) "." }
            }
            @for (place, due) in view.due.iter().enumerate() { (owed(id, place, due, words)) }
            @if !view.reasons.is_empty() { (reasons(view, words)) }
            @if let Some(until) = &view.protected_until {
                p id={ "p-" (id) } { (words.with("customer-protected-until", "until", &words.day(until))) }
            } @else {
                p id={ "p-" (id) } { (words.say("customer-not-protected")) }
            }
            @if let Some(fee) = &view.fee { p id={ "f-" (id) } { bdi { (fee) } } }
            @if !view.feedback.is_empty() {
                section id={ "y-" (id) } {
                    h4 { (words.say("you-said")) }
                    (said(&view.feedback, false, words))
                }
            }
            (history(view, forms_of.is_alone, words))
            (forms(view, forms_of, words))
            @if forms_of.can_be_forgotten { (forget(id, words)) }
            p class="hint" { (words.with("reference", "referral", &isolated(id))) }
        }
    }
}

/// The name of the customer, or a word that it was not given.
pub fn company(view: &ReferralView, words: &Words<'_>) -> String {
    view.company.clone().unwrap_or_else(|| words.say("no-company"))
}

/// The class that gives the referral its colour.
fn class(status: Option<LifecycleStatus>) -> &'static str {
    match status {
        Some(LifecycleStatus::Accepted | LifecycleStatus::Won) => "status-qualified",
        Some(LifecycleStatus::InReview) => "status-review",
        Some(LifecycleStatus::Declined | LifecycleStatus::Lost) => "status-disqualified",
        Some(LifecycleStatus::Withdrawn | LifecycleStatus::Expired) | None => "status-closed",
    }
}

/// What is owed, and how long it is until then.
fn owed(id: &str, place: usize, due: &Due, words: &Words<'_>) -> Markup {
    let left = (words.left)(&due.at);
    let is_own = due.owed.is_some_and(|owed| owed.by() == OwedBy::Partner);
    html! {
        p class={ "due" @if is_own { " own" } @if left.is_over { " over" } } id={ "d" (place) "-" (id) } {
            @if is_own { strong { (words.say("your-turn")) } " " }
            bdi { (due.said) } " "
            time class="left" datetime=(due.at) {
                (left.said)
                @if left.is_over { " (" (words.say("overdue")) ")" }
            }
        }
    }
}

fn reasons(view: &ReferralView, words: &Words<'_>) -> Markup {
    let key = match view.status {
        Some(LifecycleStatus::InReview) => "looked-at",
        Some(
            LifecycleStatus::Accepted
            | LifecycleStatus::Declined
            | LifecycleStatus::Won
            | LifecycleStatus::Lost
            | LifecycleStatus::Withdrawn
            | LifecycleStatus::Expired,
        )
        | None => "reasons",
    };
    html! {
        section id={ "w-" (view.referral) } {
            h4 { (words.say(key)) }
            ul {
                @for reason in &view.reasons {
                    li {
                        bdi { (reason.said) }
                        @if let Some(mend) = &reason.mend {
                            p class="mend" { (words.say("would-have-qualified")) " " bdi { (mend) } }
                        }
                    }
                }
            }
        }
    }
}

/// What happened, the newest first.
fn history(view: &ReferralView, is_open: bool, words: &Words<'_>) -> Markup {
    html! {
        details id={ "e-" (view.referral) } open[is_open] {
            summary { (words.say("history")) }
            ol class="history" reversed {
                @for (place, event) in view.events.iter().enumerate().rev() {
                    (happened(&view.referral, place, event, words))
                }
            }
        }
    }
}

fn happened(id: &str, place: usize, event: &ViewedEvent, words: &Words<'_>) -> Markup {
    html! {
        li id={ "e" (place) "-" (id) } {
            strong { (event.said) } " "
            time class="hint" datetime=(event.at) { (words.time(&event.at)) }
            @if let Some(message) = &event.message { blockquote { (message) } }
        }
    }
}

/// Lets the browser forget a referral.
pub fn forget(id: &str, words: &Words<'_>) -> Markup {
    html! {
        details id={ "forget-" (id) } {
            summary { (words.say("forget")) }
            p { (words.say("forget-means")) }
            button class="submit secondary" type="button" data-do="forget" data-referral=(id) {
                (words.say("forget"))
            }
        }
    }
}

/// An id runs from left to right, also in a sentence of Arabic (Unicode UAX 9, explicit directional isolates).
pub fn isolated(id: &str) -> String {
    format!("\u{2066}{id}\u{2069}")
}
