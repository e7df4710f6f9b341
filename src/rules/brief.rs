//! A short verdict: the parts that change with the answers, without the texts of program and script.

use super::compile::Rules;
use super::judging::Judging;
use super::partner;
use super::place::place;
use super::ran::RuleResult;
use super::{Outcome, Status};
use crate::compensation;
use crate::program::Amount;

/// A short verdict.
#[derive(Debug, PartialEq)]
pub struct Brief<'a> {
    /// The status.
    pub status: Status,
    /// The sum of the scores that are known.
    pub score: i64,
    /// The id of the chosen compensation plan.
    pub plan: Option<String>,
    /// The fee under that plan, in major units.
    pub fee: Option<Amount>,
    /// The currency of the fee (ISO 4217).
    pub currency: Option<&'a str>,
    /// Where the vendor should send the lead.
    pub route: Option<String>,
    /// The fields whose answers break their `valid_when`, each with its message.
    pub invalid: Vec<(&'a str, &'a str)>,
    /// The requested findings, in the script's order.
    pub findings: Vec<BriefFinding<'a>>,
}

/// A short finding: the outcome of one rule.
#[derive(Debug, PartialEq)]
pub struct BriefFinding<'a> {
    /// The rule's code.
    pub code: &'a str,
    /// The outcome.
    pub outcome: Outcome,
    /// The points, for a score that is known.
    pub points: Option<i64>,
    /// The required fields that were read and have no answer, and the facts of the partner that are not known here.
    pub waiting_for: Vec<&'a str>,
    /// The reason why the rule failed, with its place in the script.
    pub error: Option<String>,
}

impl Judging {
    /// The short verdict, with the findings of these rules.
    pub fn brief<'a>(&'a self, rules: &'a Rules, findings: impl Iterator<Item = usize>) -> Brief<'a> {
        let summary = self.summary(rules);
        let paying = summary.paying(rules, &self.answers());
        let paying = paying.and_then(|(plan, basis)| Some((rules.program.compensation.get(plan)?, basis)));
        let fee = paying.and_then(|(plan, basis)| compensation::fee(&rules.program, plan, basis));
        let currency = paying.filter(|_| fee.is_some()).map(|(plan, _)| plan);
        Brief {
            status: summary.status,
            score: summary.score,
            plan: summary.plan.map(|plan| plan.to_string()),
            fee: fee.map(|(amount, _)| amount),
            currency: currency.map(|plan| compensation::currency(&rules.program, plan)),
            route: summary.route.map(|route| route.to_string()),
            invalid: self
                .invalid()
                .iter()
                .filter_map(|field| rules.program.fields.get(field))
                .map(|field| (field.name.as_str(), field.valid_message.as_str()))
                .collect(),
            findings: findings.filter_map(|rule| self.brief_finding(rules, rule)).collect(),
        }
    }

    fn brief_finding<'a>(&'a self, rules: &'a Rules, i: usize) -> Option<BriefFinding<'a>> {
        let (rule, ran) = (rules.rules.get(i)?, self.ran(i)?);
        let outcome = ran.outcome;
        let name = |field: usize| partner::name(&rules.program, field);
        Some(BriefFinding {
            code: &rule.code,
            outcome,
            points: match ran.said {
                RuleResult::Points(points) if outcome == Outcome::Met => Some(points),
                _ => None,
            },
            waiting_for: self
                .waits_for(rules, ran)
                .chain(self.unknown(rules, ran))
                .filter_map(name)
                .collect(),
            error: match &ran.said {
                RuleResult::Wrong(wrong) if outcome == Outcome::Error => {
                    Some(format!("{}: {}", place(&rules.program.rules, wrong.0), wrong.1))
                }
                _ => None,
            },
        })
    }
}
