//! Finds and reads the program folders named on the command line.

use crate::diagnostic::Diagnostic;
use crate::json_place::Document;
use crate::terminal;
use referral_folder::{DOCUMENT, PARTNERS, SIGNATURE, check_id, read_text, script_name};
use referral_widget::phrasebook::Phrasebook;
use referral_widget::program::{MAX_PROGRAM_BYTES, Problem, Program, RELAY};
use referral_widget::rules::{MAX_CASES_BYTES, MAX_SCRIPT_BYTES, Rules};
use std::path::{Path, PathBuf};

/// The file name of a program's cases.
pub const CASES: &str = "cases.json";

/// The contents of a program's folder.
#[derive(Debug, PartialEq)]
pub struct Folder {
    /// The path, as it was named.
    pub path: PathBuf,
    /// The document. Empty if it cannot be read.
    pub json: String,
    /// The program, or the problems of its document.
    pub program: Result<Program, Vec<Problem>>,
    /// The script. Empty if there is no program to name it.
    pub script: Result<String, Vec<Problem>>,
    /// The cases, if there is such a file.
    pub cases: Option<Result<String, Vec<Problem>>>,
    /// The other files that the folder has, of these: `relay.json`, `partners.json` and the signature.
    pub others: Vec<(&'static str, Result<String, Vec<Problem>>)>,
}

/// The longest of the other files that is read, in bytes.
const MAX_OTHER_BYTES: usize = 1024 * 1024;

impl Folder {
    /// Reads the files.
    pub fn read(path: &Path) -> Folder {
        let json = read_text(path, DOCUMENT, MAX_PROGRAM_BYTES);
        let program = json.as_ref().map_err(Clone::clone).and_then(|json| Program::parse(json));
        let script = match &program {
            Ok(program) => {
                script_name(&program.rules).and_then(|name| read_text(path, name, MAX_SCRIPT_BYTES))
            }
            Err(_) => Ok(String::new()),
        };
        // A link that leads nowhere is reported as a file that cannot be read.
        let is_there = |name: &str| path.join(name).symlink_metadata().is_ok();
        let cases = is_there(CASES).then(|| read_text(path, CASES, MAX_CASES_BYTES));
        let others = [RELAY, PARTNERS, SIGNATURE].into_iter().filter(|name| is_there(name));
        let others = others.map(|name| (name, read_text(path, name, MAX_OTHER_BYTES))).collect();
        Folder { path: path.to_path_buf(), json: json.unwrap_or_default(), program, script, cases, others }
    }

    /// Returns the program's language. If the document has mistakes, it is taken from the text.
    pub fn language(&self) -> Option<&str> {
        match &self.program {
            Ok(program) => Some(&program.language),
            Err(_) => self.json.split_once("\"language\"")?.1.split('"').nth(1),
        }
    }

    /// Checks that the program's id is its folder's name, as an endpoint requires.
    pub fn check_id(&self, program: &Program) -> Result<(), Vec<Problem>> {
        let whole = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        check_id(program, &name)
    }

    /// Compiles the program's rules. They must stay on the thread of the rules engine.
    pub fn rules(&self) -> Result<Rules, Refused> {
        let program =
            self.program.as_ref().map_err(|problems| self.refused(DOCUMENT, &self.json, problems))?;
        let file = program.rules.as_str();
        let script = self.script.as_ref().map_err(|problems| self.refused(file, "", problems))?;
        Rules::compile(program, &self.json, script).map_err(|problems| self.refused(file, script, &problems))
    }

    /// Reports that a file cannot be used.
    pub fn refused(&self, file: &str, text: &str, problems: &[Problem]) -> Refused {
        let mut problems = problems.to_vec();
        if file != DOCUMENT && file != CASES {
            return Refused { file: self.file(file), text: text.to_string(), problems };
        }
        let document = Document::new(text);
        problems = problems.into_iter().map(|problem| document.placed(problem)).collect();
        Refused { file: self.file(file), text: text.to_string(), problems }
    }

    /// Returns the path of a file of the folder, as it is shown to a person.
    pub fn file(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }
}

/// A file that cannot be used.
#[derive(Debug)]
pub struct Refused {
    /// The file's path, as it is shown to a person.
    pub file: String,
    /// Its text, as far as it can be read.
    pub text: String,
    /// The problems of the file.
    pub problems: Vec<Problem>,
}

impl Refused {
    /// Renders the problems for a terminal.
    pub fn render(&self, book: &Phrasebook) -> String {
        let render = |it| Diagnostic::new(it, &self.file, &self.text, book).render(terminal::width(), book);
        self.problems.iter().map(render).collect::<Vec<_>>().join("\n")
    }
}

/// Finds the one program that an argument names, by its folder or a file in it.
pub fn one(argument: &Path) -> Result<PathBuf, String> {
    match found(argument)?.as_slice() {
        [one] if is_program(one) => Ok(one.clone()),
        _ => Err(format!("`{}` has no {DOCUMENT}: name the folder of one program", argument.display())),
    }
}

/// Finds all programs that the arguments name: folders of programs, folders of one program, or files in one. Each
/// program comes once.
pub fn all(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let (mut folders, mut known) = (Vec::new(), Vec::new());
    for argument in arguments {
        for folder in found(argument)? {
            let whole = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            if !known.contains(&whole) {
                known.push(whole);
                folders.push(folder);
            }
        }
    }
    Ok(folders)
}

fn found(argument: &Path) -> Result<Vec<PathBuf>, String> {
    let shown = argument.display();
    let metadata = argument.metadata().map_err(|error| format!("`{shown}` cannot be read ({error})"))?;
    if !metadata.is_dir() {
        let folder = match argument.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => argument,
        };
        return if is_program(folder) {
            Ok(vec![folder.to_path_buf()])
        } else {
            Err(format!("`{shown}` is not in a program's folder: there is no {DOCUMENT} beside it"))
        };
    }
    if is_program(argument) {
        return Ok(vec![argument.to_path_buf()]);
    }
    let entries = argument.read_dir().map_err(|error| format!("`{shown}` cannot be read ({error})"))?;
    let inside = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut folders: Vec<PathBuf> = inside.filter(|folder| is_program(folder)).collect();
    folders.sort();
    if folders.is_empty() {
        return Err(format!("`{shown}` has no {DOCUMENT}, and no folder in it has one"));
    }
    Ok(folders)
}

fn is_program(folder: &Path) -> bool {
    folder.join(DOCUMENT).symlink_metadata().is_ok()
}
