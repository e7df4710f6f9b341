//! A verdict in short: what changes with the answers, without what the program and the script say anyway.

use super::compile::Rules;
use super::judging::{Judging, Said};
use super::place::place;
use super::{Outcome, Status};
use crate::compensation;
use crate::program::Amount;
use std::fmt::Write;

/// A verdict in short.
#[derive(Debug, PartialEq)]
pub struct Brief<'a> {
    /// The answer.
    pub status: Status,
    /// The sum of the scores that are known.
    pub score: i64,
    /// The id of the compensation plan chosen.
    pub plan: Option<&'a str>,
    /// The fee under that plan, in major units.
    pub fee: Option<Amount>,
    /// Its currency (ISO 4217).
    pub currency: Option<&'a str>,
    /// Where the vendor should send the lead.
    pub route: Option<&'a str>,
    /// The findings asked for, in the script's order.
    pub findings: Vec<BriefFinding<'a>>,
}

/// The outcome of one rule, in short.
#[derive(Debug, PartialEq)]
pub struct BriefFinding<'a> {
    /// The rule's code.
    pub code: &'a str,
    /// What came out.
    pub outcome: Outcome,
    /// Points, for a score that is known.
    pub points: Option<i64>,
    /// The required fields that were read and have no answer.
    pub waiting_for: Vec<&'a str>,
    /// Why it failed, with its place in the script.
    pub error: Option<String>,
}

impl Judging {
    /// The verdict in short, with the findings of these rules.
    pub fn brief<'a>(&'a self, rules: &'a Rules, findings: impl Iterator<Item = usize>) -> Brief<'a> {
        let summary = self.summary(rules);
        let paying = self.paying(rules, &summary);
        let fee = paying.and_then(|(plan, basis)| compensation::fee(&rules.program, plan, basis));
        let currency = paying.filter(|_| fee.is_some()).map(|(plan, _)| plan);
        Brief {
            status: summary.status,
            score: summary.score,
            plan: summary.plan,
            fee: fee.map(|(amount, _)| amount),
            currency: currency.map(|plan| compensation::currency(&rules.program, plan)),
            route: summary.route,
            findings: findings.filter_map(|rule| self.brief_finding(rules, rule)).collect(),
        }
    }

    /// The verdict as one line of text, for pages that judge at every key or thousands of leads: JavaScript takes
    /// longer to read JSON of all findings than the rules take to run. Separated by tabs: status, score, plan, fee, currency
    /// and route, empty where there is none; then for each finding the rule's place in the script and the first
    /// letter of its outcome (`m`, `u`, `p`, `e`), such as `3u`.
    #[must_use]
    pub fn line(&self, rules: &Rules, findings: &[usize]) -> String {
        let mut line = String::with_capacity(64 + 4 * findings.len());
        let summary = self.summary(rules);
        let _ = write!(line, "{}\t{}\t", summary.status.as_str(), summary.score);
        plain(&mut line, summary.plan);
        let paying = self.paying(rules, &summary);
        match paying.and_then(|(plan, basis)| Some((plan, compensation::fee(&rules.program, plan, basis)?))) {
            Some((plan, (fee, _))) => {
                let _ = write!(line, "\t{fee}\t{}\t", compensation::currency(&rules.program, plan));
            }
            None => line.push_str("\t\t\t"),
        }
        plain(&mut line, summary.route);
        for rule in findings {
            if let Some(ran) = self.ran(*rule) {
                let _ = write!(line, "\t{rule}");
                line.push(match ran.outcome {
                    Outcome::Met => 'm',
                    Outcome::Unmet => 'u',
                    Outcome::Pending => 'p',
                    Outcome::Error => 'e',
                });
            }
        }
        line
    }

    fn brief_finding<'a>(&'a self, rules: &'a Rules, i: usize) -> Option<BriefFinding<'a>> {
        let (rule, ran) = (rules.rules.get(i)?, self.ran(i)?);
        let outcome = ran.outcome;
        let name = |field: usize| rules.program.fields.get(field).map(|field| field.name.as_str());
        Some(BriefFinding {
            code: &rule.code,
            outcome,
            points: match ran.said {
                Said::Points(points) if outcome == Outcome::Met => Some(points),
                _ => None,
            },
            waiting_for: self.waits_for(ran).filter_map(name).collect(),
            error: match &ran.said {
                Said::Wrong(wrong) if outcome == Outcome::Error => {
                    Some(format!("{}: {}", place(&rules.program.rules, wrong.0), wrong.1))
                }
                _ => None,
            },
        })
    }
}

/// A name without what would end its column.
fn plain(line: &mut String, name: Option<&str>) {
    line.extend(name.unwrap_or_default().chars().filter(|letter| !letter.is_control()));
}
