//! What the partner answered, and what the rules made of it.

use super::super::rule_name::{fact, fact_label, rule_name_and_code};
use super::labels::Labels;
use maud::{Markup, html};
use referral_widget::json::parse;
use referral_widget::lead::{Answers, PartnerFacts};
use referral_widget::markup::shown_answer;
use referral_widget::program::{Fact, Field, Program};
use referral_widget::rules::{Finding, Outcome, Verdict};
use serde_json::Value;

/// Each question with its answer, and what was known of the partner.
pub fn answers(answers: &Answers, facts: &PartnerFacts, labels: &Labels<'_>) -> Markup {
    let words = labels.words;
    html! {
        section aria-labelledby="answers" {
            h2 id="answers" { (words.say("answers")) }
            dl.answers {
                @for field in &labels.program.fields {
                    dt { (field.label) }
                    dd {
                        @match answers.get(&field.name) {
                            Some(answer) => (shown(labels.program, field, answer)),
                            None => span.empty { (words.say("not-answered")) },
                        }
                    }
                }
            }
            @if labels.stored.partner_facts.is_some() {
                h3 { (words.say("partner-facts")) }
                dl.answers {
                    @for (_, fact) in Fact::WORDS.into_iter().filter(|(_, fact)| is_kept(*fact, facts, labels.program)) {
                        dt { (fact_label(fact, labels.words)) }
                        dd { (value(fact, facts, labels)) }
                    }
                }
            }
        }
    }
}

/// True for a fact that the program's rules read, or that was known.
fn is_kept(fact: Fact, facts: &PartnerFacts, program: &Program) -> bool {
    program.partner_facts.contains(&fact) || facts.get(fact).is_some()
}

fn value(fact: Fact, facts: &PartnerFacts, labels: &Labels<'_>) -> Markup {
    html! {
        @match facts.get(fact) {
            Some(known) => bdi { (known) },
            None => span.empty { (labels.words.say("not-known")) },
        }
    }
}

/// The verdict on arrival, rule by rule, with the answers and facts that each has read; and that by today's rules.
pub fn verdicts(known: (&Answers, &PartnerFacts), today: Option<&Today>, labels: &Labels<'_>) -> Markup {
    let words = labels.words;
    let Ok(then) = parse::<Verdict>(labels.stored.verdict.get()) else { return html! {} };
    html! {
        (table("verdict", "verdict-then", &then, known, labels))
        @match today {
            None => p.facts { (words.say("verdict-none")) },
            Some(today) if is_same(&then, &today.verdict) => p.facts { (words.say("verdict-same")) },
            Some(Today { program, facts, verdict }) => {
                (table("verdict-today", "verdict-now", verdict, (known.0, facts), &Labels { program, ..*labels }))
            },
        }
    }
}

/// What the rules of today say.
pub struct Today {
    pub program: Program,
    /// The facts of the partner with which they say it.
    pub facts: PartnerFacts,
    pub verdict: Verdict,
}

/// True if both say the same of each rule.
fn is_same(then: &Verdict, now: &Verdict) -> bool {
    let findings = |verdict: &Verdict| {
        let findings = verdict.findings.iter();
        findings.map(|it| (it.code.clone(), it.outcome, it.points)).collect::<Vec<_>>()
    };
    then.status == now.status
        && then.score == now.score
        && then.estimate == now.estimate
        && findings(then) == findings(now)
}

fn table(
    id: &str,
    heading: &str,
    verdict: &Verdict,
    (answers, facts): (&Answers, &PartnerFacts),
    labels: &Labels<'_>,
) -> Markup {
    let words = labels.words;
    html! {
        section.wide aria-labelledby=(id) tabindex="0" {
            h2 id=(id) { (words.say(heading)) }
            table {
                thead { tr { th scope="col" { (words.say("rule")) } th scope="col" { (words.say("result")) } th scope="col" { (words.say("values-read")) } } }
                tbody {
                    @for finding in &verdict.findings {
                        tr {
                            th scope="row" { (rule_name_and_code(finding, Some(labels.program), words)) }
                            td { (result(finding, labels)) }
                            td {
                                @for (i, field) in finding.read.iter().filter_map(|name| labels.program.field(name)).enumerate() {
                                    @if i > 0 { br; }
                                    span.facts { (field.label) } " "
                                    @match answers.get(&field.name) {
                                        Some(answer) => (shown(labels.program, field, answer)),
                                        None => (words.say("not-answered")),
                                    }
                                }
                                @for fact in finding.read.iter().filter_map(|name| fact(name)) {
                                    p { span.facts { (fact_label(fact, labels.words)) } " " (value(fact, facts, labels)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn result(finding: &Finding, labels: &Labels<'_>) -> String {
    let words = labels.words;
    match (finding.points, finding.outcome) {
        (Some(points), _) => words.with("points", &[("count", &points.to_string())]),
        (None, Outcome::Met) => words.say("outcome-met"),
        (None, Outcome::Unmet) => words.say("outcome-unmet"),
        (None, Outcome::Error) => words.say("outcome-error"),
        (None, _) => words.say("outcome-open"),
    }
}

/// An answer: one, several, or rows of answers.
fn shown(program: &Program, field: &Field, answer: &Value) -> Markup {
    match answer {
        Value::Array(all) => html! {
            ul { @for one in all { li { (shown(program, field, one)) } } }
        },
        Value::Object(row) => html! {
            @for (i, field) in field.fields.iter().filter(|field| row.contains_key(&field.name)).enumerate() {
                @if i > 0 { " · " }
                span.facts { (field.label) } " " (shown(program, field, &row[&field.name]))
            }
        },
        one => shown_answer(program, field, one),
    }
}
