//! Normalizes column names, and separates units and signs from them.

use super::money::{self, Mark};
use crate::program::{AnswerKind, Field, FieldType, Program, harmless};

/// The longest name, in bytes, that is analysed. Longer ones are used as they are, because the analysis can take time
/// quadratic in the length.
pub const MAX_NAME: usize = 300;
/// Units of thousands or more.
const LARGE: &str = "k t tsd tausend thousand thousands teur keur t€ k€ $k k$ £k k£ mio mn million millions millionen \
    mill m€ meur mrd billion billions milliers millones milhões milhares migliaia milioni miljoen duizend tys mln mil \
    lakh lakhs crore crores 千 千円 万 万円 百万円 億 億円";

/// The common form of a column name: lower case, plain forms of full-width characters, words joined by single spaces
/// instead of other spaces, hyphens or underscores, and no invisible characters.
pub fn alike(name: &str) -> String {
    let name: String = name.chars().filter(|c| !crate::lead::is_ignorable(*c)).map(narrow).collect();
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The ASCII form of a full-width character, and a plain bracket for a Japanese one.
pub fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '【' | '〔' | '「' => '[',
        '】' | '〕' | '」' => ']',
        c => c,
    }
}

/// A name without trailing brackets, without signs such as `*` and `:`, and without a currency. Also returns the units:
/// `Budget (in EUR) *` gives `budget` and `in eur`.
pub fn bare(name: &str) -> (String, Vec<String>) {
    let mut name = alike(name);
    let mut units = Vec::new();
    while name.len() <= MAX_NAME {
        name = trimmed(&name).to_string();
        let Some(open) = opening(&name) else { break };
        let inside: String = name[open + 1..].trim_end_matches([')', ']', '}']).into();
        units.extend(inside.split([' ', ',', '/']).filter(|word| !word.is_empty()).map(str::to_string));
        name.truncate(open);
    }
    // For example `budget in eur` and `budget, €`.
    if name.len() <= MAX_NAME
        && let Some((before, last)) =
            name.rsplit_once([' ', ',', '/']).filter(|(before, _)| !before.trim().is_empty())
        && (last == "%"
            || last.chars().count() > usize::from(last.is_ascii()) && (is_currency(last) || is_large(last)))
    {
        units.push(last.to_string());
        let before = trimmed(before);
        let without =
            ["in", "en", "em", "w"].iter().find_map(|word| before.strip_suffix(word)?.strip_suffix(' '));
        name = trimmed(without.unwrap_or(before)).to_string();
    }
    (name, units)
}

fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | ':' | ',' | ';' | '?' | '†' | '•' | '.' | '/' | '–')
    })
}

/// The place of the bracket that matches the closing one at the end of a name.
fn opening(name: &str) -> Option<usize> {
    let (close, open) =
        [(')', '('), (']', '['), ('}', '{')].into_iter().find(|(close, _)| name.ends_with(*close))?;
    let mut depth = 0;
    for (at, c) in name.char_indices().rev() {
        if c == close {
            depth += 1;
        } else if c == open {
            depth -= 1;
            if depth == 0 {
                return (at > 0).then_some(at);
            }
        }
    }
    None
}

fn is_large(word: &str) -> bool {
    LARGE.split_whitespace().any(|large| large == word.trim_end_matches('.'))
}

fn is_currency(word: &str) -> bool {
    money::mark(word) != Mark::None
}

/// True if a field can have these units. The `FR` in `Name (FR)` does not mean francs.
pub fn may_have(field: &Field, units: &[String]) -> bool {
    field.kind.answer_kind() == AnswerKind::Number
        || !units.iter().any(|unit| is_currency(unit) || is_large(unit))
}

/// The problem with a unit, and how to correct it: an amount in another currency, or in thousands.
pub fn wrong_unit(program: &Program, field: &Field, units: &[String]) -> Option<(String, String)> {
    if field.kind.answer_kind() != AnswerKind::Number || field.kind == FieldType::Percent {
        return None;
    }
    let name = &field.name;
    if let Some(large) = units.iter().find(|unit| is_large(unit)) {
        return Some((
            format!("is in units of `{}`, but the field `{name}` is in single units", plain(large)),
            "write the numbers out, and name the column after the field".into(),
        ));
    }
    let currency = program.currency_of(field);
    let other = |unit: &&String| matches!(money::mark(unit), Mark::Of(known) if !known.split(' ').any(|known| known == currency));
    units.iter().find(other).filter(|_| field.kind == FieldType::Money).map(|unit| {
        let message = format!("is in `{}`, and the field `{name}` in {currency}", plain(unit));
        (message, format!("convert the amounts to {currency}, and name the column after the field"))
    })
}

/// A name for use in a sentence: cut, and without control characters.
pub fn plain(name: &str) -> String {
    name.chars().take(60).map(|c| if harmless(c) == c { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// The first names of a list, for messages.
pub fn quoted<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 30;
    let mut shown: Vec<String> =
        names.by_ref().take(SHOWN).map(|name| format!("`{}`", plain(name))).collect();
    let more = names.count();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}
