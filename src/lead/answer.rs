//! Reading one answer according to the type of its field.

use super::number::{self, MAX_INTEGER};
use super::wrong::{told, wrong};
use super::{FieldError, NumberStyle, Value, choices, date, text};
use crate::currency::minor_digits;
use crate::program::{AnswerKind, Field, FieldType, MAX_TEXT, Program};
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// Reads an answer. Returns the typed value, or what is wrong with it. The field must not be a group.
pub fn parse_answer(
    program: &Program,
    field: &Field,
    answer: Option<&Json>,
    style: NumberStyle,
) -> Result<Option<Value>, FieldError> {
    match answer {
        None | Some(Json::Null) if field.kind == FieldType::Checkbox => {
            read_answer(program, field, &Json::Bool(false), style)
        }
        None | Some(Json::Null) if field.kind == FieldType::Multiselect => choices::parse_choices(field, &[]),
        Some(answer) => read_answer(program, field, answer, style),
        None => Ok(None),
    }
}

/// The message for a field without an answer.
pub(crate) fn ask_for(field: &Field) -> FieldError {
    let (key, message) = match field.kind.answer_kind() {
        AnswerKind::Option | AnswerKind::Options => ("missing-choice", "Choose an answer: {label}"),
        AnswerKind::Truth => ("missing-tick", "Tick to confirm: {label}"),
        AnswerKind::Text | AnswerKind::Number | AnswerKind::Date | AnswerKind::Rows => {
            ("missing", "Enter an answer: {label}")
        }
    };
    wrong(field, key, message, &[])
}

fn read_answer(
    program: &Program,
    field: &Field,
    answer: &Json,
    style: NumberStyle,
) -> Result<Option<Value>, FieldError> {
    let kind = field.kind.answer_kind();
    let text = match answer {
        Json::Bool(ticked) if kind == AnswerKind::Truth => {
            let answered = *ticked || !field.required;
            return Ok(answered.then_some(Value::Bool(*ticked)));
        }
        Json::Array(chosen) if kind == AnswerKind::Options => return choices::parse_choices(field, chosen),
        _ if kind == AnswerKind::Options => {
            return Err(wrong(field, "not-a-list", "{label} must be a list of options", &[]));
        }
        Json::Null => return Ok(None),
        Json::Number(number) if kind == AnswerKind::Number => {
            let mut text = number.to_string();
            // Some JSON writers use an exponent: `1.2E7`.
            if let Some(number) =
                text.contains(['e', 'E']).then(|| Decimal::from_scientific(&text).ok()).flatten()
            {
                text = number.to_string();
            }
            return read_number(program, field, &text, NumberStyle::Plain).map(Some);
        }
        _ if kind == AnswerKind::Truth => {
            return Err(wrong(field, "not-yes-or-no", "{label} must be true or false", &[]));
        }
        Json::String(text) => text.trim(),
        _ => return Err(wrong(field, "not-a-text", "{label} must be a text", &[])),
    };
    read_text(program, field, text, style)
}

/// Reads an answer that is a trimmed text. Not for checkboxes and multiselects.
pub(crate) fn read_text(
    program: &Program,
    field: &Field,
    text: &str,
    style: NumberStyle,
) -> Result<Option<Value>, FieldError> {
    let Some(text) = text::seen(field.kind, text) else {
        return Err(wrong(field, "not-a-text", "{label} must be a text", &[]));
    };
    let text = &*text;
    if text.is_empty() {
        return Ok(None);
    }
    let longest = field.max_length.unwrap_or(MAX_TEXT);
    // A text has at least as many bytes as characters, so most texts need no counting.
    let is_short =
        field.min_length.is_none() && u32::try_from(text.len()).is_ok_and(|bytes| bytes <= longest);
    let length = if is_short { 0 } else { u32::try_from(text.chars().count()).unwrap_or(u32::MAX) };
    if length > longest {
        let message = "{label} must have {count} characters or fewer; it has {length}";
        return Err(wrong(
            field,
            "too-long",
            message,
            &[("count", longest.to_string()), ("length", length.to_string())],
        ));
    }
    if let Some(shortest) = field.min_length.filter(|shortest| length < *shortest) {
        let message = "{label} must have {count} characters or more";
        return Err(wrong(field, "too-short", message, &[("count", shortest.to_string())]));
    }
    let kept = |text: &str| Ok(Some(Value::Text(text.to_string())));
    let refuse = |key: &str, message: &str| Err(wrong(field, key, message, &[]));
    match field.kind {
        FieldType::Number | FieldType::Money => read_number(program, field, text, style).map(Some),
        FieldType::Percent => {
            read_number(program, field, text.strip_suffix(['%', '٪', '％']).unwrap_or(text), style).map(Some)
        }
        FieldType::Date => match date::parse_date(text) {
            Some(date) => {
                let bound = |key: &str, message: &str, name: &str, day: &str| {
                    Err(wrong(field, key, message, &[(name, day.to_string())]))
                };
                // Comparing texts is enough: all days have four digits, two and two.
                match (field.earliest.as_deref(), field.latest.as_deref()) {
                    (Some(least), _) if text < least => {
                        bound("too-early", "{label} must be {least} or later", "least", least)
                    }
                    (_, Some(most)) if text > most => {
                        bound("too-late", "{label} must be {most} or earlier", "most", most)
                    }
                    _ => Ok(Some(Value::Date(date))),
                }
            }
            None => refuse("not-a-date", "{label} must be a date that exists, such as 2027-03-31"),
        },
        FieldType::Select | FieldType::Country | FieldType::Radio => match choices::option(field, text) {
            Some(value) => kept(value),
            None => refuse("not-one-option", "{label} must be one of the options"),
        },
        FieldType::Email if !is_email(text) => {
            refuse("not-an-email", "{label} must be an e-mail address, such as name@company.example")
        }
        FieldType::Phone if !is_phone(text) => {
            refuse("not-a-phone", "{label} must be a phone number, such as +49 30 1234567")
        }
        FieldType::Url => match web_address(text) {
            Some(address) => kept(&address),
            None => refuse("not-a-url", "{label} must be a web address, such as company.example"),
        },
        FieldType::Text
        | FieldType::Textarea
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Multiselect
        | FieldType::Checkbox
        | FieldType::Group => match &field.pattern {
            Some(pattern) if !pattern.matches(text) => {
                let plain = text::in_plain_letters(text);
                if pattern.matches(&plain) { kept(&plain) } else { Err(told(field, &field.pattern_message)) }
            }
            _ => kept(text),
        },
    }
}

fn read_number(
    program: &Program,
    field: &Field,
    text: &str,
    style: NumberStyle,
) -> Result<Value, FieldError> {
    let is_money = field.kind == FieldType::Money;
    let decimals = if is_money { minor_digits(program.currency_of(field)) } else { field.decimals };
    let Some(mut number) = number::parse_number(text, style) else {
        let [comma, point] = if field.kind == FieldType::Percent {
            ["7,5", "7.5"]
        } else if is_money && decimals == 0 {
            ["1.500.000", "1,500,000"]
        } else {
            ["1.500,50", "1,500.50"]
        };
        let example = if style.has_comma() { comma } else { point };
        let message = "{label} must be a number, such as {example}";
        return Err(wrong(field, "not-a-number", message, &[("example", example.to_string())]));
    };
    let other = number::other_reading(text, style);
    if let Some(other) = other.filter(|_| decimals == 0 && field.kind != FieldType::Percent) {
        // A field without decimals cannot have three of them, so the separator groups thousands.
        number = other;
    }
    if number.scale() > decimals && number.normalize().scale() > decimals {
        let (key, message) = match decimals {
            0 => ("not-whole", "{label} must be a whole number"),
            1 => ("too-many-decimals", "{label} must have at most {count} decimal"),
            _ => ("too-many-decimals", "{label} must have at most {count} decimals"),
        };
        return Err(wrong(field, key, message, &[("count", decimals.to_string())]));
    }
    let is_within = |number: &Decimal| {
        field.min.is_none_or(|min| *number >= min.0) && field.max.is_none_or(|max| *number <= max.0)
    };
    if let Some(other) = other.filter(|other| *other != number && is_within(other)) {
        return Err(in_two_ways(field, number, other, decimals));
    }
    if let Some(min) = field.min.filter(|min| number < min.0) {
        let least = min.to_string();
        return Err(wrong(field, "too-small", "{label} must be {least} or more", &[("least", least)]));
    }
    if let Some(max) = field.max.filter(|max| number > max.0) {
        let most = max.to_string();
        return Err(wrong(field, "too-large", "{label} must be {most} or less", &[("most", most)]));
    }
    let far_too_large = || wrong(field, "far-too-large", "{label} is too large", &[]);
    if number.abs() > Decimal::from(MAX_INTEGER) {
        return Err(far_too_large());
    }
    if field.kind == FieldType::Number && decimals == 0 {
        let integer = i64::try_from(number).map_err(|_| far_too_large())?;
        return Ok(Value::Integer(integer));
    }
    if number.scale() != decimals {
        number.rescale(decimals);
    }
    Ok(Value::Decimal(number))
}

/// Asks which of two numbers is meant. Each is written so that it has one reading only: one with a thousands separator,
/// the other with a number of decimals that is not three.
fn in_two_ways(field: &Field, fraction: Decimal, whole: Decimal, decimals: u32) -> FieldError {
    let whole = whole.to_string();
    let (thousands, rest) = whole.split_at(whole.len() - 3);
    let mut fraction = fraction.normalize();
    fraction.rescale(match fraction.scale() {
        3 => 4,
        written => written.max(decimals.min(2)),
    });
    let message = "{label} can be read in two ways: write {grouped} or {fraction}";
    let values = [("grouped", [thousands, ",", rest].concat()), ("fraction", fraction.to_string())];
    wrong(field, "two-ways", message, &values)
}

/// Checks an e-mail address by the rule of HTML's `type=email` (<https://html.spec.whatwg.org/#valid-e-mail-address>).
/// In addition it allows letters of all scripts (RFC 6531), requires a dot in the domain, and limits the length as RFC
/// 5321 does.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let is_letter =
        |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() && !c.is_whitespace() && !c.is_control();
    let is_atom = |part: &str| {
        !part.is_empty() && part.chars().all(|c| is_letter(c) || "!#$%&'*+-/=?^_`{|}~".contains(c))
    };
    let is_label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.chars().all(|c| is_letter(c) || c == '-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    name.len() <= 64
        && domain.len() <= 254
        && name.split('.').all(is_atom)
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// Checks a phone number: digits with the usual separators, and perhaps an extension (`ext. 12`, `x12`, `#12`). ITU-T
/// E.164 allows at most 15 digits. The shortest numbers in use have 5.
fn is_phone(text: &str) -> bool {
    let extension = text.find(|c: char| c.is_ascii_alphabetic() || c == '#');
    let (text, extension) = text.split_at(extension.unwrap_or(text.len()));
    let mut digits = extension.trim_start_matches(|c: char| !c.is_ascii_digit());
    let name = extension.strip_suffix(digits).unwrap_or_default().trim_end_matches([' ', '.', ':']);
    digits = digits.trim_end();
    let is_known = ["", "ext", "extension", "x", "#"].iter().any(|known| name.eq_ignore_ascii_case(known));
    if !is_known
        || digits.len() > 7
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
        || extension.is_empty() != digits.is_empty()
    {
        return false;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known = text.chars().enumerate().all(|(i, c)| match c {
        '+' => i == 0,
        _ => c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '-' | '.' | '/' | '(' | ')'),
    });
    known && (5..=15).contains(&digits)
}

/// The address with a scheme: `company.example` becomes `https://company.example`. `None` if it is not a web address.
fn web_address(text: &str) -> Option<String> {
    let full = if text.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//")) {
        text.to_string()
    } else {
        format!("https://{text}")
    };
    let address = iri_string::types::IriStr::new(&full).ok()?;
    let authority = address.authority_components()?;
    let host = authority.host();
    let is_web = matches!(address.scheme_str().to_ascii_lowercase().as_str(), "https" | "http");
    let named = host.contains('.') && host.split('.').all(|label| !label.is_empty());
    (is_web && named && authority.userinfo().is_none()).then_some(full)
}
