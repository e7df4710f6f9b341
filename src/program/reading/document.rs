//! A JSON document as text.

use super::{At, Problem};
use serde_json::Value;

/// Longer lines are cut in an excerpt.
const MAX_EXCERPT: usize = 200;

/// Reads the text of a JSON file. What is not JSON is told with line and column.
pub fn document(file: &str, text: &str) -> Result<Value, Vec<Problem>> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| {
        let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        // serde_json counts bytes; people and editors count characters.
        let before = line.get(..error.column().saturating_sub(1));
        let column = before.map_or(error.column(), |before| before.chars().count() + 1);
        let said = error.to_string();
        let message = said.split(" at line ").next().unwrap_or(&said);
        let message = message.replace("expected ident", "expected true, false or null");
        let place = format!("{file}, line {}, column {column}", error.line());
        let mut problem = Problem::new(place, format!("is not JSON: {message}"));
        let excerpt = line.trim_end_matches('\r').chars().take(MAX_EXCERPT).collect();
        problem.at = Some(Box::new(At { line: error.line(), column, length: 1, excerpt }));
        vec![problem]
    })
}
