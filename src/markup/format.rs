//! Amounts and dates as partners read them.

use crate::lead::date;
use rust_decimal::Decimal;

/// `EUR 12,500.50`; whole amounts without decimals.
pub fn money(amount: Decimal, currency: &str) -> String {
    let whole = amount.normalize();
    let amount = if whole.scale() == 0 { whole } else { amount };
    format!("{currency}\u{a0}{}", grouped(amount))
}

/// `8%`.
pub fn percent(percent: Decimal) -> String {
    format!("{}%", percent.normalize())
}

/// `1 day`, `30 days`.
pub fn days(days: u32) -> String {
    if days == 1 { "1 day".into() } else { format!("{days} days") }
}

/// `23 November 2026`; what is no date, as it stands.
pub fn day(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let Some(date) = date::read(text) else { return text.to_string() };
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month));
    format!("{} {} {}", date.day(), month.unwrap_or(&""), date.year())
}

/// `12,500.50`.
pub fn grouped(amount: Decimal) -> String {
    let text = amount.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("−", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_whole_ones_have_no_decimals() {
        for (amount, shown) in [
            ("0", "EUR\u{a0}0"),
            ("999.00", "EUR\u{a0}999"),
            ("1234.50", "EUR\u{a0}1,234.50"),
            ("1234567", "EUR\u{a0}1,234,567"),
            ("-1234", "EUR\u{a0}−1,234"),
        ] {
            assert_eq!(money(amount.parse().expect("a decimal"), "EUR"), shown);
        }
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(day("2026-11-23"), "23 November 2026");
        assert_eq!(day("soon"), "soon");
    }
}
