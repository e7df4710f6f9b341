//! Finds, by trying, the smallest change of one answer that would improve the verdict.

use super::answers::Scalar;
use super::compile::Rules;
use super::judging::{Judging, Others, rank};
use super::{Status, Suggestion};
use crate::currency::minor_digits;
use crate::decimal;
use crate::lead::{Value, date};
use crate::program::{AnswerKind, Field, FieldType};
use jiff::SignedDuration;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;

/// The largest number of changed answers to try for one verdict.
const MAX_TRIALS: u32 = 600;
/// The largest number of checks among them that no formula understands: the script engine is far slower.
const MAX_SCRIPT_RUNS: u32 = 200;
/// The largest number of suggestions. Nobody would read more.
const MAX_SUGGESTIONS: usize = 3;
/// The largest number of options in one suggestion.
const MAX_OPTIONS: usize = 5;
/// The largest change of a date, in days: about ten years.
const MAX_DAYS: i64 = 3_650;
/// The largest number to try if the field sets no maximum.
const MAX_NUMBER: i64 = 1_000_000_000_000;

/// The best change of one field: the new status, the size of the change, and the answers.
struct Found {
    status: Status,
    asks: Decimal,
    field: usize,
    answers: Vec<Value>,
}

/// A trial of other answers to one field.
struct Trying<'a> {
    rules: &'a Rules,
    judging: &'a mut Judging,
    others: &'a Others,
    field: usize,
    /// The number of answers tried for this verdict.
    trials: u32,
}

impl Judging {
    /// Changes of one answer that would improve the verdict, the smallest first. Fields that the program does not coach
    /// are left out.
    ///
    /// The size of a change is, for a number, the relative difference; for a date, the number of months; for another
    /// option or a tick, 1, as for doubling a number.
    pub(super) fn suggestions(&mut self, rules: &Rules) -> Vec<Suggestion> {
        let now = self.summary(rules).status;
        if now == Status::Qualified || now == Status::Incomplete {
            return Vec::new();
        }
        self.script_runs = 0;
        let mut trials = 0;
        let mut found = Vec::new();
        for (i, field) in rules.program.fields.iter().enumerate().filter(|(_, field)| field.coach) {
            let Some(others) = self.others(rules, now, i) else { continue };
            let mut trying = Trying { rules, judging: self, others: &others, field: i, trials };
            found.extend(trying.field(field));
            trials = trying.trials;
            self.put_back(rules, others);
        }
        let Some(best) = found.iter().map(|found| rank(found.status)).max() else { return Vec::new() };
        found.retain(|found| rank(found.status) == best);
        let mut suggestions = Vec::new();
        // Repeated selection of the smallest: a sort would take 4 KB of Wasm.
        while suggestions.len() < MAX_SUGGESTIONS
            && let Some((next, _)) =
                found.iter().enumerate().min_by_key(|(_, found)| (found.asks, found.field))
        {
            suggestions.extend(found.swap_remove(next).into_suggestion(rules));
        }
        suggestions
    }
}

impl Found {
    fn into_suggestion(self, rules: &Rules) -> Option<Suggestion> {
        let field = rules.program.fields.get(self.field)?.name.clone();
        Some(Suggestion {
            field,
            answers: self.answers.iter().map(Json::from).collect(),
            status: self.status,
        })
    }
}

impl Trying<'_> {
    fn field(&mut self, field: &Field) -> Option<Found> {
        match field.kind.answer_kind() {
            AnswerKind::Option => {
                self.choices(field.options.iter().map(|option| Value::Text(option.value.clone())))
            }
            AnswerKind::Truth => self.choices([Value::Bool(true), Value::Bool(false)]),
            AnswerKind::Number => self.number(field),
            AnswerKind::Date => self.date(),
            AnswerKind::Text | AnswerKind::Options | AnswerKind::Rows => None,
        }
    }

    /// True if enough has been tried.
    fn is_spent(&self) -> bool {
        self.trials == MAX_TRIALS || self.judging.script_runs > MAX_SCRIPT_RUNS
    }

    /// The better status that an answer leads to, if it does.
    fn turned(&mut self, answer: &Value) -> Option<Status> {
        if self.is_spent() {
            return None;
        }
        self.trials += 1;
        self.judging.turned(self.rules, self.others, Scalar::from(answer))
    }

    /// All choices that lead to the best status that any of them leads to.
    fn choices(&mut self, choices: impl IntoIterator<Item = Value>) -> Option<Found> {
        let (mut best, mut answers) = (None, Vec::new());
        for choice in choices {
            if self.is_spent() {
                return None;
            }
            let Some(status) = self.turned(&choice) else { continue };
            if best.is_none_or(|best| rank(status) > rank(best)) {
                (best, answers) = (Some(status), Vec::new());
            }
            if best == Some(status) {
                answers.push(choice);
            }
        }
        answers.truncate(MAX_OPTIONS);
        Some(Found { status: best?, asks: Decimal::ONE, field: self.field, answers })
    }

    fn number(&mut self, field: &Field) -> Option<Found> {
        let program = &self.rules.program;
        let is_money = field.kind == FieldType::Money;
        let digits = if is_money { minor_digits(program.currency_of(field)) } else { field.decimals };
        // In units of the field's smallest step.
        let unit = Decimal::new(1, digits);
        let steps = |number: Decimal| decimal::quotient(number, unit).and_then(|steps| steps.to_i64());
        let is_whole = field.kind == FieldType::Number && digits == 0;
        let value = |steps: i64| match is_whole {
            true => Value::Integer(steps),
            false => Value::Decimal(Decimal::new(steps, digits)),
        };
        let now = match self.judging.answer(self.field) {
            Scalar::Int(number) => Some(Decimal::from(number)),
            Scalar::Decimal(number) => Some(number),
            _ => None,
        };
        let least = field.min.map_or(Decimal::ZERO, |min| min.0);
        let most = field.max.map_or(Decimal::from(MAX_NUMBER), |max| max.0);
        let from = steps(now.unwrap_or(least))?;
        let up = self.nearest(from, steps(most)?, value);
        let down = self.nearest(from, steps(least.min(now.unwrap_or(least)))?, value);
        let found = [up, down].into_iter().flatten().min_by_key(|steps| steps.abs_diff(from))?;
        let status = self.turned(&value(found))?;
        let asks = decimal::quotient(found.abs_diff(from).into(), from.unsigned_abs().max(1).into())?;
        Some(Found { status, asks, field: self.field, answers: vec![value(found)] })
    }

    fn date(&mut self) -> Option<Found> {
        let today = date::parse_date(self.judging.today())?;
        let now = match self.judging.answer(self.field) {
            Scalar::Text(text) => date::parse_date(&text).unwrap_or(today),
            _ => today,
        };
        // In hours: the library's spans of days would add all its units, 45 KiB of Wasm.
        let value = |days: i64| {
            Value::Date(now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Date::MAX))
        };
        let (later, earlier) = (self.nearest(0, MAX_DAYS, value), self.nearest(0, -MAX_DAYS, value));
        let found = [later, earlier].into_iter().flatten().min_by_key(|days| days.abs())?;
        let status = self.turned(&value(found))?;
        Some(Found {
            status,
            asks: decimal::quotient(found.abs().into(), 30.into())?,
            field: self.field,
            answers: vec![value(found)],
        })
    }

    /// The nearest better number from `from` towards `to`. The steps double until a number is better, then a binary
    /// search narrows the gap to the last one that was not.
    fn nearest(&mut self, from: i64, to: i64, value: impl Fn(i64) -> Value) -> Option<i64> {
        let whole = to.checked_sub(from)?;
        let (mut not, mut step) = (from, whole.signum());
        let mut better = loop {
            if not == to || step == 0 {
                return None;
            }
            let next = if step.unsigned_abs() >= whole.unsigned_abs() { to } else { from + step };
            if self.turned(&value(next)).is_some() {
                break next;
            }
            if self.is_spent() {
                return None;
            }
            (not, step) = (next, step.saturating_mul(2));
        };
        while better.abs_diff(not) > 1 {
            let middle = not + (better - not) / 2;
            if self.turned(&value(middle)).is_some() { better = middle } else { not = middle }
        }
        Some(better)
    }
}
