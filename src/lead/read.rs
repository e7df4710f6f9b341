//! From answers as they arrive to a lead, by the program's field types.

use super::answer::{self, ask_for};
use super::rows::{self, Said};
use super::wrong::told;
use super::{FieldError, NumberStyle, Value};
use crate::program::{Field, FieldType, Program};
use serde_json::{Map, Value as Json};

/// Answers by field name, as they arrive: typed into a form, or from JSON.
pub type Answers = Map<String, Json>;

/// The prospect's data: the answers that are right, as typed values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lead {
    answers: Vec<(String, Value)>,
    /// What is said of required answers that are missing in rows.
    missing: Vec<FieldError>,
}

impl Lead {
    /// Takes the answers that fit their fields, and says what is wrong with the others. An empty answer is
    /// no answer, and so is an unticked box that is required; any other unticked box is `false`, as in HTML,
    /// where it is not sent, and a choice of none is an empty list. Answers to unknown fields are left out.
    #[must_use]
    pub fn read(program: &Program, answers: &Answers, style: NumberStyle) -> (Lead, Vec<FieldError>) {
        let (mut taken, mut said) = (Vec::new(), Said::default());
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

    /// The answers to all but these fields.
    #[must_use]
    pub fn without(mut self, fields: &[String]) -> Lead {
        self.answers.retain(|(name, _)| !fields.contains(name));
        self
    }

    /// What is said of required fields without an answer.
    #[must_use]
    pub fn missing(&self, program: &Program) -> Vec<FieldError> {
        let mut missing = Vec::new();
        for field in &program.fields {
            // Of a group that is begun, what its rows need.
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

    /// The answers as they travel, in plain style.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::new();
        for (name, value) in &self.answers {
            answers.insert(name.clone(), value.into());
        }
        answers
    }
}

/// One answer as its field takes it, or what is wrong with it; of a group, what is right of it.
pub(crate) fn read_field(
    program: &Program,
    field: &Field,
    answer: Option<&Json>,
    style: NumberStyle,
) -> Result<Option<Value>, FieldError> {
    if field.kind != FieldType::Group {
        return answer::parse_answer(program, field, answer, style);
    }
    let mut said = Said::default();
    let rows = rows::parse_rows(program, field, answer, style, &mut said);
    match said.errors.into_iter().next().filter(|_| rows.is_none()) {
        Some(error) => Err(error),
        None => Ok(rows),
    }
}

/// What is said of answers that are wrong beside others, as a verdict names them.
pub(crate) fn invalid(program: &Program, fields: &[String]) -> Vec<FieldError> {
    fields
        .iter()
        .filter_map(|name| program.field(name))
        .map(|field| told(field, &field.valid_message))
        .collect()
}
