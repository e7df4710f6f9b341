//! The card of a referral: who referred whom, what is due, and the reasons for its status.

use super::super::parts::{badge, clearing, company, referred_by};
use super::super::rule_name::rule_name;
use super::super::words::Words;
use crate::access::{Caller, Right};
use crate::catalog::State;
use crate::hours::zone_of;
use crate::labels::minute;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{Moment, Stored};
use referral_widget::json::parse;
use referral_widget::office::LifecycleStatus;
use referral_widget::program::Program;
use referral_widget::rules::{Outcome, Verdict};
use std::collections::BTreeMap;

/// What the cards of a list have in common.
pub struct Beside<'a> {
    pub caller: &'a Caller,
    pub now: Moment,
    /// The names of people by their ids.
    pub names: &'a BTreeMap<String, String>,
    /// The time zone of the business hours, if some were set. Else times are shown in that of the program.
    pub zone: Option<&'a TimeZone>,
    pub words: &'a Words,
}

/// Writes the card.
pub fn card(stored: &Stored, state: Option<&State>, beside: &Beside<'_>) -> Markup {
    let Beside { caller, now, names, zone, words } = *beside;
    let release = state.and_then(|state| state.release.as_deref());
    let program = release.map(|release| release.program_in(Some(words.language.tag())));
    let zone = &zone.cloned().unwrap_or_else(|| zone_of(program));
    let company = company(stored, program, words);
    let standing = &stored.standing;
    let duties = standing.duties().unwrap_or_default();
    let next = duties.open().find(|duty| Some(Moment::from(duty.deadline.due)) == standing.next_due);
    let is_undecided = standing.status == LifecycleStatus::InReview.as_str();
    let verdict: Option<Verdict> = parse(stored.verdict.get()).ok();
    let name = program.map_or(stored.program.as_str(), |program| program.name.as_str());
    html! {
        li.card id=(stored.id) {
            div.line {
                h3 {
                    @if is_undecided && caller.has(Right::Command) {
                        input.tick type="checkbox" form="bulk" name="ticked" value={ (stored.id) " " (standing.revision) }
                            aria-label=(words.with("select-one", &[("label", &company)]));
                        " "
                    }
                    a href={ "/referrals/" (stored.id) } { (company) }
                }
                (badge(&standing.status, words))
            }
            @if let Some(duty) = next {
                p {
                    (words.with(&format!("due-{}", duty.owed.as_str()), &[("at", &minute(zone, duty.deadline.due.into()))]))
                    @if standing.next_due.is_some_and(|due| due < now) { " " span.badge.bad { (words.say("overdue")) } }
                }
            }
            @if standing.partner_asks { p.differs { (words.say("partner-waits")) } }
            p.facts {
                (name) " · "
                (referred_by(stored.partner.as_deref(), &stored.attributed_by, words))
                " · " time dir="ltr" datetime=(stored.received_at.to_string()) { (minute(zone, stored.received_at)) }
                @if let Some(user) = &standing.assignee { " · " (words.with("assigned-to", &[("label", names.get(user).unwrap_or(user))])) }
            }
            @if let Some(verdict) = &verdict { (summary(verdict, program, words)) }
            @if let Some(suspicion) = &stored.suspicion {
                p.differs { (words.suspicion(suspicion)) }
                (clearing(stored, caller, words))
            }
            @if stored.verdicts_agree == Some(false) {
                p.differs { (words.say("other-verdict")) }
            }
            p.more { a href={ "/api/referrals/" (stored.id) } { (words.say("everything-as-json")) } }
        }
    }
}

fn summary(verdict: &Verdict, program: Option<&Program>, words: &Words) -> Markup {
    let open = |outcome| matches!(outcome, Outcome::Unmet | Outcome::Error);
    let reasons: Vec<_> = verdict.findings.iter().filter(|finding| open(finding.outcome)).collect();
    html! {
        p {
            (words.with("of-score", &[("score", &verdict.score.to_string())]))
            @if let Some(least) = verdict.qualify_at {
                " (" (words.with("least-score", &[("least", &least.to_string())])) ")"
            }
            @if let Some(estimate) = &verdict.estimate {
                " · " (words.say("of-fee")) " " strong { bdi { (words.money(&estimate.amount.to_string(), &estimate.currency)) } }
            }
            @if let Some(route) = &verdict.route { " · " (words.say("to-route")) " " (route) }
        }
        @if !reasons.is_empty() {
            ul.problems {
                @for finding in reasons {
                    li {
                        @if finding.outcome == Outcome::Unmet { (words.say("not-met")) " " }
                        (rule_name(finding, program, words))
                        @if let Some(error) = &finding.error {
                            " — " (words.say("rule-failed")) " " code { (words.problems.say(error)) }
                        }
                    }
                }
            }
        }
    }
}
