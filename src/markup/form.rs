//! The whole form.

use super::format::date;
use super::text::{SEND, Text, text};
use super::{field, terms};
use crate::program::{Detail, Layout, Program};
use maud::{Markup, PreEscaped, html};

/// The name of the control that accepts the agreement. It cannot be a field's name, because those have no hyphens.
pub const AGREEMENT: &str = "accept-agreement";
/// The error if the agreement is not accepted.
pub const AGREEMENT_ERROR: Text = ("accept-agreement", "Accept the agreement to send the referral");

/// The name of the control that confirms the customer's consent.
pub const CONSENT: &str = "give-consent";
/// The error if the consent is not confirmed.
pub const CONSENT_ERROR: Text = ("give-consent", "Confirm the customer’s consent to send the referral");

/// The name of the hidden control.
pub const TRAP: &str = "further-information";

/// A required box that is not a question of the program.
fn boxed(name: &str, checked: bool, label: &Markup, hints: &Markup) -> Markup {
    html! {
        div class="field field-checkbox agreement" {
            label class="choice" for={ "f-" (name) } {
                input id={ "f-" (name) } name=(name) type="checkbox" value="true" required
                    checked[checked] aria-invalid="false" aria-describedby={ "e-" (name) };
                (label)
            }
            (hints)
            p class="error" part="error" id={ "e-" (name) } {}
        }
    }
}

/// The fields, below the titles of their steps.
fn questions(program: &Program) -> Markup {
    if program.steps.is_empty() {
        return html! { @for f in &program.fields { (field::field(program, f)) } };
    }
    html! {
        @for step in &program.steps {
            section class="step" part="step" {
                h3 { (step.title) }
                @for f in step.fields.iter().filter_map(|name| program.field(name)) { (field::field(program, f)) }
            }
        }
    }
}

/// The content beside the questions.
fn side(program: &Program) -> Markup {
    html! {
        aside class="side" aria-labelledby="check" {
            p id="check" class="hidden" data-text="check" { "Check of this referral" }
            div id="refused" {}
            div id="verdict" part="verdict" {
                div id="status" {}
                @if program.verdict == Detail::Full {
                    section class="card" part="criteria" {
                        h3 data-text="criteria" { "Criteria" }
                        ul id="criteria" class="criteria" {}
                        p id="score" class="score" {}
                    }
                }
                div id="fee" {}
            }
        }
    }
}

/// The form without answers and verdict, which are filled in once it is in the page. `accepted` tells whether the
/// agreement is accepted, `consented` whether the customer's consent is confirmed. `restored` is the time when the
/// answers were typed, if they come from a draft.
#[must_use]
pub fn form(program: &Program, accepted: bool, consented: bool, restored: Option<&str>) -> String {
    let agreement = &program.agreement;
    html! {
        div class="widget" part="widget" {
            header class="intro" {
                p class="vendor" { (program.vendor.name) }
                h2 part="title" { (program.name) }
                @if !program.summary.is_empty() { p { (program.summary) } }
            }
            div class="columns" {
                // Before a script listens, nothing is sent anywhere, not even into the page's URL.
                form class="questions" part="questions" method="dialog" novalidate data-steps[program.layout == Layout::Steps] {
                    @if let Some(when) = restored {
                        div class="card restored" part="restored" {
                            p id="restored" data-text="restored" {
                                "Your answers from " bdi data-slot="when" { (date(when)) } " were restored."
                            }
                            button id="over" type="button" data-text="start-over" { "Start over" }
                        }
                    }
                    div id="summary" class="summary" part="summary" tabindex="-1" {}
                    (questions(program))
                    @if let Some(consent) = &program.consent {
                        (boxed(CONSENT, consented, &html! { span { (consent.text) } }, &html! {
                            @if !consent.purpose.is_empty() {
                                p class="hint" data-text="consent-purpose" {
                                    "Used for: " bdi data-slot="purpose" { (consent.purpose) }
                                }
                            }
                            @if !consent.retention.is_empty() {
                                p class="hint" data-text="consent-retention" {
                                    "Kept: " bdi data-slot="retention" { (consent.retention) }
                                }
                            }
                        }))
                    }
                    (boxed(AGREEMENT, accepted, &html! {
                        span data-text="accept" {
                            "I accept the "
                            @if let Some(link) = &agreement.link {
                                a data-slot="agreement" href=(link) target="_blank" rel="noopener" {
                                    (agreement.title)
                                }
                            } @else { bdi data-slot="agreement" { (agreement.title) } }
                            ", version " bdi data-slot="version" { (agreement.version) } "."
                        }
                    }, &html! {
                        @if !agreement.summary.is_empty() { p class="hint" { (agreement.summary) } }
                    }))
                    // Machines fill in every control that they find. People and assistive technology do not reach this
                    // one.
                    p class="hidden" aria-hidden="true" {
                        input id={ "f-" (TRAP) } name=(TRAP) tabindex="-1" autocomplete="off";
                    }
                    div id="sending" class="notice" part="notice" tabindex="-1" {}
                    slot name="challenge" {}
                    @if program.verdict != Detail::AfterSubmit {
                        p id="bar" class="bar" part="bar" aria-hidden="true" {}
                    }
                    button id="submit" class="submit" part="submit" type="submit" { (PreEscaped(text(SEND))) }
                }
                @if program.verdict != Detail::AfterSubmit { (side(program)) } @else { (terms::terms(program)) }
                p id="live" class="hidden" role="status" {}
            }
            @if program.verdict != Detail::AfterSubmit { (terms::terms(program)) }
        }
    }
    .into_string()
}
