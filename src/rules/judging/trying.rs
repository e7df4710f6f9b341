//! Trying other answers to one field of a lead.

use super::{Judging, Ran, Rule, Rules, Scalar};
use crate::rules::{Kind, Outcome, Status};

/// Other answers to one field: the status to improve on, and the state to restore.
pub struct Others {
    field: usize,
    now: Status,
    /// The rules that read the field. The rules that block a better verdict come first.
    concerned: Vec<usize>,
    before: Scalar,
    ran: Vec<Ran>,
}

/// The rank of a status for the partner, from worst to best.
pub fn rank(status: Status) -> u8 {
    match status {
        Status::Disqualified => 0,
        Status::Incomplete => 1,
        Status::Review => 2,
        Status::Qualified => 3,
    }
}

/// True if no better verdict is possible while the rule has that result.
fn is_in_the_way(rule: &Rule, ran: &Ran, now: Status) -> bool {
    match ran.outcome {
        Outcome::Unmet => rule.kind == Kind::Require || now != Status::Disqualified,
        Outcome::Error => now != Status::Disqualified,
        _ => false,
    }
}

impl Judging {
    /// Starts to try other answers to a field. `None` if no answer can change the verdict, because no rule has read the
    /// field, or because a rule that blocks a better verdict has not read it.
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
            } // Otherwise another answer may hide what it reads.
        }
        let others = ran().filter(|(_, (rule, ran))| reads(ran) && !is_in_the_way(rule, ran, now));
        concerned.extend(others.map(|(i, _)| i));
        if concerned.is_empty() || self.hidden.or(self.invalid).contains(field) {
            return None;
        }
        let ran = concerned.iter().map(|rule| self.ran[*rule].clone()).collect();
        Some(Others { field, now, concerned, before: self.answer(field), ran })
    }

    /// The status with that answer, if it is better.
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

    /// Restores the state before the trials.
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
