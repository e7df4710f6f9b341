//! Judging a lead by the rules.

use super::compile::Rules;
use super::judging::Judging;
use super::partner;
use super::place::place;
use super::ran::RuleResult;
use super::totals::{Summary, Totals};
use super::{Finding, Outcome, Verdict};
use crate::compensation;
use crate::lead::{Lead, PartnerFacts};
use jiff::civil::Date;

impl Rules {
    /// Judges a lead of whose partner nothing is known. Rules that read a fact of the partner are pending.
    #[must_use]
    pub fn evaluate(&self, lead: &Lead, today: Date) -> Verdict {
        self.evaluate_for(lead, &PartnerFacts::default(), today)
    }

    /// Judges a lead of a partner. The same script, program, lead, facts of the partner and date give the same verdict,
    /// everywhere.
    #[must_use]
    pub fn evaluate_for(&self, lead: &Lead, partner: &PartnerFacts, today: Date) -> Verdict {
        let mut judging = Judging::new(self, today);
        judging.know(self, partner);
        judging.take(self, lead);
        judging.verdict(self)
    }
}

impl Judging {
    /// The verdict on the current answers. Every rule must have run.
    pub fn verdict(&mut self, rules: &Rules) -> Verdict {
        let suggestions = self.suggestions(rules);
        let summary = self.summary(rules);
        let estimate = summary
            .paying(rules, &self.answers())
            .and_then(|(plan, basis)| Some((rules.program.compensation.get(plan)?, basis)))
            .and_then(|(plan, basis)| compensation::estimate(&rules.program, plan, basis));
        Verdict {
            status: summary.status,
            findings: (0..rules.rules.len()).filter_map(|rule| self.finding(rules, rule)).collect(),
            score: summary.score,
            qualify_at: rules.qualify_at.map(|(least, _)| least),
            plan: summary.plan.map(|plan| plan.to_string()),
            estimate,
            route: summary.route.map(|route| route.to_string()),
            suggestions,
            hidden: names(rules, self.hidden().iter()),
            invalid: names(rules, self.invalid().iter()),
            today: self.today().to_string(),
            rules_hash: rules.rules_hash.clone(),
            program_hash: rules.program_hash.clone(),
        }
    }

    /// The summary of the findings.
    pub(crate) fn summary(&self, rules: &Rules) -> Summary {
        let mut totals = Totals::default();
        for (rule, (_, ran)) in rules.rules.iter().zip(self.all_ran()) {
            totals.add(rule.kind, ran);
        }
        totals.summary(rules)
    }

    fn finding(&self, rules: &Rules, i: usize) -> Option<Finding> {
        let (rule, ran) = (rules.rules.get(i)?, self.ran(i)?);
        let outcome = ran.outcome;
        let mut finding = Finding {
            code: rule.code.clone(),
            kind: rule.kind,
            message: rule.message.clone(),
            outcome,
            points: None,
            read: names(rules, ran.reads.iter()),
            waiting_for: names(rules, self.waits_for(rules, ran)),
            unknown: names(rules, self.unknown(rules, ran)),
            error: None,
        };
        match (&ran.said, outcome) {
            (RuleResult::Points(points), Outcome::Met) => finding.points = Some(*points),
            (RuleResult::Wrong(wrong), Outcome::Error) => {
                let (position, message) = &**wrong;
                finding.error = Some(format!("{}: {message}", place(&rules.program.rules, *position)));
            }
            _ => {}
        }
        Some(finding)
    }
}

fn names(rules: &Rules, fields: impl Iterator<Item = usize>) -> Vec<String> {
    fields.filter_map(|field| partner::name(&rules.program, field).map(Into::into)).collect()
}
