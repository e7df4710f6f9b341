//! A lead as a script sees it: it notes which fields are read.

use super::steps::walks;
use crate::lead::{Lead, Value, date};
use crate::program::{Program, closest};
use rhai::{Dynamic, Engine, EvalAltResult, Position};
use std::cell::RefCell;
use std::rc::Rc;

/// The answers in the order of the program's fields, and which of them were read.
#[derive(Clone)]
pub struct Reading(Rc<Inner>);

struct Inner {
    answers: Vec<Dynamic>,
    read: RefCell<Vec<usize>>,
}

impl Reading {
    /// A lead's answers as script values. An unanswered field is `()`.
    pub fn new(program: &Program, lead: &Lead) -> Self {
        let answers = program.fields.iter().map(|field| match lead.get(&field.name) {
            None => Dynamic::UNIT,
            Some(Value::Text(text)) => text.as_str().into(),
            Some(Value::Integer(number)) => (*number).into(),
            Some(Value::Decimal(number)) => (*number).into(),
            Some(Value::Bool(yes)) => (*yes).into(),
            Some(Value::Date(date)) => date::text(*date).into(),
        });
        Reading(Rc::new(Inner { answers: answers.collect(), read: RefCell::default() }))
    }

    fn get(&self, field: usize) -> Dynamic {
        let mut read = self.0.read.borrow_mut();
        if !read.contains(&field) {
            read.push(field);
        }
        let answer = self.0.answers.get(field).cloned().unwrap_or_default();
        if let Ok(text) = answer.as_immutable_string_ref() {
            walks(&text);
        }
        answer
    }

    /// The fields read since the last call, in order of reading.
    pub fn take_read(&self) -> Vec<usize> {
        self.0.read.take()
    }
}

/// Teaches the engine `lead.field` and `lead["field"]` for the fields of this program.
pub fn register(engine: &mut Engine, program: &Program) {
    engine.register_type_with_name::<Reading>("lead");
    for (i, field) in program.fields.iter().enumerate() {
        engine.register_get(field.name.as_str(), move |lead: &mut Reading| lead.get(i));
    }
    let names: Vec<String> = program.fields.iter().map(|field| field.name.clone()).collect();
    engine.register_indexer_get(move |lead: &mut Reading, name: &str| {
        match names.iter().position(|known| known == name) {
            Some(i) => Ok(lead.get(i)),
            None => {
                let message = unknown(name, names.iter().map(String::as_str));
                Err(Box::new(EvalAltResult::ErrorRuntime(message.into(), Position::NONE)))
            }
        }
    });
}

/// What is said of a field that the program does not have.
pub fn unknown<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    match closest(name, names) {
        Some(meant) => format!("unknown field `{name}`; did you mean `{meant}`?"),
        None => format!("unknown field `{name}`"),
    }
}
