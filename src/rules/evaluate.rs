//! From rules and a lead to a verdict.

use super::answers::{Reads, Scalar};
use super::compile::Rules;
use super::judging::{Judging, Said};
use super::place::place;
use super::{Finding, Kind, Outcome, Status, Verdict};
use crate::compensation;
use crate::lead::Lead;
use crate::program::Plan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What the findings come to.
pub struct Summary<'a> {
    pub status: Status,
    pub score: i64,
    pub plan: Option<&'a str>,
    pub route: Option<&'a str>,
}

impl Rules {
    /// Judges a lead. The same script, program, lead and date give the same verdict, everywhere.
    #[must_use]
    pub fn evaluate(&self, lead: &Lead, today: Date) -> Verdict {
        let mut judging = Judging::new(self, today);
        judging.take(self, lead);
        judging.verdict(self)
    }
}

impl Judging {
    /// The verdict on the answers as they are, once every rule has run.
    pub fn verdict(&mut self, rules: &Rules) -> Verdict {
        let suggestions = self.suggestions(rules);
        let summary = self.summary(rules);
        let estimate = self
            .paying(rules, &summary)
            .and_then(|(plan, basis)| compensation::estimate(&rules.program, plan, basis));
        Verdict {
            status: summary.status,
            findings: (0..rules.rules.len()).filter_map(|rule| self.finding(rules, rule)).collect(),
            score: summary.score,
            qualify_at: rules.qualify_at.map(|(least, _)| least),
            plan: summary.plan.map(Into::into),
            estimate,
            route: summary.route.map(Into::into),
            suggestions,
            today: self.today().to_string(),
            rules_hash: rules.rules_hash.clone(),
            program_hash: rules.program_hash.clone(),
        }
    }

    /// What the findings come to. In this order: an unmet requirement disqualifies, even while other answers are
    /// missing; anything pending leaves it incomplete; an unmet review, an error or too low a score is for a
    /// partner manager.
    pub fn summary<'a>(&'a self, rules: &'a Rules) -> Summary<'a> {
        let (mut score, mut plan, mut route) = (0_i64, None, None);
        let (mut disqualified, mut pending, mut doubtful) = (false, false, false);
        for (i, rule) in rules.rules.iter().enumerate() {
            let Some(ran) = self.ran(i) else { continue };
            match ran.outcome {
                Outcome::Pending => pending = true,
                Outcome::Error => doubtful = true,
                Outcome::Unmet if rule.kind == Kind::Require => disqualified = true,
                Outcome::Unmet => doubtful = true,
                Outcome::Met => match (&ran.said, rule.kind) {
                    (Said::Points(points), _) => score = score.saturating_add(*points),
                    (Said::Name(name), Kind::Plan) => plan = name.as_deref(),
                    (Said::Name(name), _) => route = name.as_deref(),
                    _ => {}
                },
            }
        }
        if plan.is_none() {
            plan = rules.only_plan();
        }
        let status = if disqualified {
            Status::Disqualified
        } else if pending {
            Status::Incomplete
        } else if doubtful || rules.qualify_at.is_some_and(|(least, _)| score < least) {
            Status::Review
        } else {
            Status::Qualified
        };
        Summary { status, score, plan, route }
    }

    /// The plan that pays, and what its percentages are taken of.
    pub fn paying<'r>(&self, rules: &'r Rules, summary: &Summary) -> Option<(&'r Plan, Option<Decimal>)> {
        if summary.status == Status::Disqualified {
            return None;
        }
        let place =
            rules.program.compensation.iter().position(|plan| Some(plan.id.as_str()) == summary.plan)?;
        let basis = match rules.bases.get(place)?.map(|field| self.answer(field)) {
            Some(Scalar::Decimal(amount)) => Some(amount),
            _ => None,
        };
        Some((rules.program.compensation.get(place)?, basis))
    }

    fn finding(&self, rules: &Rules, i: usize) -> Option<Finding> {
        let (rule, ran) = (rules.rules.get(i)?, self.ran(i)?);
        let name = |field: usize| rules.program.fields.get(field).map(|field| field.name.clone());
        let names = |reads: &Reads| reads.iter().filter_map(name).collect();
        let outcome = ran.outcome;
        let mut finding = Finding {
            code: rule.code.clone(),
            kind: rule.kind,
            message: rule.message.clone(),
            outcome,
            points: None,
            read: names(&ran.reads),
            waiting_for: self.waits_for(ran).filter_map(name).collect(),
            error: None,
        };
        match (&ran.said, outcome) {
            (Said::Points(points), Outcome::Met) => finding.points = Some(*points),
            (Said::Wrong(wrong), Outcome::Error) => {
                let (position, message) = &**wrong;
                finding.error = Some(format!("{}: {message}", place(&rules.program.rules, *position)));
            }
            _ => {}
        }
        Some(finding)
    }
}
