//! The program by which leads are judged.

use crate::engine::STACK_BYTES;
use jiff::civil::Date;
use referral_folder::{DOCUMENT, read_text, script_name};
use referral_widget::lead::Lead;
use referral_widget::phrasebook::Phrasebook;
use referral_widget::precheck::languages;
use referral_widget::program::{Code, MAX_PROGRAM_BYTES, Problem, Program};
use referral_widget::rules::{MAX_SCRIPT_BYTES, Rules};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

/// A program and its script, as texts. Compiled rules must stay on their thread, so each thread compiles its own.
pub struct Source {
    pub program: Program,
    /// The program in each of its languages, its own first.
    pub languages: Vec<Program>,
    /// The codes of its rules, each with what it demands.
    pub criteria: Vec<(String, String)>,
    /// The files of document and script.
    pub files: [PathBuf; 2],
    json: String,
    script: String,
}

impl Source {
    /// Reads a program from its folder, or from the document in it.
    pub fn read(path: &Path, book: &Phrasebook) -> Result<Source, String> {
        let refused = |problems: Vec<Problem>| {
            let said = problems.into_iter().map(|problem| format!("\n  {}", problem.said(book)));
            let title = book.say(&format!("the program `{}` cannot be used:", path.display()));
            format!("{title}{}", said.collect::<String>())
        };
        let found =
            path.metadata().map_err(|error| format!("`{}` cannot be read ({error})", path.display()))?;
        let (folder, document) = match path.file_name().and_then(OsStr::to_str).filter(|_| found.is_file()) {
            Some(name) => (path.parent().filter(|folder| *folder != "").unwrap_or(Path::new(".")), name),
            None => (path, DOCUMENT),
        };
        if !folder.join(document).exists() {
            return Err(format!(
                "`{}` is not a program's folder: there is no {DOCUMENT} in it",
                path.display()
            ));
        }
        let read = || {
            let json = read_text(folder, document, MAX_PROGRAM_BYTES)?;
            let program = Program::parse(&json)?;
            let name = script_name(&program.rules)?;
            let script = read_text(folder, name, MAX_SCRIPT_BYTES)?;
            let files = [folder.join(document), folder.join(name)];
            let languages = languages(&program, &json);
            Ok(Source { program, languages, criteria: Vec::new(), files, json, script })
        };
        let source = read().map_err(refused)?;
        source.with_criteria().map_err(refused)
    }

    /// Compiles the rules for the current thread.
    pub fn compile(&self) -> Result<Rules, Vec<Problem>> {
        Rules::compile(&self.program, &self.json, &self.script)
    }

    /// Compiles the rules once to learn their codes and messages.
    fn with_criteria(mut self) -> Result<Source, Vec<Problem>> {
        let failed = |_| vec![Problem::new(Code::EngineFailed, "rules", "made the rules engine fail")];
        let compiled = spawn("rules", move || {
            let findings = self.compile()?.evaluate(&Lead::default(), Date::default()).findings;
            self.criteria = findings.into_iter().map(|finding| (finding.code, finding.message)).collect();
            Ok(self)
        });
        compiled
            .map_err(|error| vec![Problem::new(Code::EngineFailed, "rules", error.to_string())])?
            .join()
            .map_err(failed)?
    }
}

/// Starts a thread with enough stack for rules.
pub fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    thread::Builder::new().name(name.into()).stack_size(STACK_BYTES).spawn(work)
}
