//! The combined result of several rules. The order of adding does not matter.

use super::answers::Scalar;
use super::compile::Rules;
use super::ran::{Ran, RuleResult};
use super::{Kind, Outcome, Status};
use rhai::ImmutableString;
use rust_decimal::Decimal;

/// The combined result of some rules.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    disqualified: bool,
    pending: bool,
    doubtful: bool,
    /// Wide enough for the points of all rules that a script may have.
    score: i128,
    plan: Option<ImmutableString>,
    route: Option<ImmutableString>,
}

/// The combined result of all rules.
pub struct Summary {
    pub status: Status,
    pub score: i64,
    pub plan: Option<ImmutableString>,
    pub route: Option<ImmutableString>,
}

impl Totals {
    /// Adds the result of a rule.
    #[inline(always)]
    pub fn add(&mut self, kind: Kind, ran: &Ran) {
        match ran.outcome {
            // The endpoint will know.
            Outcome::Pending if ran.waits_for_facts => self.doubtful = true,
            Outcome::Pending => self.pending = true,
            Outcome::Error => self.doubtful = true,
            Outcome::Unmet if kind == Kind::Require => self.disqualified = true,
            Outcome::Unmet => self.doubtful = true,
            Outcome::Met => match (&ran.said, kind) {
                (RuleResult::Points(points), _) => self.score += i128::from(*points),
                (RuleResult::Name(name), Kind::Plan) => self.plan.clone_from(name),
                (RuleResult::Name(name), _) => self.route.clone_from(name),
                _ => {}
            },
        }
    }

    /// Adds the combined result of other rules.
    pub fn merge(&mut self, other: &Totals) {
        self.disqualified |= other.disqualified;
        self.pending |= other.pending;
        self.doubtful |= other.doubtful;
        self.score += other.score;
        if other.plan.is_some() {
            self.plan.clone_from(&other.plan);
        }
        if other.route.is_some() {
            self.route.clone_from(&other.route);
        }
    }

    /// The summary, once all rules are added. The first that applies decides: an unmet requirement disqualifies, even
    /// if other answers are missing; a rule that waits for an answer makes the lead incomplete; an unmet review, an error,
    /// too low a score or a fact of the partner that is not known here leads to a review.
    pub fn summary(self, rules: &Rules) -> Summary {
        let score = self.score.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
        let status = if self.disqualified {
            Status::Disqualified
        } else if self.pending {
            Status::Incomplete
        } else if self.doubtful || rules.qualify_at.is_some_and(|(least, _)| score < least) {
            Status::Review
        } else {
            Status::Qualified
        };
        let plan = self.plan.or_else(|| rules.only_plan().map(ImmutableString::from));
        Summary { status, score, plan, route: self.route }
    }
}

impl Summary {
    /// The index of the plan that pays, and its basis. `None` for a disqualified lead, or if there is no plan.
    pub fn paying(&self, rules: &Rules, answers: &[Scalar]) -> Option<(usize, Option<Decimal>)> {
        if self.status == Status::Disqualified {
            return None;
        }
        let plan = self.plan.as_deref()?;
        let place = rules.program.compensation.iter().position(|known| known.id == plan)?;
        let basis = match rules.bases.get(place)?.and_then(|field| answers.get(field)) {
            Some(Scalar::Decimal(amount)) => Some(*amount),
            _ => None,
        };
        Some((place, basis))
    }
}

/// The outcomes of rules, two bits each. Rules beyond the end are met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes(Vec<u32>);

impl Outcomes {
    /// Records the outcome of a rule. Each rule may be recorded only once.
    pub fn note(&mut self, rule: usize, outcome: Outcome) {
        let bits = match outcome {
            Outcome::Met => 0,
            Outcome::Unmet => 1,
            Outcome::Pending => 2,
            Outcome::Error => 3,
        };
        if bits > 0 {
            self.lengthen(rule / 16 + 1);
            self.0[rule / 16] |= bits << (rule % 16 * 2);
        }
    }

    /// Adds the outcomes of other rules.
    pub fn merge(&mut self, other: &Outcomes) {
        self.lengthen(other.0.len());
        for (sixteen, others) in self.0.iter_mut().zip(&other.0) {
            *sixteen |= others;
        }
    }

    fn lengthen(&mut self, length: usize) {
        if self.0.len() < length {
            self.0.resize(length, 0);
        }
    }

    /// The outcomes of sixteen rules in each number: 0 met, 1 unmet, 2 pending, 3 error, the first rule in the lowest
    /// bits. Rules beyond the end are met.
    #[must_use]
    pub fn sixteens(&self) -> &[u32] {
        &self.0
    }

    /// The rules that are not met, each with its outcome, in the script's order.
    pub fn not_met(&self) -> impl Iterator<Item = (usize, Outcome)> {
        self.0.iter().enumerate().flat_map(|(i, sixteen)| {
            let mut rest = *sixteen;
            std::iter::from_fn(move || {
                let place = rest.trailing_zeros() / 2;
                let outcome = match rest.checked_shr(2 * place)? & 3 {
                    1 => Outcome::Unmet,
                    2 => Outcome::Pending,
                    _ => Outcome::Error,
                };
                rest &= !(3 << (2 * place));
                Some((16 * i + place as usize, outcome))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_kept_by_rule() {
        let mut outcomes = Outcomes::default();
        let noted = [(1, Outcome::Unmet), (15, Outcome::Error), (16, Outcome::Pending), (32, Outcome::Unmet)];
        for (rule, outcome) in noted {
            outcomes.note(rule, outcome);
        }
        outcomes.note(2, Outcome::Met);
        assert_eq!(outcomes.not_met().collect::<Vec<_>>(), noted);
        assert_eq!(outcomes.sixteens()[1], 2);
        let mut both = Outcomes::default();
        both.note(3, Outcome::Error);
        both.merge(&outcomes);
        assert_eq!(both.not_met().count(), 5);
    }
}
