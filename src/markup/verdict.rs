//! The verdict beside the form.

use super::format::{date, days, grouped, money, percent, points};
use crate::compensation::Estimate;
use crate::program::{Amount, Field, FieldType, Program};
use crate::rules::{Finding, Kind, Outcome, Status, Verdict};
use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value;

/// The verdict in a sentence.
#[must_use]
pub fn headline(verdict: &Verdict) -> Markup {
    match verdict.status {
        Status::Qualified => html! { span data-text="qualifies" { "Qualifies" } },
        Status::Review if verdict.waits_for_facts() => html! {
            span data-text="decided-on-arrival" { "Decided when it arrives" }
        },
        Status::Review => html! { span data-text="manager-decides" { "A partner manager decides" } },
        Status::Disqualified => html! { span data-text="does-not-qualify" { "Does not qualify" } },
        Status::Incomplete => {
            let mut open: Vec<&String> = Vec::new();
            for field in verdict.findings.iter().flat_map(|finding| &finding.waiting_for) {
                if !open.contains(&field) {
                    open.push(field);
                }
            }
            let one = open.len() == 1;
            html! {
                span data-text="answers-to-go" {
                    bdi data-slot="count" data-number { (open.len().to_string()) } @if one { " answer to go" } @else { " answers to go" }
                }
            }
        }
    }
}

/// The verdict as HTML, in parts, so that the page replaces only the parts that changed.
#[derive(Clone, Debug, Serialize)]
pub struct Panel {
    /// The status in words, and the changes that would improve it.
    pub status: String,
    /// Each criterion with its state, as list items.
    pub criteria: Vec<String>,
    /// The points, if they count.
    pub score: String,
    /// The fee and its calculation. Empty if no fee can be earned.
    pub fee: String,
}

/// Renders the parts of a verdict.
#[must_use]
pub fn panel(program: &Program, verdict: &Verdict) -> Panel {
    let shown = verdict.findings.iter().filter(|finding| !finding.message.is_empty());
    let earns = verdict.status != Status::Disqualified;
    Panel {
        status: status(program, verdict).into_string(),
        criteria: shown.map(|finding| criterion(program, finding).into_string()).collect(),
        score: verdict.qualify_at.map(|least| points(verdict.score, least).into_string()).unwrap_or_default(),
        fee: if earns { fee(program, verdict).into_string() } else { String::new() },
    }
}

fn status(program: &Program, verdict: &Verdict) -> Markup {
    html! {
        div class={ "card status-" (verdict.status.as_str()) } part="status" {
            p class="headline" { (headline(verdict)) }
            p { (explanation(program, verdict)) }
            (suggestions(program, verdict))
        }
    }
}

fn explanation(program: &Program, verdict: &Verdict) -> Markup {
    let protection = days(program.agreement.protection_days);
    html! {
        @match verdict.status {
            Status::Qualified => span data-text="qualifies-why" {
                "Accepted on sending, and protected as yours for " (protection) "."
            },
            Status::Review if verdict.waits_for_facts() => span data-text="decided-on-arrival-why" {
                "You can send it. " (vendor(program)) " then checks it against what is known about you as a partner."
            },
            Status::Review => {
                span data-text="decided-within" { "Decided within " (days(program.delivery.decision_days)) "." }
                " "
                span data-text="protected-for" { "Protected as yours for " (protection) " from the day it arrives." }
            },
            Status::Disqualified => span data-text="does-not-qualify-why" {
                "You can still send it: it will be recorded as declined, without a fee or protection."
            },
            Status::Incomplete => span data-text="answers-to-go-why" {
                "The verdict appears here while you answer."
            },
        }
    }
}

/// The effect of changing one answer.
fn suggestions(program: &Program, verdict: &Verdict) -> Markup {
    let Some(first) = verdict.suggestions.first() else { return html! {} };
    // What a suggestion leads to is not certain while facts of the partner are not known here.
    let is_certain = verdict.findings.iter().all(|finding| finding.unknown.is_empty());
    let (key, would) = match (first.status, verdict.suggestions.len() > 1) {
        (Status::Qualified, false) => ("would-qualify", "It would qualify with:"),
        (Status::Qualified, true) => ("would-qualify-any", "It would qualify with one of these:"),
        (Status::Review, false) if is_certain => ("would-be-decided", "A partner manager would decide with:"),
        (Status::Review, true) if is_certain => {
            ("would-be-decided-any", "A partner manager would decide with one of these:")
        }
        (Status::Review | Status::Disqualified | Status::Incomplete, false) => {
            ("could-qualify", "It could still qualify with:")
        }
        (Status::Review | Status::Disqualified | Status::Incomplete, true) => {
            ("could-qualify-any", "It could still qualify with one of these:")
        }
    };
    html! {
        p class="suggest" data-text=(key) { (would) }
        ul class="suggestions" part="suggestions" {
            @for suggestion in &verdict.suggestions {
                @if let Some(field) = program.field(&suggestion.field) {
                    @let asks = field.label.ends_with(['?', '？', '؟']);
                    li data-field=(field.name) data-text=[(!asks).then_some("answer")] {
                        bdi data-slot="label" { (field.label) } @if !asks { ":" } " "
                        strong data-slot="answers" {
                            @for (i, answer) in suggestion.answers.iter().enumerate() {
                                @if i > 0 { " / " }
                                (shown_answer(program, field, answer))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// An answer in the notation of the form: the label of an option, an amount with its currency.
pub fn shown_answer(program: &Program, field: &Field, answer: &Value) -> Markup {
    let number = |text: &str| html! { bdi data-number { (text) } };
    let text = match answer {
        Value::Bool(true) => return html! { span data-text="ticked" { "ticked" } },
        Value::Bool(false) => return html! { span data-text="not-ticked" { "not ticked" } },
        Value::Number(whole) => return number(&grouped(&whole.to_string())),
        answer => answer.as_str().unwrap_or_default(),
    };
    if let Some(option) = field.options.iter().find(|option| option.value == text) {
        return html! { bdi { (option.label) } };
    }
    match field.kind {
        FieldType::Money => number(&money(text, program.currency_of(field))),
        FieldType::Percent => number(&percent(text)),
        FieldType::Number => number(&grouped(text)),
        FieldType::Date => date(text),
        FieldType::Text
        | FieldType::Textarea
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Select
        | FieldType::Country
        | FieldType::Radio
        | FieldType::Multiselect
        | FieldType::Checkbox
        | FieldType::Group => html! { bdi { (text) } },
    }
}

fn criterion(program: &Program, finding: &Finding) -> Markup {
    let (class, mark, key, word) = match (finding.outcome, finding.kind) {
        (Outcome::Met, _) => ("met", "✓", "met", "Met"),
        (Outcome::Unmet, Kind::Review) => ("review", "!", "for-a-manager", "For a partner manager"),
        (Outcome::Unmet, _) => ("unmet", "✕", "unmet", "Not met"),
        (Outcome::Pending, _) => ("pending", "○", "open", "Open"),
        (Outcome::Error, _) => ("review", "!", "not-checked", "Could not be checked; a partner manager will"),
    };
    let labels: Vec<&str> = finding
        .waiting_for
        .iter()
        .filter_map(|name| program.field(name))
        .map(|field| field.label.as_str())
        .collect();
    html! {
        li class=(class) data-rule=(finding.code) data-outcome=(class) {
            span class="mark" aria-hidden="true" { (mark) }
            span {
                (program.message(&finding.code, &finding.message)) " "
                @if labels.is_empty() && !finding.unknown.is_empty() {
                    span class="state" data-text="checked-on-arrival" {
                        (vendor(program)) " checks this when the referral arrives"
                    }
                }
                @else if labels.is_empty() { span class="state" data-text=(key) { (word) } }
                @else {
                    span class="state" data-text="open-for" {
                        "Open: needs "
                        span data-slot="fields" data-list {
                            @for (i, label) in labels.iter().enumerate() {
                                @if i > 0 { ", " }
                                span data-text="field" { "“" bdi data-slot="label" { (label) } "”" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The vendor's name in a sentence.
fn vendor(program: &Program) -> Markup {
    html! { bdi data-slot="vendor" { (program.vendor.name) } }
}

fn fee(program: &Program, verdict: &Verdict) -> Markup {
    let estimate = verdict.estimate.as_ref();
    // The texts in the verdict are in the program's own language, so the program's translations are used.
    let plan = estimate.and_then(|estimate| program.plan(&estimate.plan));
    let basis = plan.and_then(|plan| program.field(plan.basis.as_deref()?));
    html! {
        section class="card fee" part="estimate" {
            h3 data-text="fee" { "Your fee" }
            @match estimate {
                None if verdict.waits_for_facts() => p data-text="fee-on-arrival" { "Known when the referral arrives." },
                None => p data-text="fee-later" { "Appears when the answers that it depends on are complete." },
                Some(estimate) => {
                    p class="amount" data-number { (money(&estimate.amount.to_string(), &estimate.currency)) }
                    ul {
                        @for part in &estimate.parts {
                            @match &part.share {
                                None => li data-text="flat" { (amount(part.amount, estimate)) " flat" },
                                Some(share) => li data-text="share" {
                                    bdi data-slot="percent" data-number { (percent(&share.percent.to_string())) } " of "
                                    (amount(share.of, estimate)) " (" bdi data-slot="basis" { (basis.map_or(&share.basis, |basis| &basis.label)) } ")"
                                },
                            }
                        }
                        @if let Some(cap) = estimate.capped_at {
                            li data-text="capped" { "capped at " (amount(cap, estimate)) }
                        }
                    }
                    p data-text="fee-terms" {
                        bdi data-slot="plan" { (plan.map_or(&estimate.name, |plan| &plan.name)) } ". Paid " (days(estimate.payment.days)) " after "
                        bdi data-slot="after" { (plan.map_or(&estimate.payment, |plan| &plan.payment).after) } ". An estimate from these answers."
                    }
                },
            }
        }
    }
}

/// An amount of an estimate.
fn amount(amount: Amount, estimate: &Estimate) -> Markup {
    html! { bdi data-slot="amount" data-number { (money(&amount.to_string(), &estimate.currency)) } }
}
