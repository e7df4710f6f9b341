//! From the text of `program.json` to a program.
//!
//! [`Program::parse`] is the only way in. It refuses unknown keys, wrong types and contradictions with
//! [`Problem`]s that name the place and the mend. The form reads the same file forgivingly (`browser/read.rs`) and
//! leaves the explaining to the engine, which reads it here.

mod amount;
mod check;
mod code;
mod document;
mod fields;
mod keys;
mod languages;
mod names;
mod object;
mod problem;

pub use amount::Amount;
pub use code::Code;
pub(crate) use document::document;
pub(crate) use languages::{primary, texts};
pub(crate) use object::Object;
pub use problem::{At, Problem, Severity, closest, harmless};

use super::Program;
use serde_json::Value;
use std::collections::BTreeSet;

/// The largest `program.json` that is read, in bytes.
pub const MAX_PROGRAM_BYTES: usize = 256 * 1024;

impl Program {
    /// Reads and checks a program.
    ///
    /// # Errors
    ///
    /// All problems found: of the shape, or, where that is right, contradictions.
    pub fn parse(json: &str) -> Result<Program, Vec<Problem>> {
        Program::parse_in(json, None)
    }

    /// The same with its texts in a language (BCP 47), which is then the program's; where it has none in it, and with
    /// `None`, in its own.
    ///
    /// # Errors
    ///
    /// As of [`Program::parse`].
    pub fn parse_in(json: &str, language: Option<&str>) -> Result<Program, Vec<Problem>> {
        if json.len() > MAX_PROGRAM_BYTES {
            return Err(vec![Problem::new(
                Code::TooLong,
                "program.json",
                format!("is {} bytes long; the limit is {MAX_PROGRAM_BYTES}", json.len()),
            )]);
        }
        let mut json = document("program.json", json)?;
        languages::choose(&mut json, language);
        let mut program = Program::read(&json)?;
        if let Some(language) = language {
            program.language = language.into();
        }
        let problems = check::check_program(&program);
        if problems.is_empty() { Ok(program) } else { Err(problems) }
    }

    /// The languages that `program.json` has texts in beside its own, by their primary subtag (`de` of `de-CH`). In any other,
    /// [`Program::parse_in`] gives the program's own texts.
    #[must_use]
    pub fn languages(&self, json: &str) -> BTreeSet<String> {
        let mut all = document("program.json", json).map(|json| languages::all(&json)).unwrap_or_default();
        all.remove(languages::primary(&self.language));
        all
    }

    /// The same from JSON, without looking for contradictions.
    pub(crate) fn read(json: &Value) -> Result<Program, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut object = Object::new(json, String::new(), &mut problems);
        let program = keys::program(&mut object);
        object.finish();
        if problems.is_empty() { Ok(program) } else { Err(problems) }
    }
}
