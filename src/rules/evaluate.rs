//! From rules and a lead to a verdict.

use super::answers::{self, Reads};
use super::compile::Rules;
use super::judging::{Judging, Said};
use super::place::place;
use super::{Finding, Kind, Outcome, Status, Verdict};
use crate::compensation::{self, Estimate};
use crate::lead::{Lead, date};
use jiff::civil::Date;
use rhai::ImmutableString;

/// What the findings come to.
pub struct Summary {
    pub status: Status,
    pub score: i64,
    pub plan: Option<ImmutableString>,
    pub route: Option<ImmutableString>,
}

impl Rules {
    /// Judges a lead. The same script, program, lead and date give the same verdict, everywhere.
    #[must_use]
    pub fn evaluate(&self, lead: &Lead, today: Date) -> Verdict {
        let mut judging = Judging::new(self, &date::text(today));
        for (field, answer) in answers::of_lead(&self.program, lead).into_iter().enumerate() {
            judging.set(field, answer);
        }
        judging.run(self, |_| {});
        judging.verdict(self, lead)
    }
}

impl Judging {
    /// The verdict on the answers as they are, `lead` being the same answers.
    pub fn verdict(&self, rules: &Rules, lead: &Lead) -> Verdict {
        let summary = self.summary(rules);
        let estimate = self.estimate(rules, &summary, lead);
        let text = |name: ImmutableString| name.to_string();
        Verdict {
            status: summary.status,
            findings: (0..rules.rules.len()).filter_map(|rule| self.finding(rules, rule)).collect(),
            score: summary.score,
            qualify_at: rules.qualify_at,
            plan: summary.plan.map(text),
            estimate,
            route: summary.route.map(text),
            today: self.today().to_string(),
            rules_hash: rules.rules_hash.clone(),
            program_hash: rules.program_hash.clone(),
        }
    }

    /// What the findings come to. In this order: an unmet requirement disqualifies, even while other answers are
    /// missing; anything pending leaves it incomplete; an unmet review, an error or too low a score is for a
    /// partner manager.
    pub fn summary(&self, rules: &Rules) -> Summary {
        let (mut score, mut plan, mut route) = (0_i64, None, None);
        let (mut disqualified, mut pending, mut doubtful) = (false, false, false);
        for (i, rule) in rules.rules.iter().enumerate() {
            let Some(ran) = self.ran(i) else { continue };
            match ran.outcome(rules, self) {
                Outcome::Pending => pending = true,
                Outcome::Error => doubtful = true,
                Outcome::Unmet if rule.kind == Kind::Require => disqualified = true,
                Outcome::Unmet => doubtful = true,
                Outcome::Met => match (&ran.said, rule.kind) {
                    (Said::Points(points), _) => score = score.saturating_add(*points),
                    (Said::Name(name), Kind::Plan) => plan.clone_from(name),
                    (Said::Name(name), _) => route.clone_from(name),
                    _ => {}
                },
            }
        }
        if plan.is_none() {
            plan = rules.only_plan().map(ImmutableString::from);
        }
        let status = if disqualified {
            Status::Disqualified
        } else if pending {
            Status::Incomplete
        } else if doubtful || rules.qualify_at.is_some_and(|least| score < least) {
            Status::Review
        } else {
            Status::Qualified
        };
        Summary { status, score, plan, route }
    }

    fn estimate(&self, rules: &Rules, summary: &Summary, lead: &Lead) -> Option<Estimate> {
        if summary.status == Status::Disqualified {
            return None;
        }
        let plan = rules.program.plan(summary.plan.as_ref()?)?;
        compensation::estimate(&rules.program, plan, lead)
    }

    fn finding(&self, rules: &Rules, i: usize) -> Option<Finding> {
        let (rule, ran) = (rules.rules.get(i)?, self.ran(i)?);
        let name = |field: usize| rules.program.fields.get(field).map(|field| field.name.clone());
        let names = |reads: &Reads| reads.iter().filter_map(name).collect();
        let outcome = ran.outcome(rules, self);
        let mut finding = Finding {
            code: rule.code.clone(),
            kind: rule.kind,
            message: rule.message.clone(),
            outcome,
            points: None,
            read: names(&ran.reads),
            waiting_for: ran.waits_for(rules, self).filter_map(name).collect(),
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
