//! What the customer has bought.

use crate::currency::{is_known, minor_digits};
use crate::lead::{NumberStyle, other_reading, parse_number};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The highest value of a deal, in minor units: the largest integer that JavaScript represents exactly.
pub(super) const MAX_VALUE: i64 = 9_007_199_254_740_991;

/// What the customer has bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deal {
    /// The value in minor units (cents).
    pub value: i64,
    /// The currency (ISO 4217).
    pub currency: String,
    /// The date of the contract.
    pub on: Date,
}

impl Deal {
    /// Returns the minor units of an amount as a person types it: `45,000.50` is 4500050 in EUR. `None` if it is not an
    /// amount of that currency.
    #[must_use]
    pub fn minor_units(typed: &str, currency: &str, style: NumberStyle) -> Option<i64> {
        let units =
            parse_number(typed, style)?.checked_mul(Decimal::from(10_i64.pow(minor_digits(currency))))?;
        units.is_integer().then(|| i64::try_from(units).ok())?
    }

    /// True if an amount as a person types it can mean two: `45.000` in English.
    #[must_use]
    pub fn has_two_readings(typed: &str, style: NumberStyle) -> bool {
        other_reading(typed, style).is_some()
    }

    /// Returns the value in the main unit of its currency, with all its decimals: `45000.50`.
    #[must_use]
    pub fn amount(&self) -> String {
        Decimal::new(self.value, minor_digits(&self.currency)).to_string()
    }

    /// Returns what is wrong with it.
    pub(super) fn mistake(&self, today: Date) -> Option<String> {
        if !(1..=MAX_VALUE).contains(&self.value) {
            return Some(format!(
                "`value` is {}; it must be above zero, in minor units such as cents",
                self.value
            ));
        }
        if !is_known(&self.currency) {
            let given: String = self.currency.chars().take(20).collect();
            let given = given.escape_debug();
            return Some(format!("`currency` is `{given}`; it must be a code of ISO 4217, such as EUR"));
        }
        (self.on > today).then(|| format!("`on` is {}, which is in the future", self.on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_amount_is_typed_as_people_write_it_and_shown_with_all_its_decimals() {
        for (typed, currency, style, units, shown) in [
            ("45,000.50", "EUR", NumberStyle::Point, 4_500_050, "45000.50"),
            ("45.000,5", "EUR", NumberStyle::Comma, 4_500_050, "45000.50"),
            ("1200", "JPY", NumberStyle::Point, 1_200, "1200"),
            ("1.5", "KWD", NumberStyle::Point, 1_500, "1.500"),
        ] {
            let value = Deal::minor_units(typed, currency, style);
            assert_eq!(value, Some(units), "{typed}");
            let deal = Deal { value: units, currency: currency.into(), on: date(2026, 11, 1) };
            assert_eq!(deal.amount(), shown);
        }
        for wrong in ["", "x", "1.005", "99999999999999999999", "1e9"] {
            assert_eq!(Deal::minor_units(wrong, "EUR", NumberStyle::Point), None, "{wrong}");
        }
        assert_eq!(Deal::minor_units("0.5", "JPY", NumberStyle::Point), None);
    }
}
