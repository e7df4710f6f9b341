//! One lead judged without messages: for programs that judge at every key, or one lead after the other.

use crate::json::parse;
use crate::lead::{NumberStyle, date, read_field, split};
use crate::program::{AnswerKind, Problem, Program};
use crate::rules::{Figures, Figuring, Judging, Known, Outcomes, Rules, Scalar};
use serde_json::Value;
use std::rc::Rc;

/// A program's rules, and the lead that they judge.
pub struct Direct {
    rules: Rc<Rules>,
    judging: Judging,
    figuring: Figuring,
    /// What was answered to each field, and its value.
    known: Vec<Known<Option<Scalar>>>,
}

impl Direct {
    /// Compiles a program's script, for leads that are judged on a day (RFC 3339 full-date).
    ///
    /// # Errors
    ///
    /// All mistakes found in program and script, or that the day is none.
    pub fn new(program_json: &str, script: &str, today: &str) -> Result<Self, Vec<Problem>> {
        let today = date::read(today)
            .ok_or_else(|| vec![Problem::new("today", "must be a date that exists, such as 2027-03-31")])?;
        let program = Program::parse(program_json)?;
        let rules = Rc::new(Rules::compile(&program, program_json, script)?);
        Ok(Direct {
            judging: Judging::new(&rules, today),
            figuring: Figuring::default(),
            known: program.fields.iter().map(|_| Known::default()).collect(),
            rules,
        })
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rc<Rules> {
        &self.rules
    }

    /// Changes the answer to the field of that place in the program: text in plain style, options of a list
    /// with semicolons between, rows of a group as JSON. Answers whether it fits
    /// the field; one that does not is no answer.
    pub fn set(&mut self, field: usize, answer: &str) -> bool {
        let Direct { rules, judging, known, .. } = self;
        let (program, Some(known)) = (rules.program(), known.get_mut(field)) else { return false };
        let Some(of) = program.fields.get(field) else { return false };
        let place = known.place(answer.as_bytes(), || {
            let answer = match (of.kind.answer_kind(), answer) {
                (AnswerKind::Truth, "true") => Value::Bool(true),
                (AnswerKind::Truth, "false" | "") => Value::Bool(false),
                (AnswerKind::Options, options) => split(options).collect(),
                (AnswerKind::Rows, "") => Value::Null,
                (AnswerKind::Rows, rows) => parse(rows).unwrap_or_else(|_| Value::from(rows)),
                (
                    AnswerKind::Text
                    | AnswerKind::Number
                    | AnswerKind::Date
                    | AnswerKind::Option
                    | AnswerKind::Truth,
                    answer,
                ) => Value::from(answer),
            };
            let value = read_field(program, of, Some(&answer), NumberStyle::Plain).ok()?;
            Some(value.as_ref().map(Scalar::from).unwrap_or_default())
        });
        let value = known.get(place).cloned().flatten();
        let fits = value.is_some();
        judging.set(rules, field, value.unwrap_or_default());
        fits
    }

    /// Runs the rules that read what has changed: the figures of the verdict, and what came out of each rule.
    pub fn judge(&mut self) -> (Figures, Outcomes) {
        self.judging.run(&self.rules);
        let (summary, outcomes) = (self.judging.summary(&self.rules), self.judging.outcomes());
        (self.figuring.figures(&self.rules, &summary, &self.judging.answers()), outcomes)
    }

    /// The names of routes that have come up.
    #[must_use]
    pub fn routes(&self) -> &[String] {
        self.figuring.routes()
    }
}
