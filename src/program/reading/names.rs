//! Checks of names, codes and texts, wherever they occur.

use super::{Code, Problem, closest};
use crate::currency;
use crate::program::Program;

/// Records a name, and returns true if it occurred before. Lists are short enough for a linear search: a set would be
/// more code than this module.
pub fn is_repeated<'a>(seen: &mut Vec<&'a str>, name: &'a str) -> bool {
    let repeated = seen.contains(&name);
    seen.push(name);
    repeated
}

/// True for 1 to 64 lower-case letters, digits and separators that begin with a letter.
pub fn is_name(text: &str, separator: char) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator)
}

/// Reports invisible characters and characters that change the text direction (Unicode UAX 9, explicit directional
/// embeddings, overrides and isolates) in texts that are compared, sent or stored. Texts that are only shown may
/// contain them.
pub fn visible(problems: &mut Vec<Problem>, place: &str, text: &str) {
    let hides = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if let Some(c) = text.chars().find(|c| hides(*c)) {
        let message = format!("has the invisible character U+{:04X}", u32::from(c));
        problems.push(Problem::new(Code::InvisibleCharacter, place, message).help("remove it"));
    }
}

/// True if it has the form of an ISO 3166-1 code.
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// Reports an unknown currency.
pub fn currency(problems: &mut Vec<Problem>, place: &str, code: Option<&str>) {
    if let Some(code) = code.filter(|code| !currency::is_known(code)) {
        problems.push(
            Problem::new(Code::NotACurrency, place, format!("`{code}` is not a currency"))
                .help("use three capital letters (ISO 4217), such as EUR"),
        );
    }
}

/// The problem that no field has that name.
pub fn no_field(place: &str, name: &str, program: &Program) -> Problem {
    let known = program.fields.iter().map(|field| field.name.as_str());
    let help = closest(name, known).map(|meant| format!("did you mean `{meant}`?"));
    Problem::new(Code::UnknownField, place, format!("there is no field `{name}`")).or_help(help)
}

/// The first 60 characters of a text.
pub fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}
