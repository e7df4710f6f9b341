//! The card of a referral: who referred whom, and the reasons for its status.

use super::words::Words;
use crate::catalog::State;
use maud::{Markup, html};
use referral_store::{Moment, Stored};
use referral_widget::json::parse;
use referral_widget::program::Program;
use referral_widget::rules::{Outcome, Verdict};
use referral_widget::submission::{Attribution, ReferralStatus};
use serde_json::{Map, Value};

pub fn card(stored: &Stored, state: Option<&State>, words: &Words) -> Markup {
    let release = state.and_then(|state| state.release.as_deref());
    let (class, status) = match ReferralStatus::from_word(&stored.status) {
        Some(ReferralStatus::Accepted) => ("good", "status-accepted"),
        Some(ReferralStatus::InReview) => ("wait", "status-in-review"),
        Some(ReferralStatus::Declined) | None => ("bad", "status-declined"),
    };
    let attribution: Attribution = parse(stored.attribution.get()).unwrap_or_default();
    let verdict: Option<Verdict> = parse(stored.verdict.get()).ok();
    let name = release.map_or(stored.program.as_str(), |release| release.program.name.as_str());
    html! {
        li.card id=(stored.id) {
            div.line {
                h3 { (company(stored, release.map(|release| &release.program), words)) }
                span class={ "badge " (class) } { (words.say(status)) }
            }
            p.facts {
                (name) " · "
                @match &attribution.partner {
                    Some(partner) => {
                        (words.naming("by-partner", html! { strong { (partner) } }))
                        @let known = match stored.attributed_by.as_str() {
                            "token" => "by-token",
                            "origin" => "by-origin",
                            _ => "by-claim",
                        };
                        " (" (words.say(known)) ")"
                    }
                    None => { (words.say("partner-unknown")) }
                }
                " · " time dir="ltr" datetime=(stored.received_at.to_string()) { (minute(stored.received_at)) }
            }
            @if let Some(verdict) = &verdict { (summary(verdict, release.map(|release| &release.program), words)) }
            @if let Some(suspicion) = &stored.suspicion {
                p.differs { (words.suspicion(suspicion)) }
                (cleared(stored, words))
            }
            @if stored.verdicts_agree == Some(false) {
                p.differs { (words.say("other-verdict")) }
            }
            p.more { a href={ "/api/referrals/" (stored.id) } { (words.say("everything-as-json")) } }
        }
    }
}

/// Says that somebody has cleared the referral, or offers a button to clear it.
fn cleared(stored: &Stored, words: &Words) -> Markup {
    let Some(at) = stored.cleared_at else {
        return html! {
            form method="post" action={ "/api/referrals/" (stored.id) "/not-a-machine" } {
                button type="submit" { (words.say("clear")) }
                " " span.facts { (words.say("then-protects")) }
            }
        };
    };
    html! {
        p.facts {
            (words.with("cleared", &[("at", &minute(at))])) " "
            @match &stored.protected_until {
                Some(until) => (words.with("protects-until", &[("until", until)])),
                None => (words.say("protects-nobody")),
            }
        }
    }
}

fn summary(verdict: &Verdict, program: Option<&Program>, words: &Words) -> Markup {
    let open = |outcome| matches!(outcome, Outcome::Unmet | Outcome::Error);
    let reasons: Vec<_> = verdict.findings.iter().filter(|finding| open(finding.outcome)).collect();
    // The program may have this message in the vendor's language.
    let message = |code, message| program.map_or(message, |program| program.message(code, message));
    html! {
        p {
            (words.with("of-score", &[("score", &verdict.score.to_string())]))
            @if let Some(least) = verdict.qualify_at {
                " (" (words.with("least-score", &[("least", &least.to_string())])) ")"
            }
            @if let Some(estimate) = &verdict.estimate {
                " · " (words.say("of-fee")) " " strong { (estimate.currency) " " (estimate.amount) }
            }
            @if let Some(route) = &verdict.route { " · " (words.say("to-route")) " " (route) }
        }
        @if !reasons.is_empty() {
            ul.problems {
                @for finding in reasons {
                    li {
                        @if finding.outcome == Outcome::Unmet { (words.say("not-met")) " " }
                        @match message(&finding.code, &finding.message) {
                            "" => code { (finding.code) },
                            said => (said),
                        }
                        @if let Some(error) = &finding.error {
                            " — " (words.say("rule-failed")) " " code { (words.problems.say(error)) }
                        }
                    }
                }
            }
        }
    }
}

/// Returns the answer to the field with the autofill name `organization` (HTML), or to the field named `company`.
fn company(stored: &Stored, program: Option<&Program>, words: &Words) -> String {
    let lead: Map<String, Value> = parse(stored.lead.get()).unwrap_or_default();
    let organization = program.and_then(|program| {
        program.fields.iter().find(|field| field.autocomplete.as_deref() == Some("organization"))
    });
    let name = organization.map_or("company", |field| field.name.as_str());
    match lead.get(name).and_then(Value::as_str).map(str::trim) {
        Some(company) if !company.is_empty() => company.to_string(),
        _ => words.say("no-company"),
    }
}

/// Writes a time like `2026-11-23 09:15 UTC`.
fn minute(at: Moment) -> String {
    at.timestamp().strftime("%Y-%m-%d %H:%M UTC").to_string()
}
