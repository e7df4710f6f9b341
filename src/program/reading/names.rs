//! What is wrong with names, codes and texts, wherever they stand.

use super::{Code, Problem, closest};
use crate::currency;
use crate::program::Program;

/// Notes a name. Lists are short enough to look through: a set would be more code than this module.
pub fn is_repeated<'a>(seen: &mut Vec<&'a str>, name: &'a str) -> bool {
    let repeated = seen.contains(&name);
    seen.push(name);
    repeated
}

/// Whether it is a name of letters, digits and separators.
pub fn is_name(text: &str, separator: char) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator)
}

/// Says of what is compared, sent and stored that it has letters in it that nobody sees, or that turn the others around
/// (Unicode UAX 9, explicit directional embeddings, overrides and isolates). Texts that are only shown may have them.
pub fn visible(problems: &mut Vec<Problem>, place: &str, text: &str) {
    let hides = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if let Some(c) = text.chars().find(|c| hides(*c)) {
        let message = format!("has the invisible character U+{:04X}", u32::from(c));
        problems.push(Problem::new(Code::InvisibleCharacter, place, message).help("remove it"));
    }
}

/// Whether it looks like a code of ISO 3166-1.
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// Says of a currency that there is none such.
pub fn currency(problems: &mut Vec<Problem>, place: &str, code: Option<&str>) {
    if let Some(code) = code.filter(|code| !currency::is_known(code)) {
        problems.push(
            Problem::new(Code::NotACurrency, place, format!("`{code}` is not a currency"))
                .help("use three capital letters (ISO 4217), such as EUR"),
        );
    }
}

/// Says that a name is no field's.
pub fn no_field(place: &str, name: &str, program: &Program) -> Problem {
    let known = program.fields.iter().map(|field| field.name.as_str());
    let help = closest(name, known).map(|meant| format!("did you mean `{meant}`?"));
    Problem::new(Code::UnknownField, place, format!("there is no field `{name}`")).or_help(help)
}

/// As much of a text as anybody reads.
pub fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}
