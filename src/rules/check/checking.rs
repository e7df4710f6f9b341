//! The state of a check of a script's formulas: known variables and problems found.

use crate::program::{Code, Problem, Program};
use crate::rules::answers::{Fields, Scalar};
use crate::rules::formula::{Node, What};
use crate::rules::partner;
use crate::rules::place::Source;
use crate::rules::vocabulary::Kinds;
use rhai::Position;

/// Checks the formulas of a script.
pub struct Checking<'a> {
    pub(super) program: &'a Program,
    pub(super) source: Source<'a>,
    pub(super) locals: Vec<Local>,
    pub(super) blanks: Blanks,
    pub(super) problems: Vec<Problem>,
}

/// What is known about a variable: its kinds, and the field whose answer it holds.
#[derive(Clone)]
pub struct Local {
    pub kinds: Kinds,
    pub field: Option<usize>,
    /// The currency that its value was converted to.
    pub currency: Option<String>,
}

/// Fields that are compared with the empty text, and fields that are compared with `()`.
#[derive(Default)]
pub struct Blanks {
    pub(super) compared: Vec<(usize, Problem)>,
    asked: Fields,
}

impl Blanks {
    /// Notes that a rule checks whether there is an answer.
    pub fn asked(&mut self, field: Option<usize>) {
        field.map(|field| self.asked.add(field));
    }

    /// The problems of comparisons that are a rule's only check for a missing answer. A rule that also checks for `()`
    /// is just careful.
    pub fn meant(self) -> impl Iterator<Item = Problem> {
        let asked = self.asked;
        self.compared
            .into_iter()
            .filter(move |(field, _)| !asked.contains(*field))
            .map(|(_, problem)| problem)
    }
}

impl<'a> Checking<'a> {
    pub(super) fn new(program: &'a Program, source: Source<'a>) -> Self {
        let locals = vec![Local { kinds: Kinds::ANY, field: None, currency: None }; 32];
        Checking { program, source, locals, blanks: Blanks::default(), problems: Vec::new() }
    }

    pub(super) fn done(self) -> Vec<Problem> {
        let mut problems = self.problems;
        problems.extend(self.blanks.meant());
        problems
    }

    pub(super) fn say(&mut self, code: Code, position: Position, message: String, help: Option<String>) {
        let problem = self.source.warning(code, position, message).or_help(help);
        self.problems.push(problem);
    }

    /// The field whose answer this is, also through a variable.
    pub(super) fn origin(&self, node: &Node) -> Option<usize> {
        match node.what {
            What::Local(local) => self.locals.get(local)?.field,
            _ => self.field(node),
        }
    }

    /// The currency that a variable was converted to.
    pub(super) fn currency(&self, node: &Node) -> Option<&str> {
        match node.what {
            What::Local(local) => self.locals.get(local)?.currency.as_deref(),
            _ => None,
        }
    }

    pub(super) fn field(&self, node: &Node) -> Option<usize> {
        match node.what {
            What::Field(field) => Some(field),
            _ => None,
        }
    }

    /// The name of a value in messages.
    pub(super) fn name(&self, node: &Node) -> String {
        match &node.what {
            What::Field(field) => {
                partner::name(self.program, *field).map(|name| format!("`{name}`")).unwrap_or_default()
            }
            What::Constant(Scalar::Text(text)) => {
                format!("\"{}\"", text.chars().take(40).collect::<String>())
            }
            What::Constant(Scalar::Int(number)) => format!("`{number}`"),
            What::Constant(Scalar::Decimal(number)) => format!("`{number}`"),
            What::Constant(Scalar::Bool(yes)) => format!("`{yes}`"),
            What::Constant(Scalar::Unit) => "`()`".into(),
            What::Today => "`today`".into(),
            _ => "this".into(),
        }
    }
}
