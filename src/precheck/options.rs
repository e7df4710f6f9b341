//! The options for reading a list.

use super::dates::Order;
use crate::lead::{NumberStyle, PartnerFacts};
use crate::phrasebook::Phrasebook;
use crate::program::{Code, Problem, Program};

/// The options for reading a sheet. Options that are not given are detected.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Columns, each with the field that it answers: `company`, `contacts.0.email`.
    pub columns: Vec<(String, String)>,
    /// The delimiter of cells.
    pub delimiter: Option<u8>,
    /// The decimal separator: point or comma.
    pub decimal: Option<NumberStyle>,
    /// The order of day and month in `03/04/2027`.
    pub dates: Option<Order>,
    /// What is known of the partner, if all leads are of one.
    pub partner: PartnerFacts,
    /// The language of error messages (BCP 47). The default is the program's.
    pub language: Option<String>,
}

impl Options {
    /// Parses the options: columns with their fields, `;` or `tab`, `point` or `comma`, `day-first` or `month-first`.
    ///
    /// # Errors
    ///
    /// The option that is wrong, and the allowed values.
    pub fn named(
        columns: Vec<(String, String)>,
        delimiter: Option<&str>,
        decimal: Option<&str>,
        dates: Option<&str>,
    ) -> Result<Self, Problem> {
        let wrong = |name: &'static str| move |why: &'static str| Problem::new(Code::UnknownWord, name, why);
        Ok(Options {
            columns,
            delimiter: delimiter.map(Options::delimiter_named).transpose().map_err(wrong("delimiter"))?,
            decimal: decimal.map(Options::decimal_named).transpose().map_err(wrong("decimal"))?,
            dates: dates.map(Options::dates_named).transpose().map_err(wrong("dates"))?,
            partner: PartnerFacts::default(),
            language: None,
        })
    }

    /// The translations of error messages.
    #[must_use]
    pub fn sentences(&self, program: &Program) -> Phrasebook {
        Phrasebook::of_lists(self.language.as_deref().unwrap_or(&program.language))
    }

    /// Parses a delimiter: an ASCII character, or `tab`.
    ///
    /// # Errors
    ///
    /// The text is not a possible delimiter.
    pub fn delimiter_named(text: &str) -> Result<u8, &'static str> {
        match text.as_bytes() {
            _ if matches!(text, "tab" | "\\t") => Ok(b'\t'),
            [b'"' | b'\r' | b'\n' | 0] => Err("this character has another meaning in CSV"),
            [byte] if byte.is_ascii() => Ok(*byte),
            _ => Err("it is one ASCII character, or \"tab\""),
        }
    }

    /// Parses `point` or `comma`.
    ///
    /// # Errors
    ///
    /// The word is neither.
    pub fn decimal_named(word: &str) -> Result<NumberStyle, &'static str> {
        match word {
            "point" => Ok(NumberStyle::Point),
            "comma" => Ok(NumberStyle::Comma),
            _ => Err("it is point (1,500.50) or comma (1.500,50)"),
        }
    }

    /// Parses `day-first` or `month-first`.
    ///
    /// # Errors
    ///
    /// The word is neither.
    pub fn dates_named(word: &str) -> Result<Order, &'static str> {
        let known = Order::WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, order)| *order).ok_or("use day-first (23/11/2026) or month-first (11/23/2026)")
    }
}
