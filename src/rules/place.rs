//! Places in a script, and Rhai's errors in words for vendors.

use super::wording;
use crate::program::{At, Code, Problem, Severity, harmless};
use rhai::{EvalAltResult, Position};

/// The longest excerpt of a line, in characters.
const MAX_EXCERPT: usize = 200;

/// A script and the name of its file.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Source<'_> {
    /// An error at a place. It spans the word there.
    pub fn problem(&self, code: Code, position: Position, message: impl Into<String>) -> Problem {
        let mut problem = Problem::new(code, place(self.file, position), message);
        problem.at = self.at(position);
        problem.is_of_script = true;
        problem
    }

    /// A probable mistake at a place.
    pub fn warning(&self, code: Code, position: Position, message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..self.problem(code, position, message) }
    }

    /// The place of a text in quotes. If only the use of a constant is known, this finds its definition: the last
    /// occurrence of the text up to that line, or else the first one after it.
    pub fn literal(&self, text: &str, near: Position) -> Position {
        let quoted = format!("\"{text}\"");
        let until = near.line().unwrap_or(usize::MAX);
        let mut found = None;
        for (i, line) in self.text.split('\n').enumerate() {
            if i >= until && found.is_some() {
                break;
            }
            let Some(before) = line.find(&quoted).and_then(|byte| line.get(..byte)) else { continue };
            let (line, column) = (u16::try_from(i + 1), u16::try_from(before.chars().count() + 1));
            if let (Ok(line), Ok(column)) = (line, column) {
                found = Some(Position::new(line, column));
            }
        }
        found.unwrap_or(near)
    }

    fn at(&self, position: Position) -> Option<Box<At>> {
        let (line, column) = (position.line()?, position.position().unwrap_or(1));
        let text = self.text.split('\n').nth(line - 1)?.trim_end_matches('\r');
        let mut excerpt: String = text.chars().take(MAX_EXCERPT).collect();
        if text.chars().nth(MAX_EXCERPT).is_some() {
            excerpt.push('…');
        }
        Some(Box::new(At { line, column, length: word_length(text, column), excerpt }))
    }
}

/// The length of the word, number or quoted text that begins in that column, in characters.
fn word_length(line: &str, column: usize) -> usize {
    let mut rest = line.chars().skip(column.saturating_sub(1));
    let Some(first) = rest.next() else { return 1 };
    let more = match first {
        '"' | '`' => rest.take(MAX_EXCERPT).position(|letter| letter == first).map_or(0, |end| end + 1),
        letter if is_in_word(letter) => {
            rest.take_while(|letter| is_in_word(*letter)).take(MAX_EXCERPT).count()
        }
        _ => 0,
    };
    more + 1
}

/// All characters outside ASCII count as letters: tables of Unicode letters would take 2 KB.
fn is_in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || !letter.is_ascii()
}

/// A place in words: `qualify.rhai, line 2, column 50`.
pub fn place(file: &str, position: Position) -> String {
    match (position.line(), position.position()) {
        (Some(line), Some(column)) => format!("{file}, line {line}, column {column}"),
        (Some(line), None) => format!("{file}, line {line}"),
        _ => file.to_string(),
    }
}

/// The position and the message of the innermost error. The message does not repeat the position.
pub fn describe(error: &EvalAltResult) -> (Position, String) {
    let (mut inner, mut position) = (error, error.position());
    while let EvalAltResult::ErrorInFunctionCall(_, _, cause, _) = inner {
        inner = cause;
        position = inner.position().or_else(position);
    }
    let mut bare = inner.to_string();
    if let Some(without) = bare.strip_suffix(&format!(" ({})", inner.position())) {
        bare.truncate(without.len());
    }
    let message = match inner {
        EvalAltResult::ErrorRuntime(value, _) => match value.to_string() {
            nothing if nothing.trim().is_empty() => "throws, and does not say why".into(),
            why => why,
        },
        EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorTerminated(..) => {
            "takes too many steps; is there an endless loop?".into()
        }
        EvalAltResult::ErrorStackOverflow(_) => "calls itself too deeply".into(),
        EvalAltResult::ErrorFunctionNotFound(call, _) => {
            format!("no function `{}` takes these arguments", called(call))
        }
        _ => bare,
    };
    (position, wording::plain(message).chars().take(300).map(harmless).collect())
}

/// The name in Rhai's description of a call: `require (string, Fn)`.
pub fn called(call: &str) -> &str {
    call.split(" (").next().unwrap_or(call)
}
