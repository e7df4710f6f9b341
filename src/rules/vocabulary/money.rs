//! Converting money to another currency with the program's rates.

use super::call::{Answer, Call, Native, Table, wrong};
use crate::compensation::{in_minor_units, proportion};
use crate::rules::compare::decimal;
use rhai::Dynamic;
use rust_decimal::Decimal;

pub const TABLE: Table = &[("convert(number?, text, text) -> decimal?", Native::Any(convert))];

/// Converts an amount, and rounds it half-even to the minor unit of the new currency (ISO 4217), like every payment. A
/// missing rate is an error even if there is no amount yet.
fn convert(c: &mut Call) -> Answer<Dynamic> {
    let (from, to) = (c.text(1)?, c.text(2)?);
    let (from_rate, to_rate) = (rate(c, &from)?, rate(c, &to)?);
    let Some(amount) = decimal(c.get(0)) else { return Ok(Dynamic::UNIT) };
    // Multiplied first, so that whole amounts stay whole.
    match proportion(amount, to_rate, from_rate) {
        Some(converted) => Ok(in_minor_units(converted, &to).into()),
        None => Err(wrong(format!("{amount} {from} is too large to be converted to {to}"))),
    }
}

/// The amount of a currency that one unit of the base buys.
fn rate(c: &Call, currency: &str) -> Answer<Decimal> {
    let rates = c.world.rates.as_ref();
    rates.and_then(|rates| rates.buys_of(currency)).ok_or_else(|| {
        let shown: String = currency.chars().take(10).collect();
        wrong(match rates {
            Some(rates) => format!(
                "there is no rate for `{shown}`: add to program.json, at `rates.buys`, how much of it one {} buys",
                rates.base
            ),
            None => format!("there is no rate for `{shown}`: program.json has no `rates`"),
        })
    })
}
