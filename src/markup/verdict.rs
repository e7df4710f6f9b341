//! The verdict beside the form.

use super::format::{day, days, grouped, money, percent};
use crate::compensation::Estimate;
use crate::program::{Field, FieldType, Program};
use crate::rules::{Finding, Kind, Outcome, Status, Suggestion, Verdict};
use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value;

/// The verdict in a sentence.
#[must_use]
pub fn headline(verdict: &Verdict) -> String {
    match verdict.status {
        Status::Qualified => "Qualifies".into(),
        Status::Review => "A partner manager decides".into(),
        Status::Disqualified => "Does not qualify".into(),
        Status::Incomplete => {
            let mut open: Vec<&String> = Vec::new();
            for field in verdict.findings.iter().flat_map(|finding| &finding.waiting_for) {
                if !open.contains(&field) {
                    open.push(field);
                }
            }
            match open.len() {
                1 => "1 answer to go".into(),
                n => format!("{n} answers to go"),
            }
        }
    }
}

/// The verdict as HTML, in parts, so that the page replaces only those that are others than before.
#[derive(Clone, Debug, Serialize)]
pub struct Panel {
    /// The verdict in words, and what would turn it.
    pub status: String,
    /// Each criterion with its state: items of a list.
    pub criteria: Vec<String>,
    /// The points, where they count.
    pub score: String,
    /// The fee and how it is reckoned; nothing where none can be earned.
    pub fee: String,
}

/// The parts of the panel.
#[must_use]
pub fn panel(program: &Program, verdict: &Verdict) -> Panel {
    let shown = verdict.findings.iter().filter(|finding| !finding.message.is_empty());
    let earns = verdict.status != Status::Disqualified;
    Panel {
        status: status(program, verdict).into_string(),
        criteria: shown.map(|finding| criterion(program, finding).into_string()).collect(),
        score: verdict.qualify_at.map(|least| score(verdict.score, least).into_string()).unwrap_or_default(),
        fee: if earns { fee(verdict.estimate.as_ref()).into_string() } else { String::new() },
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

fn score(score: i64, least: i64) -> Markup {
    html! { "Fit: " strong { (score) } " points; " (least) " or more qualify without a review." }
}

fn explanation(program: &Program, verdict: &Verdict) -> String {
    let protection = days(program.agreement.protection_days);
    match verdict.status {
        Status::Qualified => format!("Accepted on sending, and protected as yours for {protection}."),
        Status::Review => format!(
            "Decided within {}. Protected as yours for {protection} from the day it arrives.",
            days(program.delivery.decision_days)
        ),
        Status::Disqualified => {
            "You can still send it: it will be recorded as declined, without a fee or protection.".into()
        }
        Status::Incomplete => "The verdict appears here while you answer.".into(),
    }
}

/// What one other answer would change.
fn suggestions(program: &Program, verdict: &Verdict) -> Markup {
    let Some(first) = verdict.suggestions.first() else { return html! {} };
    let would = match first.status {
        Status::Qualified => "It would qualify with",
        Status::Review => "A partner manager would decide with",
        _ => "It could still qualify with",
    };
    html! {
        p class="suggest" { (would) @if verdict.suggestions.len() > 1 { " one of these" } ":" }
        ul class="suggestions" part="suggestions" {
            @for suggestion in &verdict.suggestions {
                @if let Some(field) = program.field(&suggestion.field) {
                    li data-field=(field.name) {
                        (field.label) @if !field.label.ends_with('?') { ":" } " " strong { (answers(program, field, suggestion)) }
                    }
                }
            }
        }
    }
}

/// The answers that would do, as a partner would give them.
fn answers(program: &Program, field: &Field, suggestion: &Suggestion) -> String {
    let shown = suggestion.answers.iter().map(|answer| match answer {
        Value::Bool(true) => "ticked".to_string(),
        Value::Bool(false) => "not ticked".to_string(),
        Value::Number(number) => grouped(&number.to_string()),
        answer => {
            let text = answer.as_str().unwrap_or_default();
            let option = field.options.iter().find(|option| option.value == text);
            match (option, field.kind) {
                (Some(option), _) => option.label.clone(),
                (_, FieldType::Money) => money(text, program.currency_of(field)),
                (_, FieldType::Percent) => percent(text),
                (_, FieldType::Number) => grouped(text),
                (_, FieldType::Date) => day(text),
                _ => text.to_string(),
            }
        }
    });
    shown.collect::<Vec<_>>().join(" / ")
}

fn criterion(program: &Program, finding: &Finding) -> Markup {
    let (class, mark, word) = match (finding.outcome, finding.kind) {
        (Outcome::Met, _) => ("met", "✓", "Met"),
        (Outcome::Unmet, Kind::Review) => ("review", "!", "For a partner manager"),
        (Outcome::Unmet, _) => ("unmet", "✕", "Not met"),
        (Outcome::Pending, _) => ("pending", "○", "Open"),
        (Outcome::Error, _) => ("review", "!", "Could not be checked; a partner manager will"),
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
                (finding.message) " "
                span class="state" {
                    (word)
                    @if !labels.is_empty() { ": needs “" (labels.join("”, “")) "”" }
                }
            }
        }
    }
}

fn fee(estimate: Option<&Estimate>) -> Markup {
    html! {
        section class="card fee" part="estimate" {
            h3 { "Your fee" }
            @match estimate {
                None => p { "Appears once the answers it depends on are in." },
                Some(estimate) => {
                    p class="amount" { (money(&estimate.amount.to_string(), &estimate.currency)) }
                    ul {
                        @for part in &estimate.parts {
                            li {
                                @match &part.share {
                                    None => { (money(&part.amount.to_string(), &estimate.currency)) " flat" },
                                    Some(share) => {
                                        (percent(&share.percent.to_string())) " of "
                                        (money(&share.of.to_string(), &estimate.currency)) " (" (share.basis) ")"
                                    },
                                }
                            }
                        }
                        @if let Some(cap) = estimate.capped_at {
                            li { "capped at " (money(&cap.to_string(), &estimate.currency)) }
                        }
                    }
                    p {
                        (estimate.name) ". Paid " (days(estimate.payment.days)) " after "
                        (estimate.payment.after) ". An estimate from these answers."
                    }
                },
            }
        }
    }
}
