//! Translates English sentences: a sentence is matched to a template.
//!
//! A catalog is a JSON object that maps English templates to their translations. `{name}` is a value that is copied,
//! except that numbers get the language's notation. `{name:kept}`, and any value in backticks or quotes, is copied
//! exactly. `{name:said}` is a part that has its own template, or several parts separated by commas. `{n}` is a number
//! alone.

mod catalogs;

use crate::json::parse;
use serde_json::{Map, Value};

/// The sentences of one language.
#[derive(Clone, Debug, Default)]
pub struct Phrasebook {
    /// The phrases. Those with the most letters come first, because they fit best.
    phrases: Vec<Phrase>,
    numbers: Option<Separators>,
}

#[derive(Clone, Debug)]
struct Phrase {
    english: Template,
    said: Template,
}

/// A text with placeholders: `letters[0] places[0] letters[1] …`.
#[derive(Clone, Debug)]
struct Template {
    letters: Vec<String>,
    places: Vec<Place>,
}

#[derive(Clone, Debug)]
struct Place {
    name: String,
    /// True if the value is translated, too.
    is_said: bool,
    /// True if the value is copied exactly: it is in backticks or quotes, so somebody wrote it.
    is_kept: bool,
}

/// The thousands separator and the decimal separator.
#[derive(Clone, Copy, Debug)]
struct Separators(char, char);

/// The deepest nesting of translated parts.
const DEEPEST: usize = 4;

impl Phrasebook {
    /// A phrasebook from catalogs. `language` (BCP 47) decides the notation of numbers.
    #[must_use]
    pub fn new(language: &str, catalogs: &[&str]) -> Self {
        let numbers = match language.split('-').next() {
            Some("de" | "es" | "it" | "nl" | "pt") => Some(Separators('.', ',')),
            Some("fr") => Some(Separators('\u{202f}', ',')),
            _ => None,
        };
        let mut phrases: Vec<Phrase> = Vec::new();
        for catalog in catalogs {
            let catalog: Map<String, Value> = parse(catalog).unwrap_or_default();
            phrases.extend(catalog.iter().filter_map(|(english, said)| {
                Some(Phrase { english: Template::read(english), said: Template::read(said.as_str()?) })
            }));
        }
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.english.length()));
        Phrasebook { phrases, numbers }
    }

    /// A sentence in the language. It stays in English if no template fits.
    #[must_use]
    pub fn say(&self, english: &str) -> String {
        self.said(english, DEEPEST).unwrap_or_else(|| english.to_string())
    }

    fn said(&self, english: &str, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        self.phrases.iter().find_map(|phrase| {
            let values = phrase.english.values(english)?;
            let mut said = String::new();
            for (letters, place) in
                phrase.said.letters.iter().zip(phrase.said.places.iter().map(Some).chain([None]))
            {
                said.push_str(letters);
                let Some(place) = place else { continue };
                let (of, value) =
                    phrase.english.places.iter().zip(&values).find(|(of, _)| of.name == place.name)?;
                match (of.is_said, of.is_kept) {
                    (true, _) => said.push_str(&self.pieces(value, depth)),
                    (false, true) => said.push_str(value),
                    (false, false) => said.push_str(&self.number(value)),
                }
            }
            Some(said)
        })
    }

    /// Translates a part with its own template, or several parts separated by commas. Unknown parts stay as they are.
    fn pieces(&self, english: &str, depth: usize) -> String {
        self.said(english, depth).unwrap_or_else(|| {
            let comma = self.said(", ", 1).unwrap_or_else(|| ", ".into());
            let pieces =
                english.split(", ").map(|piece| self.said(piece, depth).unwrap_or_else(|| piece.into()));
            pieces.collect::<Vec<_>>().join(&comma)
        })
    }

    /// Writes a number such as `1,234.5` in the language's notation. Other texts stay as they are.
    fn number(&self, text: &str) -> String {
        match self.numbers {
            Some(Separators(thousands, decimals)) if is_number(text) => {
                let written = text.chars().map(|sign| match sign {
                    ',' => thousands,
                    '.' => decimals,
                    digit => digit,
                });
                written.collect()
            }
            _ => text.into(),
        }
    }
}

/// True for a number such as `1,234.5`.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        && text.matches('.').count() <= 1
}

impl Template {
    fn read(text: &str) -> Self {
        let mut template = Template { letters: Vec::new(), places: Vec::new() };
        for (i, piece) in text.split(['{', '}']).enumerate() {
            if i % 2 == 0 {
                template.letters.push(piece.into());
                continue;
            }
            let (name, is_said) = piece.strip_suffix(":said").map_or((piece, false), |name| (name, true));
            let (name, is_kept) = name.strip_suffix(":kept").map_or((name, false), |name| (name, true));
            let is_kept =
                is_kept || template.letters.last().is_some_and(|before| before.ends_with(['`', '"']));
            template.places.push(Place { name: name.into(), is_said, is_kept });
        }
        template
    }

    fn length(&self) -> usize {
        self.letters.iter().map(String::len).sum()
    }

    /// The values of the placeholders, if the text fits.
    fn values<'a>(&self, text: &'a str) -> Option<Vec<&'a str>> {
        let (first, rest) = self.letters.split_first()?;
        let mut text = text.strip_prefix(first.as_str())?;
        let Some((last, between)) = rest.split_last() else { return text.is_empty().then(Vec::new) };
        let mut values = Vec::with_capacity(self.places.len());
        for letters in between {
            let (value, after) = text.split_once(letters.as_str())?;
            values.push(value);
            text = after;
        }
        values.push(text.strip_suffix(last.as_str())?);
        let fits = |(place, value): (&Place, &&str)| match place.name.as_str() {
            "n" => is_number(value),
            _ => !value.is_empty(),
        };
        self.places.iter().zip(&values).all(fits).then_some(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> Phrasebook {
        Phrasebook::new(
            "de-AT",
            &[r#"{
                "{label} must be {least} or more": "{label} muss mindestens {least} sein",
                "{label}: `{cell}` could be {codes:said}": "{label}: `{cell}` kann {codes} sein",
                "`{a}` or `{b}`": "`{a}` oder `{b}`",
                "row {n}, {rest:said}": "Zeile {n}, {rest}",
                "the columns are {columns:said}": "die Spalten sind {columns}",
                "{n} more": "{n} weitere",
                "is empty": "ist leer"
            }"#],
        )
    }

    #[test]
    fn a_sentence_is_said_with_its_values() {
        for (english, said) in [
            ("is empty", "ist leer"),
            ("Budget must be 1,500.5 or more", "Budget muss mindestens 1.500,5 sein"),
            ("must be 3 must be 4 or more", "must be 3 muss mindestens 4 sein"),
            ("Land: `1,5` could be `A` or `B`", "Land: `1,5` kann `A` oder `B` sein"),
            ("Land: `x` could be either", "Land: `x` kann either sein"),
            ("row 1,000, is empty", "Zeile 1.000, ist leer"),
            ("the columns are `a, b`, `c`, 1,200 more", "die Spalten sind `a, b`, `c`, 1.200 weitere"),
        ] {
            assert_eq!(german().say(english), said);
        }
    }

    #[test]
    fn what_has_no_template_stays() {
        for text in ["", "is empty.", " must be  or more", "{label} {", "row , is empty", "日本"] {
            assert_eq!(german().say(text), text);
        }
        assert_eq!(Phrasebook::new("ja", &["[]", "{", "{\"a\": 1}"]).say("a"), "a");
    }
}
