//! What somebody says of a list, in the words that people use.

use super::dates::Order;
use crate::lead::NumberStyle;
use crate::phrasebook::Phrasebook;
use crate::program::{Code, Problem, Program};

/// What somebody says of a sheet. Whatever is left out is found out.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Columns, and the field that each answers: `company`, `contacts.0.email`.
    pub columns: Vec<(String, String)>,
    /// What separates the cells.
    pub delimiter: Option<u8>,
    /// Whether decimals have a point or a comma.
    pub decimal: Option<NumberStyle>,
    /// Whether day or month comes first in `03/04/2027`.
    pub dates: Option<Order>,
    /// The language in which is told what is wrong (BCP 47): else the program's.
    pub language: Option<String>,
}

impl Options {
    /// From the words that people use: columns and their fields, `;` or `tab`, `point` or `comma`, `day-first` or
    /// `month-first`.
    ///
    /// # Errors
    ///
    /// Which one is none, and what it may be.
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
            language: None,
        })
    }

    /// The sentences in which is told what is wrong.
    #[must_use]
    pub fn sentences(&self, program: &Program) -> Phrasebook {
        Phrasebook::of_lists(self.language.as_deref().unwrap_or(&program.language))
    }

    /// `;`, or `tab`.
    ///
    /// # Errors
    ///
    /// It separates nothing.
    pub fn delimiter_named(text: &str) -> Result<u8, &'static str> {
        match text.as_bytes() {
            _ if matches!(text, "tab" | "\\t") => Ok(b'\t'),
            [b'"' | b'\r' | b'\n' | 0] => Err("this character has another meaning in CSV"),
            [byte] if byte.is_ascii() => Ok(*byte),
            _ => Err("it is one ASCII character, or \"tab\""),
        }
    }

    /// `point` or `comma`.
    ///
    /// # Errors
    ///
    /// It is neither.
    pub fn decimal_named(word: &str) -> Result<NumberStyle, &'static str> {
        match word {
            "point" => Ok(NumberStyle::Point),
            "comma" => Ok(NumberStyle::Comma),
            _ => Err("it is point (1,500.50) or comma (1.500,50)"),
        }
    }

    /// `day-first` or `month-first`.
    ///
    /// # Errors
    ///
    /// It is neither.
    pub fn dates_named(word: &str) -> Result<Order, &'static str> {
        let known = Order::WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, order)| *order).ok_or("use day-first (23/11/2026) or month-first (11/23/2026)")
    }
}
