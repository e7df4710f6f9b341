//! Reading numbers and amounts in the notations of spreadsheets.

use super::money;
use super::number_cell::NumberCell;
use crate::lead::NumberStyle;
use crate::program::{Field, FieldType, Program};
use serde_json::Number;
use std::str::FromStr;

/// The longest text that may be a number, in bytes.
const MAX_BYTES: usize = 100;
/// The largest exponent, positive or negative. Beyond it, no number can be stored.
const MAX_EXPONENT: i32 = 40;

/// The notation of numbers in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The decimal separator.
    pub style: NumberStyle,
    /// True if the style is a guess that the sheet contradicts. Then numbers with a single reading are read, but
    /// `1.500` and `1,500` are not: a wrong reading would be off by a factor of a thousand.
    pub doubtful: bool,
}

impl Numbers {
    /// The notation of the program's language. Spreadsheets separate cells by semicolons if the comma is the decimal
    /// separator, so a delimiter that does not fit the language makes the notation doubtful.
    #[must_use]
    pub fn guess(program: &Program, delimiter: u8) -> Self {
        let style = NumberStyle::written_in(&program.language);
        let other = if style == NumberStyle::Comma { b',' } else { b';' };
        Numbers { style, doubtful: delimiter == other }
    }

    /// A notation that is certain.
    #[must_use]
    pub fn written(style: NumberStyle) -> Self {
        Numbers { style, doubtful: false }
    }
}

/// The decimal separators found in a column. Only numbers with a single reading count.
#[derive(Clone, Copy, Default)]
pub struct Seen {
    pub point: bool,
    pub comma: bool,
}

impl Seen {
    pub fn add(&mut self, other: Seen) {
        self.point |= other.point;
        self.comma |= other.comma;
    }

    /// The notation that the numbers show. `None` if they show nothing.
    pub fn numbers(self, guess: Numbers) -> Option<Numbers> {
        match (self.point, self.comma) {
            (true, false) => Some(Numbers::written(NumberStyle::Point)),
            (false, true) => Some(Numbers::written(NumberStyle::Comma)),
            (true, true) => Some(Numbers { doubtful: true, ..guess }),
            (false, false) => None,
        }
    }
}

/// Reads a cell.
pub fn read_number_cell(program: &Program, field: &Field, cell: &str, numbers: Numbers) -> NumberCell {
    let parts = match parts(program, field, cell) {
        Ok(parts) => parts,
        Err(read) => return read,
    };
    let numbers = if is_arabic(cell) { Numbers::written(NumberStyle::Point) } else { numbers };
    let decimal = match (parts.separators, numbers) {
        (Separators::None, _) => None,
        (Separators::Decimal(decimal), Numbers { doubtful: true, .. }) => decimal,
        (Separators::Either, Numbers { doubtful: true, .. }) => return NumberCell::Doubtful,
        (Separators::Decimal(decimal), Numbers { style, .. }) => {
            let own = style_decimal(style);
            // A number does not fit if its groups use the decimal separator, or if its decimals follow another
            // separator.
            let fits = decimal.map_or_else(|| !parts.digits.contains(own), |decimal| decimal == own);
            if !fits {
                return NumberCell::Not;
            }
            decimal
        }
        (Separators::Either, Numbers { style, .. }) => {
            let own = style_decimal(style);
            parts.digits.contains(own).then_some(own)
        }
    };
    parts.number(decimal).map_or(NumberCell::Not, NumberCell::Number)
}

/// The decimal separator that a cell shows.
pub fn seen(program: &Program, field: &Field, cell: &str) -> Seen {
    match parts(program, field, cell) {
        _ if is_arabic(cell) => Seen::default(),
        Ok(Parts { separators: Separators::Decimal(Some(decimal)), .. }) => {
            Seen { point: decimal == '.', comma: decimal == ',' }
        }
        // With groups of thousands, the decimal separator is the other one.
        Ok(Parts { separators: Separators::Decimal(None), digits, .. }) => {
            Seen { point: digits.contains(','), comma: digits.contains('.') }
        }
        _ => Seen::default(),
    }
}

/// True for Arabic separators. They mean the same in all languages, and `plain` converts them to points and commas.
fn is_arabic(cell: &str) -> bool {
    cell.contains(['٫', '٬'])
}

fn style_decimal(style: NumberStyle) -> char {
    if style == NumberStyle::Comma { ',' } else { '.' }
}

/// The parts of a number.
struct Parts {
    negative: bool,
    /// Digits with points and commas.
    digits: String,
    separators: Separators,
    exponent: i32,
}

#[derive(Clone, Copy, PartialEq)]
enum Separators {
    None,
    /// A single reading: with that decimal separator, or with groups only.
    Decimal(Option<char>),
    /// Two readings, as in `1.500`.
    Either,
}

fn parts(program: &Program, field: &Field, cell: &str) -> Result<Parts, NumberCell> {
    if cell.len() > MAX_BYTES {
        return Err(NumberCell::Not);
    }
    let mut text: String = cell.chars().filter_map(plain).collect();
    match field.kind {
        FieldType::Money => text = money::amount(&text, program.currency_of(field))?,
        FieldType::Percent => text = text.trim_matches('%').to_string(),
        FieldType::Text
        | FieldType::Textarea
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Number
        | FieldType::Select
        | FieldType::Country
        | FieldType::Radio
        | FieldType::Multiselect
        | FieldType::Checkbox
        | FieldType::Date
        | FieldType::Group => {}
    }
    // Accountants write negative amounts in brackets.
    let owed = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).map(str::to_string);
    let mut negative = owed.is_some();
    text = owed.unwrap_or(text);
    for (prefix, sign) in [("-", true), ("+", false)] {
        let rest = text.strip_prefix(prefix).or_else(|| text.strip_suffix(prefix));
        if let Some(rest) = rest {
            negative |= sign;
            text = rest.to_string();
            break;
        }
    }
    let (mut digits, mut exponent) = (text.as_str(), 0);
    if let Some((mantissa, power)) = text.split_once(['e', 'E']) {
        exponent = i32::from_str(power).map_err(|_| NumberCell::Not)?;
        digits = mantissa;
    }
    let separators = separators(digits).filter(|_| exponent.abs() <= MAX_EXPONENT).ok_or(NumberCell::Not)?;
    // In `1.234E+05`, the separator is decimal, because one digit comes before it.
    let separators = match separators {
        Separators::Either if text.len() > digits.len() => {
            Separators::Decimal(digits.chars().find(|c| !c.is_ascii_digit()))
        }
        separators => separators,
    };
    Ok(Parts { negative, digits: digits.to_string(), separators, exponent })
}

/// Converts digits, separators and signs of all supported scripts to ASCII. Drops spaces and apostrophes, which group
/// digits everywhere.
fn plain(c: char) -> Option<char> {
    let digit = |zero: char| char::from_u32(u32::from('0') + u32::from(c) - u32::from(zero));
    match c {
        '٠'..='٩' => digit('٠'),
        '۰'..='۹' => digit('۰'),
        '०'..='९' => digit('०'),
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).filter(|c| *c != '\'').and_then(plain)
        }
        '٫' => Some('.'),
        '٬' => Some(','),
        '٪' => Some('%'),
        '−' | '‐' | '‑' | '–' | '—' => Some('-'),
        '\''
        | '’'
        | '‘'
        | '`'
        | '´'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{61c}'
        | '\u{feff}' => None,
        c if c.is_whitespace() => None,
        c => Some(c),
    }
}

/// The meaning of the separators in digits with points and commas. `None` if no notation allows them.
fn separators(digits: &str) -> Option<Separators> {
    let is_known = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b',');
    if !digits.bytes().all(is_known) || !digits.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let Some(last) = digits.rfind(['.', ',']) else { return Some(Separators::None) };
    let separator = if digits[last..].starts_with('.') { '.' } else { ',' };
    let group = if separator == '.' { ',' } else { '.' };
    let (whole, fraction) = (&digits[..last], &digits[last + 1..]);
    if whole.contains(group) {
        // With both separators, the last one is decimal.
        return (!whole.contains(separator) && is_grouped(whole, group))
            .then_some(Separators::Decimal(Some(separator)));
    }
    if whole.contains(separator) {
        return is_grouped(digits, separator).then_some(Separators::Decimal(None));
    }
    let either = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    Some(if either { Separators::Either } else { Separators::Decimal(Some(separator)) })
}

/// True for groups of three digits, or groups as in India: `1,50,000`.
fn is_grouped(whole: &str, group: char) -> bool {
    let parts: Vec<&str> = whole.split(group).collect();
    let [first, middle @ .., last] = parts.as_slice() else { return false };
    let all = |length: usize| middle.iter().all(|part| part.len() == length);
    !first.is_empty()
        && last.len() == 3
        && (first.len() <= 3 && all(3) || group == ',' && first.len() <= 2 && all(2))
}

impl Parts {
    /// The number. `decimal` is its decimal separator; other separators group digits.
    fn number(&self, decimal: Option<char>) -> Option<Number> {
        let (whole, fraction) = match decimal {
            Some(decimal) => self.digits.split_once(decimal)?,
            None => (self.digits.as_str(), ""),
        };
        let digits: String = whole.chars().filter(char::is_ascii_digit).chain(fraction.chars()).collect();
        let point = i32::try_from(whole.bytes().filter(u8::is_ascii_digit).count()).ok()? + self.exponent;
        let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
        let digits =
            format!("{}{digits}{}", zeros(1 - point), zeros(point - i32::try_from(digits.len()).ok()?));
        let (whole, fraction) = digits.split_at(usize::try_from(point.max(1)).ok()?);
        let whole = whole.trim_start_matches('0');
        let (whole, fraction) = (if whole.is_empty() { "0" } else { whole }, fraction.trim_end_matches('0'));
        let sign = if self.negative { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        Number::from_str(&format!("{sign}{whole}{point}{fraction}")).ok()
    }
}

#[cfg(test)]
mod tests;
