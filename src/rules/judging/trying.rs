//! Other answers to one field, tried on a lead.

use super::{Judging, Ran, Rule, Rules, Scalar};
use crate::rules::{Kind, Outcome, Status};

/// One field's other answers: what they must be better than, and what puts all back.
pub struct Others {
    field: usize,
    now: Status,
    /// The rules that read the field: first those that stand in the way of a better verdict.
    concerned: Vec<usize>,
    before: Scalar,
    ran: Vec<Ran>,
}

/// From worst to best, as a partner sees it.
pub fn rank(status: Status) -> u8 {
    match status {
        Status::Disqualified => 0,
        Status::Incomplete => 1,
        Status::Review => 2,
        Status::Qualified => 3,
    }
}

/// Whether no better verdict is possible as long as a rule comes to that.
fn is_in_the_way(rule: &Rule, ran: &Ran, now: Status) -> bool {
    match ran.outcome {
        Outcome::Unmet => rule.kind == Kind::Require || now != Status::Disqualified,
        Outcome::Error => now != Status::Disqualified,
        _ => false,
    }
}

impl Judging {
    /// Begins to try other answers to a field. `None` where none can turn the verdict: no rule has read it, or one
    /// that stands in the way has not.
    pub fn others(&self, rules: &Rules, now: Status, field: usize) -> Option<Others> {
        let ran = || rules.rules.iter().zip(&self.ran).enumerate();
        let reads = |ran: &Ran| ran.reads.all.contains(field);
        let in_the_way = ran().filter(|(_, (rule, ran))| is_in_the_way(rule, ran, now));
        let mut concerned = Vec::new();
        for (i, (_, ran)) in in_the_way {
            if reads(ran) {
                concerned.push(i);
            } else if rules.conditions.is_empty() {
                return None;
            } // Else another answer may hide what it reads.
        }
        let others = ran().filter(|(_, (rule, ran))| reads(ran) && !is_in_the_way(rule, ran, now));
        concerned.extend(others.map(|(i, _)| i));
        if concerned.is_empty() || self.hidden.or(self.invalid).contains(field) {
            return None;
        }
        let ran = concerned.iter().map(|rule| self.ran[*rule].clone()).collect();
        Some(Others { field, now, concerned, before: self.answer(field), ran })
    }

    /// The verdict that an answer leads to, if it is a better one.
    pub fn turned(&mut self, rules: &Rules, others: &Others, answer: Scalar) -> Option<Status> {
        if rules.conditions.is_empty() {
            self.put(rules, others.field, answer);
            for rule in &others.concerned {
                self.run_rule(rules, *rule);
                if is_in_the_way(&rules.rules[*rule], &self.ran[*rule], others.now) {
                    return None;
                }
            }
        } else {
            self.set(rules, others.field, answer);
            self.run(rules);
        }
        let status = self.summary(rules).status;
        (rank(status) > rank(others.now)).then_some(status)
    }

    /// Puts all back as it was.
    pub fn put_back(&mut self, rules: &Rules, others: Others) {
        if rules.conditions.is_empty() {
            self.put(rules, others.field, others.before);
            for (rule, ran) in others.concerned.into_iter().zip(others.ran) {
                self.ran[rule] = ran;
            }
        } else {
            self.set(rules, others.field, others.before);
            self.run(rules);
        }
    }
}
