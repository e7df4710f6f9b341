//! What a vendor publishes: `program.json`.
//!
//! [`Program::parse`] is the only way in. It refuses unknown keys, wrong types and contradictions with
//! [`Problem`]s that name the place and the mend.

mod amount;
mod check;
mod document;
mod problem;
mod read;
mod reader;
mod types;

pub use amount::Amount;
pub use problem::{At, Problem, Severity, closest};
pub use types::*;

pub(crate) use document::document;
pub(crate) use reader::Object;

use serde_json::Value;

/// The largest `program.json` that is read, in bytes.
pub const MAX_PROGRAM_BYTES: usize = 256 * 1024;

impl Program {
    /// Reads and checks a program.
    ///
    /// # Errors
    ///
    /// All problems found: of the shape, or, where that is right, contradictions.
    pub fn parse(json: &str) -> Result<Program, Vec<Problem>> {
        if json.len() > MAX_PROGRAM_BYTES {
            return Err(vec![Problem::new(
                "program.json",
                format!("is {} bytes long; the limit is {MAX_PROGRAM_BYTES}", json.len()),
            )]);
        }
        let json = document("program.json", json)?;
        let program = Program::read(&json)?;
        let problems = check::check(&program);
        if problems.is_empty() { Ok(program) } else { Err(problems) }
    }

    /// Reads a program that is already JSON, without looking for contradictions: enough to show it.
    ///
    /// # Errors
    ///
    /// What is not of the right shape.
    pub fn read(json: &Value) -> Result<Program, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut object = Object::new(json, String::new(), &mut problems);
        let program = read::program(&mut object);
        object.finish();
        if problems.is_empty() { Ok(program) } else { Err(problems) }
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that are not asked of every lead.
    pub fn conditional(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| self.is_conditional(field))
    }

    /// Whether a field is not asked of every lead.
    #[must_use]
    pub fn is_conditional(&self, field: &Field) -> bool {
        let hides = |step: &Step| step.visible_when.is_some() && step.fields.contains(&field.name);
        field.visible_when.is_some() || self.steps.iter().any(hides)
    }

    /// The compensation plan of that id.
    #[must_use]
    pub fn plan(&self, id: &str) -> Option<&Plan> {
        self.compensation.iter().find(|plan| plan.id == id)
    }

    /// The currency of a money field: its own, else the program's.
    #[must_use]
    pub fn currency_of<'a>(&'a self, field: &'a Field) -> &'a str {
        field.currency.as_deref().unwrap_or(&self.currency)
    }
}
