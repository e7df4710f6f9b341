//! A mistake as data: what is wrong, where, and how to correct it.

use super::code::Code;
#[cfg(feature = "engine")]
use crate::phrasebook::Phrasebook;
use serde::Serialize;
use std::fmt;

/// A mistake in a file that a vendor wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The kind of mistake. A form shows only sentences, so the code is not sent to it.
    #[serde(skip)]
    pub code: Code,
    /// The place: a path into the document (`fields[2].options`) or a line and column.
    pub place: String,
    /// The message, in words that vendors know.
    pub message: String,
    /// How to correct it, if that can be guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The place in a text, for an editor or an excerpt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Box<At>>,
    /// True if the mistake is in the script. Otherwise it is in the document that was read.
    #[serde(skip)]
    pub is_of_script: bool,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file is refused.
    #[default]
    Error,
    /// The file is accepted, but this is probably a mistake.
    Warning,
    /// Worth knowing.
    Note,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct At {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The length in characters, 1 or more, all in that line.
    pub length: usize,
    /// The line's text, cut if it is very long.
    pub excerpt: String,
}

impl Problem {
    /// Creates an error without help.
    ///
    /// Long quotes in place and message are cut. Characters that could control a terminal are replaced.
    pub fn new(code: Code, place: impl Into<String>, message: impl Into<String>) -> Self {
        Problem {
            severity: Severity::Error,
            code,
            place: short(place.into()),
            message: short(message.into()),
            help: None,
            at: None,
            is_of_script: false,
        }
    }

    /// Creates a warning: the value is accepted, but is probably a mistake.
    #[cfg(feature = "engine")]
    pub fn warning(code: Code, place: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { severity: Severity::Warning, ..Problem::new(code, place, message) }
    }

    /// The same problem, translated.
    #[cfg(feature = "engine")]
    #[must_use]
    pub fn said(mut self, book: &Phrasebook) -> Self {
        self.place = book.say(&self.place);
        self.message = book.say(&self.message);
        self.help = self.help.take().map(|help| book.say(&help));
        self
    }

    /// The same problem with help.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        self.or_help(Some(help.into()))
    }

    /// The same problem with help, if there is any.
    #[must_use]
    pub fn or_help(mut self, help: Option<String>) -> Self {
        self.help = help.map(short);
        self
    }
}

/// The longest text of a problem, in characters.
const MAX_LENGTH: usize = 500;

fn short(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_LENGTH) {
        text.truncate(end);
        text.push('…');
    }
    if text.chars().any(|letter| harmless(letter) != letter) {
        text = text.chars().map(harmless).collect();
    }
    text
}

/// Replaces a character that could control a terminal or a line of text. A control character of ASCII becomes its
/// picture. Other control characters and those that change the text direction become the replacement character.
#[must_use]
pub fn harmless(letter: char) -> char {
    match letter {
        // Unicode has a picture for each control character of ASCII, in the same order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{61c}'
        | '\u{feff}' => char::REPLACEMENT_CHARACTER,
        _ => letter,
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// The candidate that `word` was most likely meant to be. At most a third of its letters may differ.
#[must_use]
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    closest_of(word, &mut candidates.into_iter())
}

/// The longest word that is compared, in characters. The time grows with the product of both lengths.
const MAX_WORD: usize = 100;

/// Not generic, so that it is compiled only once.
fn closest_of<'a>(word: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > MAX_WORD {
        return None;
    }
    let limit = (length / 3).max(1);
    candidates
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
