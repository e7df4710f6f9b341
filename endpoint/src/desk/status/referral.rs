//! The card of a referral: who referred whom, and the reasons for its status.

use super::super::parts::{badge, company};
use super::super::words::Words;
use crate::catalog::State;
use maud::{Markup, html};
use referral_store::{Moment, Stored};
use referral_widget::json::parse;
use referral_widget::program::Program;
use referral_widget::rules::{Outcome, Verdict};
use referral_widget::submission::Attribution;

/// Writes the card. Only those who may clear a referral of a suspicion get the button for it.
pub fn card(stored: &Stored, state: Option<&State>, may_clear: bool, words: &Words) -> Markup {
    let release = state.and_then(|state| state.release.as_deref());
    let attribution: Attribution = parse(stored.attribution.get()).unwrap_or_default();
    let verdict: Option<Verdict> = parse(stored.verdict.get()).ok();
    let name = release.map_or(stored.program.as_str(), |release| release.program.name.as_str());
    html! {
        li.card id=(stored.id) {
            div.line {
                h3 { a href={ "/referrals/" (stored.id) } { (company(stored, release.map(|release| &release.program), words)) } }
                (badge(&stored.standing.status, words))
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
                @if may_clear || stored.cleared_at.is_some() { (cleared(stored, words)) }
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
            @match &stored.standing.protected_until {
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

/// Writes a time like `2026-11-23 09:15 UTC`.
fn minute(at: Moment) -> String {
    at.timestamp().strftime("%Y-%m-%d %H:%M UTC").to_string()
}
