//! Comparisons with the empty text. An answer is never empty: a missing answer is `()`.

use super::checking::Checking;
use crate::program::Code;
use crate::program::Program;
use crate::rules::formula::Node;
use rhai::Position;

impl Checking<'_> {
    /// Notes an answer that is compared with the empty text.
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
        let problem = self.source.warning(Code::EmptyText, position, message).help(help);
        self.blanks.compared.push((i, problem));
    }
}

fn is_optional(program: &Program, field: usize) -> bool {
    program.fields.get(field).is_some_and(|field| !field.required || program.is_conditional(field))
}
