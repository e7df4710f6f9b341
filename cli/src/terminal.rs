//! Text for a terminal.

use referral_widget::program::harmless;
use std::io::{self, IsTerminal, Write};
use textwrap::WordSplitter;

/// Text is wrapped at the terminal's width, and never wider than is good to read.
const WIDEST: usize = 100;
/// Nor so narrow that nothing fits.
const NARROWEST: usize = 40;

/// Columns where there is no terminal: the same everywhere.
const USUAL: usize = 80;

/// Columns to write in.
pub fn width() -> usize {
    if io::stdout().is_terminal() { textwrap::termwidth().clamp(NARROWEST, WIDEST) } else { USUAL }
}

/// How to wrap text: between words only, since dates and codes have hyphens that belong to them.
pub fn wrapping<'a>(width: usize) -> textwrap::Options<'a> {
    textwrap::Options::new(width).word_splitter(WordSplitter::NoHyphenation)
}

/// One line of text that others wrote, such that it cannot steer the terminal: a control character becomes its
/// picture, one that turns the direction of writing a question mark in a diamond. One character stays one.
pub fn clean(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '\n' | '\t') { ' ' } else { harmless(letter) }).collect()
}

/// A line of source text: as [`clean`], but tabs stay.
pub fn clean_source(line: &str) -> String {
    line.chars().map(|letter| if letter == '\t' { letter } else { harmless(letter) }).collect()
}

/// JSON as [`clean`], in JSON's own way: what it escapes not already, and only texts can hold, becomes an escape.
pub fn clean_json(json: &str) -> String {
    let mut clean = String::with_capacity(json.len());
    for letter in json.chars() {
        if harmless(letter) == letter {
            clean.push(letter);
        } else {
            clean.push_str(&format!("\\u{:04x}", u32::from(letter)));
        }
    }
    clean
}

/// Writes to standard output, coloured only where that is a terminal and `NO_COLOR` is not set.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Empties the screen, where there is one.
pub fn clear() -> io::Result<()> {
    if io::stdout().is_terminal() { print("\u{1b}[2J\u{1b}[H") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{clean, clean_json, clean_source};

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        assert_eq!(clean("a\u{1b}[31mb\u{9b}1A\u{202e}c\r\n\td\u{7f}"), "a␛[31mb�1A�c␍  d␡");
        assert_eq!(clean_source("\ta\u{1b}"), "\ta␛");
        assert_eq!(clean("Größe 日本 👍"), "Größe 日本 👍");
        assert_eq!(clean_json("[\"a\u{9b}ü\u{202e}\"]"), "[\"a\\u009bü\\u202e\"]");
    }
}
