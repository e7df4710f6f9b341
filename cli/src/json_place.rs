//! Finds the line and column of a problem in a JSON document by its path, such as `fields[2] `country`, options`.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use referral_widget::json::admit;
use referral_widget::program::{At, Problem};
use std::ops::Range;

/// The longest part of a line that an excerpt shows, in characters.
const MAX_EXCERPT: usize = 200;

/// A JSON document whose problems can be placed.
pub struct Document<'a> {
    text: &'a str,
    root: Option<Value<'a>>,
}

/// One step of a path into a document.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Document<'a> {
    /// Reads a document. If it is not JSON, no place in it can be found.
    pub fn new(text: &'a str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let parse = || parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?.value;
        Document { text, root: admit(text).ok().and_then(|()| parse()) }
    }

    /// Adds line and column to a problem, if the document has its place or something around it.
    pub fn placed(&self, mut problem: Problem) -> Problem {
        if problem.at.is_none() {
            problem.at = self.at(&problem.place).map(Box::new);
        }
        problem
    }

    /// Returns the line and column of a place, or of the nearest value around it.
    pub fn at(&self, place: &str) -> Option<At> {
        let mut span = None;
        let mut value = self.root.as_ref()?;
        for step in steps(place) {
            match (value, step) {
                (Value::Object(object), Step::Key(key)) => {
                    let Some(property) = object.properties.iter().find(|it| it.name.as_str() == key) else {
                        break;
                    };
                    value = &property.value;
                    let name = match &property.name {
                        ObjectPropName::String(name) => name.range(),
                        ObjectPropName::Word(name) => name.range(),
                    };
                    let end = if is_scalar(value) { value.end() } else { name.end };
                    span = Some(name.start..end);
                }
                (Value::Array(array), Step::Index(i)) => {
                    let Some(item) = array.elements.get(i) else { break };
                    value = item;
                    let end = if is_scalar(value) { value.end() } else { value.start() + 1 };
                    span = Some(value.start()..end);
                }
                _ => break,
            }
        }
        span.and_then(|span| self.at_bytes(span))
    }

    fn at_bytes(&self, span: Range<usize>) -> Option<At> {
        let before = self.text.get(..span.start)?;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text.get(start..)?.split('\n').next()?.trim_end_matches('\r');
        let spanned = self.text.get(span.start..span.end.min(start + line.len()))?;
        Some(At {
            line: before.matches('\n').count() + 1,
            column: self.text.get(start..span.start)?.chars().count() + 1,
            length: spanned.chars().count().max(1),
            excerpt: line.chars().take(MAX_EXCERPT).collect(),
        })
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Array(_))
}

/// Splits a path into its keys and indices. A name in backticks is there for the reader only, and is skipped.
fn steps(place: &str) -> Vec<Step<'_>> {
    let named = place.split('`').step_by(2);
    let parts = named.flat_map(|part| part.split(['.', ',', ' ', ']']));
    let mut steps = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        let (key, index) = part.split_once('[').unwrap_or((part, ""));
        if !key.is_empty() {
            steps.push(Step::Key(key));
        }
        steps.extend(index.parse().ok().map(Step::Index));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::Document;

    const TEXT: &str =
        "{\n  \"fields\": [\n    { \"name\": \"ü\", \"min\": 1 },\n    { \"options\": [\n      3 ] }\n  ]\n}";

    #[test]
    fn places_are_found_or_what_is_around_them() {
        let at = |place: &str| Document::new(TEXT).at(place).map(|at| (at.line, at.column, at.length));
        assert_eq!(at("fields"), Some((2, 3, 8)));
        assert_eq!(at("fields[0] `x, y`, min"), Some((3, 20, 8)));
        assert_eq!(at("fields[1].options"), Some((4, 7, 9)));
        assert_eq!(at("fields[1].options[0]"), Some((5, 7, 1)));
        assert_eq!(at("fields[1].options[7].nothing"), Some((4, 7, 9)));
        assert_eq!(at("fields[1]"), Some((4, 5, 1)));
        assert_eq!(at("nothing"), None);
        assert_eq!(at(""), None);
        assert_eq!(Document::new("{").at("fields"), None);
    }
}
