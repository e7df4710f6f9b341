//! Parsing the text of `program.json` into a program.
//!
//! [`Program::parse`] is the only entry point. It refuses unknown keys, wrong types and contradictions. Each
//! [`Problem`] names the place and the correction. The form reads the same file leniently (`browser/read.rs`). It
//! leaves explanations to the engine, which reads the file here.

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
    /// Parses and checks a program.
    ///
    /// # Errors
    ///
    /// All problems of the shape, or, if the shape is right, all contradictions.
    pub fn parse(json: &str) -> Result<Program, Vec<Problem>> {
        Program::parse_in(json, None)
    }

    /// Parses and checks a program with its texts in a language (BCP 47), which becomes the program's language. Texts
    /// without that language, and all texts with `None`, are in the program's own language.
    ///
    /// # Errors
    ///
    /// See [`Program::parse`].
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

    /// The languages of texts in `program.json` besides the program's own, by their primary subtag (`de` for `de-CH`).
    /// For any other language, [`Program::parse_in`] uses the program's own texts.
    #[must_use]
    pub fn languages(&self, json: &str) -> BTreeSet<String> {
        let mut all = document("program.json", json).map(|json| languages::all(&json)).unwrap_or_default();
        all.remove(languages::primary(&self.language));
        all
    }

    /// Reads a program from JSON without checking for contradictions.
    pub(crate) fn read(json: &Value) -> Result<Program, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut object = Object::new(json, String::new(), &mut problems);
        let program = keys::program(&mut object);
        object.finish();
        if problems.is_empty() { Ok(program) } else { Err(problems) }
    }
}
