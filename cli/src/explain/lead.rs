//! Reads the answers to explain.

use referral_widget::json::parse;
use referral_widget::lead::{Answers, FieldError};
use referral_widget::program::{Program, closest};
use serde_json::Value;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A lead has at most 200 text fields of at most 10,000 characters. A longer file is something else.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Reads a JSON object of answers from a file, or from standard input (`-`).
pub fn read_lead(path: &Path) -> Result<Answers, String> {
    let (file, text) = if path == Path::new("-") {
        ("standard input".to_string(), read_text(io::stdin().lock()))
    } else {
        (format!("`{}`", path.display()), File::open(path).and_then(read_text))
    };
    let text = text.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => format!("{file} is not UTF-8 text: save it in the encoding UTF-8"),
        io::ErrorKind::FileTooLarge => format!("{file} is longer than {MAX_BYTES} bytes"),
        _ => format!("{file} cannot be read ({error})"),
    })?;
    match parse(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(answers)) => Ok(answers),
        Ok(_) => Err(format!("{file} is not an object of answers, such as {{\"country\": \"DE\"}}")),
        Err(error) => Err(format!("{file} is not JSON: {error}")),
    }
}

fn read_text(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    if from.take(MAX_BYTES + 1).read_to_string(&mut text)? as u64 > MAX_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(text)
}

/// Finds answers to fields that the program does not have. A form leaves them out, but here they may be typing
/// mistakes.
pub fn unknown_fields(program: &Program, answers: &Answers) -> Vec<FieldError> {
    let unknown = answers.keys().filter(|name| program.field(name).is_none());
    let error = unknown.map(|name| {
        let known = program.fields.iter().map(|field| field.name.as_str());
        let meant = closest(name, known).map(|meant| format!("; did you mean `{meant}`?"));
        FieldError {
            field: name.clone(),
            message: format!("the program has no such field{}", meant.unwrap_or_default()),
            ..FieldError::default()
        }
    });
    error.collect()
}
