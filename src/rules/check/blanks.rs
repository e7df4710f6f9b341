//! The empty text, which is no answer: one that is not given is `()`.

use super::kinds::Checking;
use crate::program::{Problem, Program};
use crate::rules::answers::Fields;
use crate::rules::formula::Node;
use rhai::Position;

/// Fields compared with the empty text, and those that are asked whether there is an answer.
#[derive(Default)]
pub struct Blanks {
    compared: Vec<(usize, Problem)>,
    asked: Fields,
}

impl Blanks {
    /// Notes that a rule looks whether there is an answer.
    pub fn asked(&mut self, field: Option<usize>) {
        field.map(|field| self.asked.add(field));
    }

    /// Comparisons that are all that a rule does about a missing answer. One that asks for `()` as well is only careful.
    pub fn meant(self) -> impl Iterator<Item = Problem> {
        let asked = self.asked;
        self.compared
            .into_iter()
            .filter(move |(field, _)| !asked.contains(*field))
            .map(|(_, problem)| problem)
    }
}

impl Checking<'_> {
    /// An answer that is compared with the empty text.
    pub(super) fn blank(&mut self, node: &Node, position: Position, always: &str) {
        let Some((i, field)) = self.origin(node).and_then(|i| Some((i, self.program.fields.get(i)?))) else {
            return;
        };
        let message = format!("no answer to `{}` is the empty text: this is {always}", field.name);
        let help = if is_optional(self.program, i) {
            let written = match always {
                "always true" => format!("lead.{} != ()", field.name),
                "never taken" => "the arm `() => …`".into(),
                _ => format!("lead.{} == ()", field.name),
            };
            format!("an answer that is not given is (): write {written}")
        } else {
            "a rule waits until a required field is answered".to_string()
        };
        let problem = self.source.warning(position, message).help(help);
        self.blanks.compared.push((i, problem));
    }
}

fn is_optional(program: &Program, field: usize) -> bool {
    program.fields.get(field).is_some_and(|field| !field.required || program.is_conditional(field))
}
