//! Prepares text for a terminal.

use referral_widget::program::harmless;
use std::io::{self, IsTerminal, Write};
use textwrap::WordSplitter;

/// Text is wrapped at the terminal's width, but at most at this one, since longer lines are hard to read.
const WIDEST: usize = 100;
/// The narrowest width for which text is wrapped.
const NARROWEST: usize = 40;

/// The width if there is no terminal, so that the output is the same everywhere.
const USUAL: usize = 80;

/// Returns the columns to write in.
pub fn width() -> usize {
    if io::stdout().is_terminal() { textwrap::termwidth().clamp(NARROWEST, WIDEST) } else { USUAL }
}

/// Returns how to wrap text: between words only, since the hyphens of dates and codes belong to them.
pub fn wrapping<'a>(width: usize) -> textwrap::Options<'a> {
    textwrap::Options::new(width).word_splitter(WordSplitter::NoHyphenation)
}

/// Makes one line of foreign text harmless, so that it cannot control the terminal. A control character becomes its
/// picture, a character that turns the writing direction becomes U+FFFD. Each character stays one character.
pub fn clean(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '\n' | '\t') { ' ' } else { harmless(letter) }).collect()
}

/// Makes a line of source text harmless. It works as [`clean`], but keeps tabs.
pub fn clean_source(line: &str) -> String {
    line.chars().map(|letter| if letter == '\t' { letter } else { harmless(letter) }).collect()
}

/// Makes JSON harmless as [`clean`] does, but with JSON escapes. A character that is not yet escaped, and can only be
/// part of a string, becomes an escape.
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

/// Writes to standard output. Colours are kept only if it is a terminal and `NO_COLOR` is not set.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Clears the screen, if there is one.
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
