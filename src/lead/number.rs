//! Reading numbers as JSON writes them and as people type them.

use super::NumberStyle;
use crate::decimal;
use rust_decimal::Decimal;

/// The largest integer that JavaScript and JSON readers represent exactly: 2^53 − 1.
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// Reads a number. Spaces and apostrophes group digits. So does the separator that is not the decimal separator, in
/// thousands or, if it is a comma, as in India (`12,34,567`). `None` if the text is not a number or has more digits
/// than can be exact (28).
pub fn parse_number(text: &str, style: NumberStyle) -> Option<Decimal> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    if style == NumberStyle::Plain {
        let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
        return if plain { decimal::parse_decimal(text) } else { None };
    }
    let ascii: String;
    let text = if text.is_ascii() {
        text
    } else {
        ascii = text.chars().map(|c| in_ascii(c, style)).collect();
        &ascii
    };
    // Most numbers need no conversion.
    let stands = |b: u8| b.is_ascii_digit() || b == b'.' && !style.has_comma();
    if text.bytes().all(stands) && !text.starts_with('.') && !text.ends_with('.') {
        let number = decimal::parse_decimal(text)?;
        return Some(if number.scale() > 0 && text.ends_with('0') { number.normalize() } else { number });
    }
    let (decimal, group) = if style.has_comma() { (',', '.') } else { ('.', ',') };
    let (sign, digits) = match text.strip_prefix(SIGNS) {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let digits: String = digits
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’'))
        .collect();
    let (whole, fraction) = digits.split_once(decimal).unwrap_or((&digits, ""));
    let well_grouped = match whole.split_once(group) {
        None => true,
        Some((first, rest)) => {
            let in_groups_of = |size| {
                let (between, last) = rest.rsplit_once(group).map_or((None, rest), |(b, l)| (Some(b), l));
                (1..=size).contains(&first.len())
                    && !first.starts_with('0')
                    && last.len() == 3
                    && between.is_none_or(|groups| groups.split(group).all(|part| part.len() == size))
            };
            in_groups_of(3) || group == ',' && in_groups_of(2)
        }
    };
    let whole: String = whole.chars().filter(|c| *c != group).collect();
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !well_grouped || !is_digits(&whole) || !is_digits(fraction) || whole.is_empty() && fraction.is_empty()
    {
        return None;
    }
    decimal::parse_decimal(&format!("{sign}{whole}.{fraction}0")).map(|number| number.normalize())
}

/// The number that somebody with the other decimal separator would mean: `150.000` in an English form, or `150,000` in
/// a German one. `None` if there is only one reading, or if the style does not ask.
pub fn other_reading(text: &str, style: NumberStyle) -> Option<Decimal> {
    let separator = match style {
        NumberStyle::AskedPoint => '.',
        NumberStyle::AskedComma => ',',
        _ => return None,
    };
    // The Arabic decimal separator has only one meaning.
    let text: String = text.trim().chars().map(|c| if c == '٫' { c } else { in_ascii(c, style) }).collect();
    let digits = text.strip_prefix(SIGNS).unwrap_or(&text);
    let (whole, thousand) = digits.split_once(separator)?;
    let is_group = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && thousand.len() == 3;
    let digits = [whole, thousand].concat();
    if !is_group || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = decimal::parse_decimal(&digits)?;
    Some(if text.starts_with(SIGNS) { -number } else { number })
}

/// The signs of a negative number.
const SIGNS: [char; 2] = ['-', '−'];

/// Converts Arabic-Indic and full-width digits and separators to ASCII. Other characters stay.
fn in_ascii(c: char, style: NumberStyle) -> char {
    let digit = |zero: char| char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c);
    match (c, style) {
        ('٠'..='٩', _) => digit('٠'),
        ('０'..='９', _) => digit('０'),
        ('．', _) => '.',
        ('，', _) => ',',
        ('٫', _) => {
            if style.has_comma() {
                ','
            } else {
                '.'
            }
        }
        ('٬', _) => {
            if style.has_comma() {
                '.'
            } else {
                ','
            }
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_language_writes_them() {
        let both = [
            ("1,500", Some("1500"), Some("1.5")),
            ("1.500", Some("1.5"), Some("1500")),
            ("1,500.50", Some("1500.5"), None),
            ("1.500,50", None, Some("1500.5")),
            ("1 500 000", Some("1500000"), Some("1500000")),
            ("1’500", Some("1500"), Some("1500")),
            ("-3", Some("-3"), Some("-3")),
            ("0", Some("0"), Some("0")),
            (".5", Some("0.5"), None),
            ("12,34,567", Some("1234567"), None),
            ("1,50,000", Some("150000"), None),
            ("1,50,000.75", Some("150000.75"), None),
            ("-12,34,56,789", Some("-123456789"), None),
            ("1.50.000", None, None),
            ("0.500", Some("0.5"), None),
            ("0,500", None, Some("0.5")),
            ("123,45,678", None, None),
            ("1,50,00", None, None),
            ("1,500,00,000", None, None),
            ("abc", None, None),
            ("", None, None),
            ("--1", None, None),
            ("1e5", None, None),
            ("9999999999999999999999999999999", None, None),
        ];
        for (typed, point, comma) in both {
            let read = |style| parse_number(typed, style).map(|number| number.to_string());
            assert_eq!(read(NumberStyle::Point).as_deref(), point, "{typed:?} typed in English");
            assert_eq!(read(NumberStyle::Comma).as_deref(), comma, "{typed:?} typed in German");
        }
    }

    #[test]
    fn a_decimal_separator_with_three_digits_behind_it_may_be_one_of_thousands() {
        let both = [
            ("150.000", Some("150000"), None),
            ("2.000", Some("2000"), None),
            ("-1.505", Some("-1505"), None),
            ("−1.505", Some("-1505"), None),
            (" 12.345 ", Some("12345"), None),
            ("１５０．０００", Some("150000"), None),
            ("150,000", None, Some("150000")),
            ("１５０，０００", None, Some("150000")),
            // These have only one reading.
            ("1500.000", None, None),
            ("1,500.000", None, None),
            ("1 500.000", None, None),
            ("0.500", None, None),
            (".500", None, None),
            ("1.50", None, None),
            ("1.5000", None, None),
            ("1.500.000", None, None),
            ("1.50a", None, None),
            ("١٥٠٫٠٠٠", None, None),
            ("150000", None, None),
            ("", None, None),
        ];
        for (typed, point, comma) in both {
            let other = |style| other_reading(typed, style).map(|number| number.to_string());
            assert_eq!(other(NumberStyle::AskedPoint).as_deref(), point, "{typed:?} typed in English");
            assert_eq!(other(NumberStyle::AskedComma).as_deref(), comma, "{typed:?} typed in German");
            for known in [NumberStyle::Plain, NumberStyle::Point, NumberStyle::Comma] {
                assert_eq!(other(known), None, "{typed:?} where the separator is known");
            }
        }
    }

    #[test]
    fn digits_and_separators_may_be_those_of_arabic_and_of_full_width() {
        let read = |typed, style| parse_number(typed, style).map(|number| number.to_string());
        assert_eq!(read("١٬٥٠٠٫٥", NumberStyle::Point).as_deref(), Some("1500.5"));
        assert_eq!(read("١٬٥٠٠٫٥", NumberStyle::Comma).as_deref(), Some("1500.5"));
        assert_eq!(read("１，５００．５", NumberStyle::Point).as_deref(), Some("1500.5"));
        assert_eq!(read("١٢", NumberStyle::Plain), None);
    }

    #[test]
    fn plain_numbers_are_digits_with_a_point() {
        assert_eq!(
            parse_number("1500.50", NumberStyle::Plain).map(|n| n.to_string()).as_deref(),
            Some("1500.50")
        );
        assert_eq!(parse_number("1,500", NumberStyle::Plain), None);
        assert_eq!(parse_number("1e3", NumberStyle::Plain), None);
        assert_eq!(parse_number("1_000", NumberStyle::Plain), None);
    }
}
