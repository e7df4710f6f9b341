//! One lead that is being judged. When answers change, only the rules that read them run again.

use super::answers::{self, Fields, Reading, Reads, Scalar};
use super::compile::Rules;
use super::conditions::Condition;
use super::declare::Rule;
use super::formula::{Run, Value};
use super::memory::Memory;
use super::partner;
use super::place::describe;
use super::ran::{Ran, RuleResult};
use super::totals::{Outcomes, Totals};
use super::{Kind, Outcome};
use crate::lead::{Lead, PartnerFacts, date};
use crate::program::closest;
use jiff::civil::Date;
use rhai::{Dynamic, EvalAltResult, FnPtr, ImmutableString};
use std::cell::Ref;
use std::rc::Rc;

mod trying;

pub use trying::{Others, rank};

/// A lead that is being judged. It can be used only with the rules that it was made for.
pub struct Judging {
    reading: Reading,
    /// The answers as given. To the rules, hidden fields have no answer.
    given: Vec<Scalar>,
    /// The fields that are not asked.
    hidden: Fields,
    /// The fields whose answers are wrong in combination with others. To the rules, they have no answer either.
    invalid: Fields,
    /// True if an answer has changed since the hidden fields were determined.
    is_unsettled: bool,
    /// The required fields that are asked and have no answer, and the facts of the partner that are not known here.
    missing: Fields,
    today: ImmutableString,
    checks: Vec<FnPtr>,
    ran: Vec<Ran>,
    memory: Memory,
    /// The number of checks that no formula decided: those that the script engine ran, or that were remembered from an
    /// earlier run.
    pub(super) script_runs: u32,
}

impl Judging {
    /// A lead without answers, judged on a day. Nothing is known of its partner.
    #[must_use]
    pub fn new(rules: &Rules, today: Date) -> Self {
        let today = ImmutableString::from(date::text(today));
        let given = vec![Scalar::Unit; rules.program.fields.len() + rules.program.partner_facts.len()];
        let reading = Reading::new(given.clone(), rules.work.clone());
        Judging {
            checks: rules.rules.iter().map(|rule| rule.check_on(&today, &reading)).collect(),
            reading,
            given,
            hidden: Fields::default(),
            invalid: Fields::default(),
            is_unsettled: true,
            missing: rules.required.or(rules.facts),
            ran: vec![Ran { is_stale: true, ..Ran::default() }; rules.rules.len()],
            memory: Memory::new(rules.rules.len()),
            today,
            script_runs: 0,
        }
    }

    /// Takes over what is known of the partner. The rules that read a changed fact become stale.
    pub fn know(&mut self, rules: &Rules, facts: &PartnerFacts) {
        for (place, value) in partner::values(&rules.program, facts) {
            if value.is_none() != self.missing.contains(place) {
                if value.is_none() {
                    self.missing.add(place);
                } else {
                    self.missing.remove(place);
                }
                for ran in &mut self.ran {
                    ran.is_stale |= ran.reads.all.contains(place);
                }
            }
            let value = value.unwrap_or_default();
            self.given[place] = value.clone();
            self.change(rules, place, value);
        }
    }

    /// Takes over a lead's answers, and runs the rules that read a changed answer.
    pub fn take(&mut self, rules: &Rules, lead: &Lead) {
        for (field, answer) in answers::of_lead(&rules.program, lead).into_iter().enumerate() {
            self.set(rules, field, answer);
        }
        self.run(rules);
    }

    /// The date on which the lead is judged (RFC 3339 full-date).
    pub(super) fn today(&self) -> &str {
        &self.today
    }

    /// Changes an answer. The rules that read it become stale.
    pub(crate) fn set(&mut self, rules: &Rules, field: usize, value: Scalar) {
        if rules.conditions.is_empty() {
            return self.change(rules, field, value);
        }
        if let Some(given) = self.given.get_mut(field) {
            self.is_unsettled |= !given.is(&value);
            *given = value;
        }
    }

    /// Changes an answer as the rules see it.
    fn change(&mut self, rules: &Rules, field: usize, value: Scalar) {
        if self.reading.answers().get(field).is_none_or(|before| before.is(&value)) {
            return;
        }
        for ran in &mut self.ran {
            ran.is_stale |= ran.reads.all.contains(field);
        }
        self.put(rules, field, value);
    }

    /// Determines the hidden fields and the wrong answers, and shows the other answers to the rules. A condition reads
    /// fields that were decided before it. A condition that fails counts as true.
    pub(super) fn settle(&mut self, rules: &Rules) {
        if rules.conditions.is_empty() || !std::mem::take(&mut self.is_unsettled) {
            return;
        }
        let mut hidden = Fields::default();
        for field in 0..self.given.len() {
            let of_field =
                || rules.conditions.iter().filter(|condition| condition.fields.first() == Some(field));
            for condition in of_field().filter(|condition| !condition.is_of_answer) {
                if !self.holds(rules, condition) {
                    hidden = hidden.or(condition.fields);
                }
            }
            let was_hidden = self.hidden.contains(field);
            if hidden.contains(field) != was_hidden {
                if was_hidden {
                    self.hidden.remove(field)
                } else {
                    _ = self.hidden.add(field)
                }
                // A field that is hidden or shown may become missing or not, which matters to rules that read it, even
                // if the answer stays the same.
                for ran in &mut self.ran {
                    ran.is_stale |= ran.reads.all.contains(field);
                }
                self.put(rules, field, Scalar::Unit);
            }
            self.invalid.remove(field);
            if hidden.contains(field) {
                continue;
            }
            self.change(rules, field, self.given[field].clone());
            if of_field().any(|condition| condition.is_of_answer && !self.is_right(rules, condition)) {
                self.invalid.add(field);
                self.change(rules, field, Scalar::Unit);
            }
        }
    }

    /// True if an answer is right. If an answer that the condition reads is missing, it counts as right.
    fn is_right(&mut self, rules: &Rules, condition: &Condition) -> bool {
        condition.reads.iter().any(|field| self.answer(field) == Scalar::Unit) || self.holds(rules, condition)
    }

    fn holds(&mut self, rules: &Rules, condition: &Condition) -> bool {
        if let Some(formula) = &condition.rule.formula
            && let Some(Value::Bool(yes)) = Run::run(
                formula,
                &self.reading.answers(),
                &self.today,
                rules.program.rates.as_ref(),
                &mut Reads::default(),
            )
        {
            return yes;
        }
        let check = condition.rule.check_on(&self.today, &self.reading);
        let answer: Result<bool, _> = check.call(&rules.engine, &rules.ast, (self.reading.clone(),));
        self.reading.take_reads();
        answer.unwrap_or(true)
    }

    /// The fields that are not asked.
    pub(super) fn hidden(&self) -> Fields {
        self.hidden
    }

    /// The fields whose answers are wrong in combination with others.
    pub(super) fn invalid(&self) -> Fields {
        self.invalid
    }

    /// Changes an answer. The caller then runs every rule that may read it.
    pub(super) fn place(&mut self, rules: &Rules, field: usize, value: Scalar) {
        if rules.conditions.is_empty() {
            self.put(rules, field, value);
        } else {
            self.set(rules, field, value);
        }
    }

    /// Stores an answer, and returns the previous one.
    #[inline(always)]
    fn put(&mut self, rules: &Rules, field: usize, value: Scalar) -> Scalar {
        if value != Scalar::Unit || self.hidden.contains(field) {
            self.missing.remove(field);
        } else if rules.required.contains(field) {
            self.missing.add(field);
        }
        self.reading.set(field, value)
    }

    /// The current answers.
    pub(crate) fn answers(&self) -> Ref<'_, Vec<Scalar>> {
        self.reading.answers()
    }

    /// The answer to a field.
    pub(super) fn answer(&self, field: usize) -> Scalar {
        self.reading.answers().get(field).cloned().unwrap_or_default()
    }

    /// Runs the rules that are stale.
    pub(crate) fn run(&mut self, rules: &Rules) {
        self.settle(rules);
        for rule in 0..self.ran.len() {
            if self.ran[rule].is_stale {
                self.run_rule(rules, rule);
            }
        }
    }

    /// The required fields that the rule read and that have no answer. The rule waits for them.
    pub(super) fn waits_for<'a>(
        &'a self,
        rules: &'a Rules,
        ran: &'a Ran,
    ) -> impl Iterator<Item = usize> + 'a {
        ran.reads.iter().filter(|field| self.missing.contains(*field) && !rules.facts.contains(*field))
    }

    /// The facts of the partner that the rule read and that are not known here.
    pub(super) fn unknown<'a>(&'a self, rules: &'a Rules, ran: &'a Ran) -> impl Iterator<Item = usize> + 'a {
        ran.reads.iter().filter(|field| self.missing.contains(*field) && rules.facts.contains(*field))
    }

    /// The latest results of the rules, in the script's order.
    pub(super) fn all_ran(&self) -> impl Iterator<Item = (usize, &Ran)> {
        self.ran.iter().enumerate()
    }

    /// The latest outcome of each rule.
    pub(crate) fn outcomes(&self) -> Outcomes {
        let mut outcomes = Outcomes::default();
        for (rule, ran) in self.all_ran() {
            outcomes.note(rule, ran.outcome);
        }
        outcomes
    }

    /// The latest result of a rule.
    pub(super) fn ran(&self, rule: usize) -> Option<&Ran> {
        self.ran.get(rule)
    }

    /// Runs a rule, and adds its result.
    pub(super) fn add(&mut self, rules: &Rules, i: usize, totals: &mut Totals, outcomes: &mut Outcomes) {
        self.run_rule(rules, i);
        if let (Some(rule), Some(ran)) = (rules.rules.get(i), self.ran.get(i)) {
            totals.add(rule.kind, ran);
            outcomes.note(i, ran.outcome);
        }
    }

    fn run_rule(&mut self, rules: &Rules, i: usize) {
        self.check(rules, i);
        let Some(ran) = self.ran.get_mut(i) else { return };
        ran.is_stale = false;
        let waits = ran.reads.all.both(self.missing);
        ran.waits_for_facts = waits.both(rules.facts) == waits;
        ran.outcome = if waits != Fields::default() {
            Outcome::Pending
        } else {
            match ran.said {
                RuleResult::Met | RuleResult::Points(_) | RuleResult::Name(_) => Outcome::Met,
                RuleResult::Unmet => Outcome::Unmet,
                RuleResult::Wrong(_) => Outcome::Error,
            }
        };
    }

    /// Runs a rule's check: as a formula, from memory, or by the script engine.
    fn check(&mut self, rules: &Rules, i: usize) {
        let (Some(rule), Some(ran)) = (rules.rules.get(i), self.ran.get_mut(i)) else { return };
        let answers = self.reading.answers();
        if let Some(formula) = &rule.formula {
            ran.reads.clear();
            let value =
                Run::run(formula, &answers, &self.today, rules.program.rates.as_ref(), &mut ran.reads);
            if value.is_some_and(|value| understood(rules, rule.kind, value, &mut ran.said)) {
                return;
            }
        }
        // Counted even if the result is remembered: the count must not depend on the leads judged before.
        self.script_runs = self.script_runs.saturating_add(1);
        if let Some(known) = self.memory.recall(i, &answers) {
            ran.clone_from(known);
            return;
        }
        drop(answers);
        let answer: Result<Dynamic, Box<EvalAltResult>> =
            self.checks[i].call(&rules.engine, &rules.ast, (self.reading.clone(),));
        ran.said = match answer {
            Ok(answer) => said(rules, rule, answer.flatten()),
            Err(error) => {
                let (position, message) = describe(&error);
                RuleResult::Wrong(Rc::new((position.or_else(rule.position), message)))
            }
        };
        ran.reads = self.reading.take_reads();
        self.memory.keep(i, &self.reading.answers(), ran);
    }
}

/// Records the value of a formula. Returns false if the value is wrong: the engine then produces the error message.
#[inline(always)]
fn understood(rules: &Rules, kind: Kind, value: Value, said: &mut RuleResult) -> bool {
    let name = match (kind, value) {
        (Kind::Require | Kind::Review, Value::Bool(yes)) => {
            *said = if yes { RuleResult::Met } else { RuleResult::Unmet };
            return true;
        }
        (Kind::Score, Value::Int(points)) => {
            *said = RuleResult::Points(points);
            return true;
        }
        (Kind::Plan | Kind::Route, Value::Unit) => None,
        (Kind::Plan, Value::Text(plan)) if rules.program.plan(plan).is_some() => Some(plan),
        (Kind::Route, Value::Text(name)) => Some(name),
        _ => return false,
    };
    // Usually it is the same name as before.
    if !matches!(said, RuleResult::Name(before) if before.as_deref() == name) {
        *said = RuleResult::Name(name.map(ImmutableString::from));
    }
    true
}

fn said(rules: &Rules, rule: &Rule, answer: Dynamic) -> RuleResult {
    let wrong = |message: String| RuleResult::Wrong(Rc::new((rule.position, message)));
    let kind = rules.engine.map_type_name(answer.type_name()).to_string();
    match rule.kind {
        Kind::Require | Kind::Review => match answer.as_bool() {
            Ok(true) => RuleResult::Met,
            Ok(false) => RuleResult::Unmet,
            Err(_) => wrong(format!("must answer true or false, but answered with a value of type {kind}")),
        },
        Kind::Score => match answer.as_int() {
            Ok(points) => RuleResult::Points(points),
            Err(_) => {
                wrong(format!("must answer with whole points, but answered with a value of type {kind}"))
            }
        },
        Kind::Plan | Kind::Route if answer.is_unit() => RuleResult::Name(None),
        Kind::Plan | Kind::Route => match answer.into_immutable_string() {
            Ok(name) if rule.kind == Kind::Plan && rules.program.plan(&name).is_none() => {
                let known = rules.program.compensation.iter().map(|plan| plan.id.as_str());
                let help = closest(&name, known).map(|plan| format!("; did you mean `{plan}`?"));
                wrong(format!("the program has no plan `{name}`{}", help.unwrap_or_default()))
            }
            Ok(name) => RuleResult::Name(Some(name)),
            Err(_) => wrong(format!("must answer with a name, but answered with a value of type {kind}")),
        },
    }
}

#[cfg(test)]
mod tests;
