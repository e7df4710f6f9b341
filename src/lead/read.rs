//! Reading raw answers as a lead, according to the field types of the program.

use super::answer::{self, ask_for};
use super::rows::{self, RowMessages};
use super::wrong::told;
use super::{FieldError, NumberStyle, Value};
use crate::program::{Field, FieldType, Program};
use serde_json::{Map, Value as Json};

/// Raw answers by field name, typed into a form or read from JSON.
pub type Answers = Map<String, Json>;

/// The prospect's data: the valid answers, as typed values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lead {
    answers: Vec<(String, Value)>,
    /// The messages for required answers that are missing in rows.
    missing: Vec<FieldError>,
}

impl Lead {
    /// Keeps the answers that fit their fields, and returns errors for the others. An empty answer counts as missing,
    /// and so does an unticked box that is required. Any other unticked box is `false`, since HTML forms do not send
    /// it. An empty choice is an empty list. Answers to unknown fields are ignored.
    #[must_use]
    pub fn read(program: &Program, answers: &Answers, style: NumberStyle) -> (Lead, Vec<FieldError>) {
        let (mut taken, mut said) = (Vec::new(), RowMessages::default());
        for field in &program.fields {
            let answer = answers.get(&field.name);
            let value = if field.kind == FieldType::Group {
                rows::parse_rows(program, field, answer, style, &mut said)
            } else {
                answer::parse_answer(program, field, answer, style).unwrap_or_else(|error| {
                    said.errors.push(error);
                    None
                })
            };
            taken.extend(value.map(|value| (field.name.clone(), value)));
        }
        (Lead { answers: taken, missing: said.missing }, said.errors)
    }

    /// The lead without the answers to these fields.
    #[must_use]
    pub fn without(mut self, fields: &[String]) -> Lead {
        self.answers.retain(|(name, _)| !fields.contains(name));
        self
    }

    /// The messages for required fields without an answer.
    #[must_use]
    pub fn missing(&self, program: &Program) -> Vec<FieldError> {
        let mut missing = Vec::new();
        for field in &program.fields {
            // For a group with started rows, the messages of those rows.
            let before = missing.len();
            missing.extend(self.missing.iter().filter(|error| error.question() == field.name).cloned());
            if missing.len() == before && field.required && self.get(&field.name).is_none() {
                missing.push(ask_for(field));
            }
        }
        missing
    }

    /// The answer to a field.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.answers.iter().find(|(name, _)| name == field).map(|(_, value)| value)
    }

    /// The answers in plain style, as they are sent.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::new();
        for (name, value) in &self.answers {
            answers.insert(name.clone(), value.into());
        }
        answers
    }
}

/// Reads one answer. Returns the typed value, or what is wrong with it. For a group, returns the valid rows.
pub(crate) fn read_field(
    program: &Program,
    field: &Field,
    answer: Option<&Json>,
    style: NumberStyle,
) -> Result<Option<Value>, FieldError> {
    if field.kind != FieldType::Group {
        return answer::parse_answer(program, field, answer, style);
    }
    let mut said = RowMessages::default();
    let rows = rows::parse_rows(program, field, answer, style, &mut said);
    match said.errors.into_iter().next().filter(|_| rows.is_none()) {
        Some(error) => Err(error),
        None => Ok(rows),
    }
}

/// The messages for answers that do not fit other answers. `fields` are their names from the verdict.
pub(crate) fn invalid(program: &Program, fields: &[String]) -> Vec<FieldError> {
    fields
        .iter()
        .filter_map(|name| program.field(name))
        .map(|field| told(field, &field.valid_message))
        .collect()
}
