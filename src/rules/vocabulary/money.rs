//! Money in another currency, by the program's rate table.

use super::Table;
use super::call::{Answer, Call, Native, wrong};
use crate::lead::minor_digits;
use crate::rules::compare::decimal;
use rhai::Dynamic;
use rust_decimal::{Decimal, RoundingStrategy};

pub const TABLE: Table = &[("convert(number?, text, text) -> decimal?", Native::Any(convert))];

/// Rounded half-even to the minor unit of the new currency (ISO 4217), as every amount is that is paid. A rate
/// that is missing is told even where there is no amount yet.
fn convert(c: &mut Call) -> Answer<Dynamic> {
    let (from, to) = (c.text(1)?, c.text(2)?);
    let (from_rate, to_rate) = (rate(c, &from)?, rate(c, &to)?);
    let Some(amount) = decimal(c.get(0)) else { return Ok(Dynamic::UNIT) };
    // Multiplied first, so that a whole amount stays one.
    let converted = amount.checked_mul(to_rate).and_then(|amount| amount.checked_div(from_rate));
    let Some(converted) = converted else {
        return Err(wrong(format!("{amount} {from} is too large to be converted to {to}")));
    };
    let digits = minor_digits(&to);
    let mut converted = converted.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven);
    converted.rescale(digits);
    Ok(converted.into())
}

/// How many units of a currency one unit of the base buys.
fn rate(c: &Call, currency: &str) -> Answer<Decimal> {
    let rates = c.world.rates.as_ref();
    rates.and_then(|rates| rates.of(currency)).ok_or_else(|| {
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
