//! Running a formula. It gives the script engine's value, or none.

use super::{Comparison, Node, Operator, Switch, What};
use crate::compensation::{in_minor_units, proportion};
use crate::decimal;
use crate::program::Rates;
use crate::rules::answers::{Reads, Scalar};
use rhai::ImmutableString;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// The largest number of variables. A formula with more is left to the script engine.
pub const MAX_LOCALS: usize = 16;

/// The value of a formula.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Value<'a> {
    #[default]
    Unit,
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Text(&'a str),
    List(&'a [ImmutableString]),
}

/// The lead and the date that formulas run on.
pub struct Run<'a> {
    answers: &'a [Scalar],
    today: &'a str,
    rates: Option<&'a Rates>,
    reads: &'a mut Reads,
    locals: [Value<'a>; MAX_LOCALS],
}

impl<'a> Run<'a> {
    /// Runs a formula. `None` if the script engine must decide, because its result is unknown here or an error must be
    /// reported. Without rates, conversions of money are left to the engine, too.
    pub fn run(
        formula: &'a Node,
        answers: &'a [Scalar],
        today: &'a str,
        rates: Option<&'a Rates>,
        reads: &'a mut Reads,
    ) -> Option<Value<'a>> {
        Run { answers, today, rates, reads, locals: [Value::Unit; MAX_LOCALS] }.value(formula)
    }

    fn value(&mut self, node: &'a Node) -> Option<Value<'a>> {
        Some(match &node.what {
            What::Constant(_) | What::Field(_) => self.leaf(node)?,
            What::Today => Value::Text(self.today),
            What::Local(local) => *self.locals.get(*local)?,
            What::Let(local, parts) => {
                let [bound, rest] = &**parts;
                *self.locals.get_mut(*local)? = self.value(bound)?;
                self.value(rest)?
            }
            What::Compare(comparison, parts) => {
                let [a, b] = &**parts;
                Value::Bool(compare(*comparison, self.leaf(a)?, self.leaf(b)?)?)
            }
            What::Contains(parts) => {
                let [haystack, needle] = &**parts;
                match &haystack.what {
                    What::List(items) => {
                        let needle = self.leaf(needle)?;
                        Value::Bool(items.iter().any(|item| same(value(item), needle)))
                    }
                    _ => match (self.value(haystack)?, self.value(needle)?) {
                        (Value::Text(text), Value::Text(part)) => Value::Bool(text.contains(part)),
                        (Value::List(values), needle) => {
                            Value::Bool(values.iter().any(|value| Value::Text(value) == needle))
                        }
                        _ => return None,
                    },
                }
            }
            What::Not(part) => Value::Bool(!self.bool(part)?),
            What::All(parts) => {
                for part in parts {
                    if !self.bool(part)? {
                        return Some(Value::Bool(false));
                    }
                }
                Value::Bool(true)
            }
            What::Any(parts) => {
                for part in parts {
                    if self.bool(part)? {
                        return Some(Value::Bool(true));
                    }
                }
                Value::Bool(false)
            }
            What::Coalesce(parts) => {
                let mut last = Value::Unit;
                for part in parts {
                    last = self.value(part)?;
                    if last != Value::Unit {
                        break;
                    }
                }
                last
            }
            What::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                if self.bool(condition)? { self.value(then)? } else { self.value(otherwise)? }
            }
            What::Switch(switch) => match self.arm(switch)? {
                Some(answer) => self.value(answer)?,
                None => Value::Unit,
            },
            What::Arithmetic(operator, parts) => {
                let [a, b] = &**parts;
                arithmetic(*operator, self.value(a)?, self.value(b)?)?
            }
            What::Call(name, parts) if name == "convert" => self.converted(parts)?,
            What::List(_) | What::Call(..) | What::Unknown(_) => return None,
        })
    }

    /// Converts money, as `convert` of the vocabulary does.
    fn converted(&mut self, parts: &'a [Node]) -> Option<Value<'a>> {
        let [amount, from, to] = parts else { return None };
        let (amount, from, to) = (self.leaf(amount)?, self.leaf(from)?, self.leaf(to)?);
        let (Value::Text(from), Value::Text(to), Some(rates)) = (from, to, self.rates) else { return None };
        let (from, buys) = (rates.buys_of(from)?, rates.buys_of(to)?);
        let amount = match amount {
            Value::Unit => return Some(Value::Unit),
            amount => number(amount)?,
        };
        Some(Value::Decimal(in_minor_units(proportion(amount, buys, from)?, to)))
    }

    /// Like `value`, with a fast path for fields and constants, which most comparisons use.
    #[inline(always)]
    fn leaf(&mut self, node: &'a Node) -> Option<Value<'a>> {
        match &node.what {
            What::Constant(constant) => Some(value(constant)),
            What::Field(field) => {
                self.reads.note(*field);
                // Rows are left to the engine.
                self.answers.get(*field).filter(|answer| !matches!(answer, Scalar::Rows(_))).map(value)
            }
            _ => self.value(node),
        }
    }

    /// The result of the first arm that matches, or none.
    fn arm(&mut self, switch: &'a Switch) -> Option<Option<&'a Node>> {
        let value = self.leaf(switch.parts.first()?)?;
        let case = switch.cases.iter().find(|(case, _)| is(case, value));
        for arm in case.map_or(&[][..], |(_, arms)| arms) {
            if self.bool(switch.parts.get(2 * arm + 1)?)? {
                return switch.parts.get(2 * arm + 2).map(Some);
            }
        }
        for range in &switch.ranges {
            let holds = match value {
                Value::Int(number) => range.contains_int(number),
                Value::Decimal(number) => range.contains_decimal(number),
                _ => false,
            };
            if holds && self.bool(switch.parts.get(2 * range.index() + 1)?)? {
                return switch.parts.get(2 * range.index() + 2).map(Some);
            }
        }
        Some(switch.default.and_then(|arm| switch.parts.get(2 * arm + 2)))
    }

    #[inline(always)]
    fn bool(&mut self, node: &'a Node) -> Option<bool> {
        match self.value(node)? {
            Value::Bool(yes) => Some(yes),
            _ => None,
        }
    }
}

#[inline(always)]
fn value(scalar: &Scalar) -> Value<'_> {
    match scalar {
        Scalar::Unit | Scalar::Rows(_) => Value::Unit,
        Scalar::Bool(yes) => Value::Bool(*yes),
        Scalar::Int(number) => Value::Int(*number),
        Scalar::Decimal(number) => Value::Decimal(*number),
        Scalar::Text(text) => Value::Text(text.as_str()),
        Scalar::List(values) => Value::List(values),
    }
}

/// True if it is the same value of the same kind.
fn is(scalar: &Scalar, value: Value) -> bool {
    match (scalar, value) {
        (Scalar::Text(a), Value::Text(b)) => a.as_str() == b,
        (Scalar::Int(a), Value::Int(b)) => *a == b,
        (Scalar::Decimal(a), Value::Decimal(b)) => *a == b,
        (Scalar::Bool(a), Value::Bool(b)) => *a == b,
        (Scalar::Unit, Value::Unit) => true,
        _ => false,
    }
}

/// The order of two values of one kind. Whole and decimal numbers count as one kind.
fn order(a: Value, b: Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) => a.cmp(&b),
        (Value::Decimal(a), Value::Decimal(b)) => decimals(a, b),
        (Value::Int(a), Value::Decimal(b)) => decimals(Decimal::from(a), b),
        (Value::Decimal(a), Value::Int(b)) => decimals(a, Decimal::from(b)),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(&b),
        _ => return None,
    })
}

/// Compares decimals. Those of a money field usually have far less than 64 bits, and can then be compared as integers
/// of one scale.
#[inline(always)]
fn decimals(a: Decimal, b: Decimal) -> Ordering {
    let (i, j) = (a.scale(), b.scale());
    match (lifted(a, j.saturating_sub(i)), lifted(b, i.saturating_sub(j))) {
        (Some(m), Some(n)) => m.cmp(&n),
        _ => a.cmp(&b),
    }
}

/// The mantissa of a decimal with `digits` zeros appended. `None` if it is too large.
#[inline(always)]
fn lifted(number: Decimal, digits: u32) -> Option<i64> {
    let parts = number.unpack();
    if parts.hi > 0 || parts.mid >> 20 > 0 || digits > 3 {
        return None;
    }
    let size = (i64::from(parts.mid) << 32 | i64::from(parts.lo)) * [1, 10, 100, 1_000][digits as usize];
    Some(if parts.negative { -size } else { size })
}

/// The comparison operators of the script engine. Values of two kinds are not equal, and neither comes first. Two lists
/// are left to the engine.
#[inline(always)]
fn compare(comparison: Comparison, a: Value, b: Value) -> Option<bool> {
    if (a, b) == (Value::Unit, Value::Unit) {
        return Some(comparison == Comparison::Equal);
    }
    if let (Value::List(_), Value::List(_)) = (a, b) {
        return None;
    }
    let order = order(a, b);
    Some(match comparison {
        Comparison::Equal => order == Some(Ordering::Equal),
        Comparison::NotEqual => order != Some(Ordering::Equal),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    })
}

/// Compares like `contains` of a list.
fn same(a: Value, b: Value) -> bool {
    (a, b) == (Value::Unit, Value::Unit) || order(a, b) == Some(Ordering::Equal)
}

fn number(value: Value) -> Option<Decimal> {
    match value {
        Value::Int(number) => Some(Decimal::from(number)),
        Value::Decimal(number) => Some(number),
        _ => None,
    }
}

fn arithmetic<'a>(operator: Operator, a: Value, b: Value) -> Option<Value<'a>> {
    if let (Value::Int(a), Value::Int(b)) = (a, b) {
        return Some(Value::Int(match operator {
            Operator::Add => a.checked_add(b)?,
            Operator::Subtract => a.checked_sub(b)?,
            // Wasm needs 128 bits to detect an overflow of 64.
            Operator::Multiply => match (i32::try_from(a), i32::try_from(b)) {
                (Ok(a), Ok(b)) => i64::from(a) * i64::from(b),
                _ => a.checked_mul(b)?,
            },
            Operator::Divide => a.checked_div(b)?,
            Operator::Remainder => a.checked_rem(b)?,
        }));
    }
    let (a, b) = (number(a)?, number(b)?);
    Some(Value::Decimal(match operator {
        Operator::Add => decimal::sum(a, b)?,
        Operator::Subtract => decimal::difference(a, b)?,
        Operator::Multiply => decimal::product(a, b)?,
        Operator::Divide => decimal::quotient(a, b)?,
        Operator::Remainder => decimal::rest(a, b)?,
    }))
}
