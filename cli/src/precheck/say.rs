//! Messages on standard error.

use super::decode::Start;
use super::table::shown;
use referral_widget::lead::NumberStyle;
use referral_widget::phrasebook::Phrasebook;
use referral_widget::precheck::Numbers;
use referral_widget::program::{Problem, Program, Severity};
use std::io::{self, Write};

/// Describes what was guessed about a file, and how to correct it.
pub fn read_as(
    name: &str,
    start: Start,
    delimiter: u8,
    numbers: Numbers,
    program: &Program,
    book: &Phrasebook,
) -> String {
    let cells = match delimiter {
        b',' => "commas".to_string(),
        b';' => "semicolons".to_string(),
        b'\t' => "tabs".to_string(),
        b'|' => "bars".to_string(),
        other => format!("`{}`", char::from(other)),
    };
    let (like, other) = match numbers.style {
        NumberStyle::Comma => ("1.500,50", "point"),
        _ => ("1,500.50", "comma"),
    };
    let mut text =
        format!("{name}: {}, cells separated by {cells}, numbers like {like}", start.encoding.name());
    if numbers.doubtful {
        text.push_str(&format!(
            " (guessed from the program's language, {}; if the file has others, add --decimal {other})",
            program.language
        ));
    }
    book.say(&text)
}

pub fn noted(note: &Problem, book: &Phrasebook) -> String {
    let word = match note.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help = note.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{}: {}{help}", book.say(word), note.message)
}

pub fn mismatch(name: &str, problems: &[Problem], book: &Phrasebook) -> String {
    match problems {
        [only] => format!("{}: {only}", book.say(name)),
        _ => {
            let lines: Vec<String> = problems.iter().map(|problem| format!("\n  {problem}")).collect();
            let title = book.say(&format!("the columns of {name} cannot be matched to fields:"));
            format!("{title}{}", lines.concat())
        }
    }
}

/// Prints one or more lines on standard error. If nobody reads it, the error is ignored.
pub fn say(text: &str) {
    for line in text.lines() {
        let _ = writeln!(io::stderr(), "{}", shown(line));
    }
}
