//! Whole numbers and exact decimals.

use super::call::Native::{self, Any};
use super::call::{Answer, Call, Table, wrong};
use crate::rules::compare::{decimal, order};
use rhai::Dynamic;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use std::cmp::Ordering;

pub const TABLE: Table = &[
    (
        "abs(integer) -> integer",
        Any(|c| c.integer(0).checked_abs().map(Into::into).ok_or_else(|| wrong("integer overflow"))),
    ),
    ("abs(decimal) -> decimal", Native::Decimal(Decimal::abs)),
    ("sign(integer) -> integer", Any(|c| Ok(c.integer(0).signum().into()))),
    ("sign(decimal) -> integer", Any(|c| Ok((c.decimal(0).cmp(&Decimal::ZERO) as i64).into()))),
    ("min(number, number) -> number", Any(|c| choose(c, Ordering::Greater))),
    ("min(text, text) -> text", Any(|c| choose(c, Ordering::Greater))),
    ("max(number, number) -> number", Any(|c| choose(c, Ordering::Less))),
    ("max(text, text) -> text", Any(|c| choose(c, Ordering::Less))),
    ("between(number?, number, number) -> bool", Any(between)),
    ("between(text?, text, text) -> bool", Any(between)),
    ("to_int(integer) -> integer", Any(|c| Ok(c.integer(0).into()))),
    (
        "to_int(decimal) -> integer",
        Any(|c| {
            let number = c.decimal(0);
            let whole = number.to_i64().map(Into::into);
            whole.ok_or_else(|| wrong(format!("{number} is too large for a whole number")))
        }),
    ),
    ("to_decimal(number) -> decimal", Any(|c| Ok(decimal(c.get(0)).unwrap_or_default().into()))),
    ("floor(decimal) -> decimal", Native::Decimal(Decimal::floor)),
    ("decimal.floor -> decimal", Native::Decimal(Decimal::floor)),
    ("ceiling(decimal) -> decimal", Native::Decimal(Decimal::ceil)),
    ("decimal.ceiling -> decimal", Native::Decimal(Decimal::ceil)),
    ("round(decimal) -> decimal", Native::Decimal(Decimal::round)),
    ("decimal.round -> decimal", Native::Decimal(Decimal::round)),
    ("int(decimal) -> decimal", Native::Decimal(Decimal::trunc)),
    ("decimal.int -> decimal", Native::Decimal(Decimal::trunc)),
    ("fraction(decimal) -> decimal", Native::Decimal(Decimal::fract)),
    ("decimal.fraction -> decimal", Native::Decimal(Decimal::fract)),
    ("round(decimal, integer) -> decimal", Native::Round(RoundingStrategy::MidpointNearestEven)),
    ("round_up(decimal, integer) -> decimal", Native::Round(RoundingStrategy::AwayFromZero)),
    ("round_down(decimal, integer) -> decimal", Native::Round(RoundingStrategy::ToZero)),
    ("round_half_up(decimal, integer) -> decimal", Native::Round(RoundingStrategy::MidpointAwayFromZero)),
    ("round_half_down(decimal, integer) -> decimal", Native::Round(RoundingStrategy::MidpointTowardZero)),
];

/// The first value, or the second if comparing the first with it gives `losing`. With a whole and a decimal number, the
/// result is a decimal.
fn choose(c: &mut Call, losing: Ordering) -> Answer<Dynamic> {
    let (a, b) = (c.get(0), c.get(1));
    let mixed = a.is_int() != b.is_int();
    let chosen = if order(a, b) == Some(losing) { b } else { a };
    Ok(match (mixed, decimal(chosen)) {
        (true, Some(number)) => number.into(),
        _ => chosen.flatten_clone(),
    })
}

/// Both ends are included. A missing answer is never between two values.
fn between(c: &mut Call) -> Answer<Dynamic> {
    let value = c.get(0);
    let ordered = |a, b| order(a, b).is_some_and(Ordering::is_le);
    Ok((ordered(c.get(1), value) && ordered(value, c.get(2))).into())
}
