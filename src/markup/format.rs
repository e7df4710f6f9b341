//! Amounts and dates as partners read them in English. The loader's `language.js` converts the marked ones
//! (`data-number`, `<time>`) to other languages, and expects exactly these notations.
//!
//! Amounts are plain decimals in text (`12500.50`), as in programs and verdicts: the form's module has no code for
//! calculating with them.

use maud::{Markup, html};

/// A number of days, `1 day` or `30 days`, in the slot `count`.
pub fn days(days: u32) -> Markup {
    html! { bdi data-slot="count" data-number { (days.to_string()) } @if days == 1 { " day" } @else { " days" } }
}

/// A date (RFC 3339 full-date).
pub fn date(text: &str) -> Markup {
    html! { time datetime=(text) { (day(text)) } }
}

/// An amount, such as `EUR 12,500.50`. Whole amounts have no decimals.
pub fn money(amount: &str, currency: &str) -> String {
    let short = short(amount);
    [currency, "\u{a0}", &grouped(if short.contains('.') { amount } else { short })].concat()
}

/// The score, such as `Fit: 40 points; 45 or more qualify without a review.`
pub fn points(points: i64, least: i64) -> Markup {
    html! {
        span data-text="score" {
            "Fit: " strong data-slot="count" data-number { (points) } " points; " bdi data-slot="least" data-number { (least) }
            " or more qualify without a review."
        }
    }
}

/// A percentage, such as `8%`.
pub fn percent(percent: &str) -> String {
    [short(percent), "%"].concat()
}

/// A date, such as `23 November 2026`. Other texts stay as they are.
fn day(text: &str) -> String {
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
    let written = || {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
        Some([day.trim_start_matches('0'), " ", month, " ", year].concat())
    };
    written().unwrap_or_else(|| text.into())
}

/// A number with groups, such as `12,500.50`.
pub fn grouped(amount: &str) -> String {
    let (sign, digits) = amount.strip_prefix('-').map_or(("", amount), |digits| ("−", digits));
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

/// A number without zeros at the end of its fraction.
fn short(amount: &str) -> &str {
    if amount.contains('.') { amount.trim_end_matches('0').trim_end_matches('.') } else { amount }
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
            assert_eq!(money(amount, "EUR"), shown);
        }
    }

    #[test]
    fn percentages_are_as_short_as_they_can_be() {
        for (written, shown) in [("8", "8%"), ("7.50", "7.5%"), ("10.00", "10%"), ("100", "100%")] {
            assert_eq!(percent(written), shown);
        }
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(day("2026-11-23"), "23 November 2026");
        assert_eq!(day("2027-01-05"), "5 January 2027");
        for none in ["soon", "", "2026-11", "2026-13-01", "2026-00-01", "a-b-c"] {
            assert_eq!(day(none), none);
        }
    }
}
