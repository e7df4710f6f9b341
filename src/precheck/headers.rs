//! What names of columns have in common however they are typed, and what stands beside a name: units and signs.

use super::money::{self, Mark};
use crate::program::{AnswerKind, Field, FieldType, Program, harmless};

/// Longer names, in bytes, are taken as they are: to look into them could take the square of their length.
pub const MAX_NAME: usize = 300;
/// Units that count in thousands or more.
const LARGE: &str = "k t tsd tausend thousand thousands teur keur t€ k€ $k k$ £k k£ mio mn million millions millionen \
    mill m€ meur mrd billion billions milliers millones milhões milhares migliaia milioni miljoen duizend tys mln mil \
    lakh lakhs crore crores 千 千円 万 万円 百万円 億 億円";

/// What names have in common however they are typed: small letters, plain forms for full-width ones, words joined by
/// spaces of any kind, hyphens or underscores; nothing that nobody sees.
pub fn alike(name: &str) -> String {
    let name: String = name.chars().filter(|c| !crate::lead::is_ignorable(*c)).map(narrow).collect();
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// A full-width letter or sign of ASCII as the plain one.
pub fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '【' | '〔' | '「' => '[',
        '】' | '〕' | '」' => ']',
        c => c,
    }
}

/// A name without what stands in brackets behind it, without signs such as `*` and `:`, and without a currency; and what
/// the units were: `Budget (in EUR) *` is `budget`, `in eur`.
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
    // `budget in eur`, `budget, €`
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

/// Where the brackets open that close at the end of a name.
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

/// Whether a field can have such units: `Name (FR)` is no amount in francs.
pub fn may_have(field: &Field, units: &[String]) -> bool {
    field.kind.answer_kind() == AnswerKind::Number
        || !units.iter().any(|unit| is_currency(unit) || is_large(unit))
}

/// What is wrong with a unit, and how to mend it: an amount in another currency, or in thousands.
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

/// A name as it can stand in a sentence: cut, and without characters that steer what shows it.
pub fn plain(name: &str) -> String {
    name.chars().take(60).map(|c| if harmless(c) == c { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Names for people, the first of them.
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
