//! What a rule is called at the desk.

use super::words::Words;
use maud::{Markup, html};
use referral_widget::program::{Fact, Program};
use referral_widget::rules::{Finding, Kind};

/// The rule's name, with its code.
pub fn rule_name_and_code(finding: &Finding, program: Option<&Program>, words: &Words) -> Markup {
    let name = rule_name(finding, program, words);
    match finding.kind {
        Kind::Plan | Kind::Route if finding.message.is_empty() => name,
        _ => html! { (name) " " code.facts dir="ltr" { (finding.code) } },
    }
}

/// The rule's message in the reader's language. A rule without a message is named by its kind, and a score by the questions and the
/// facts of the partner that it read.
pub fn rule_name(finding: &Finding, program: Option<&Program>, words: &Words) -> Markup {
    let message =
        program.map_or(finding.message.as_str(), |program| program.message(&finding.code, &finding.message));
    match finding.kind {
        _ if !message.is_empty() => html! { (message) },
        Kind::Plan => html! { (words.say("rule-plan")) },
        Kind::Route => html! { (words.say("rule-route")) },
        Kind::Require | Kind::Review | Kind::Score => score(finding, program, words),
    }
}

fn score(finding: &Finding, program: Option<&Program>, words: &Words) -> Markup {
    let label = |name: &String| {
        let field = program.and_then(|program| program.field(name));
        field.map(|field| field.label.clone()).or_else(|| Some(fact_label(fact(name)?, words)))
    };
    let read: Vec<String> = finding.read.iter().filter_map(label).collect();
    if read.is_empty() {
        return html! { (words.say("rule-points")) };
    }
    let list = html! { span data-list { @for (i, label) in read.iter().enumerate() { @if i > 0 { ", " } bdi { (label) } } } };
    words.naming("rule-score", words.translated(list))
}

/// The fact that a finding calls `partner.level`.
pub fn fact(name: &str) -> Option<Fact> {
    Fact::from_word(name.strip_prefix("partner.")?)
}

/// What a fact of the partner is called.
pub fn fact_label(fact: Fact, words: &Words) -> String {
    words.say(match fact {
        Fact::Country => "fact-country",
        Fact::Domain => "fact-domain",
        Fact::Level => "fact-level",
    })
}
