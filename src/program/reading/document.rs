//! Parsing the text of a JSON document.

use super::{At, Code, Problem};
use crate::json::{Refused, Unread, parse};
use serde_json::Value;

/// The longest excerpt of a line, in characters.
const MAX_EXCERPT: usize = 200;

/// Parses the text of a JSON file. A syntax error is reported with line and column.
pub fn document(file: &str, text: &str) -> Result<Value, Vec<Problem>> {
    let text = text.trim_start_matches('\u{feff}');
    parse(text).map_err(|unread| {
        let (number, bytes, message) = match unread {
            Unread::Json(error) => {
                let said = error.to_string();
                let message = said.split(" at line ").next().unwrap_or(&said);
                let message = message.replace("expected ident", "expected true, false or null");
                (error.line(), error.column(), format!("is not JSON: {message}"))
            }
            Unread::Refused(refused) => {
                let (line, column) = place_of(text, &refused);
                (line, column, format!("cannot be used: {refused}"))
            }
        };
        let line = text.split('\n').nth(number.saturating_sub(1)).unwrap_or_default();
        // serde_json counts columns in bytes. People and editors count characters.
        let before = line.get(..bytes.saturating_sub(1));
        let column = before.map_or(bytes, |before| before.chars().count() + 1);
        let mut problem =
            Problem::new(Code::NotJson, format!("{file}, line {number}, column {column}"), message);
        let excerpt = line.trim_end_matches('\r').chars().take(MAX_EXCERPT).collect();
        problem.at = Some(Box::new(At { line: number, column, length: 1, excerpt }));
        vec![problem]
    })
}

/// Line and column, counted from 1, the column in bytes.
fn place_of(text: &str, refused: &Refused) -> (usize, usize) {
    let before = text.get(..refused.offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, refused.offset - line_start + 1)
}
