//! A program's files as they are now.

use super::DOCUMENT;
use referral_widget::program::{MAX_PROGRAM_BYTES, Problem, Program};
use referral_widget::rules::MAX_SCRIPT_BYTES;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What is in a program's folder.
#[derive(Clone, Debug, PartialEq)]
pub enum Files {
    /// A program that parses, and its script.
    Read {
        /// The program.
        program: Box<Program>,
        /// Its document.
        json: String,
        /// Its script.
        script: String,
    },
    /// Something that cannot be in service.
    Refused(Vec<Problem>),
    /// No `program.json`.
    Missing,
}

/// Reads a program's document and the script it names.
pub async fn read(folder: &Path, id: &str) -> Files {
    let (folder, id) = (folder.join(id), id.to_string());
    let read = tokio::task::spawn_blocking(move || read_now(&folder, &id)).await;
    read.unwrap_or_else(|_| Files::Refused(vec![Problem::new(DOCUMENT, "cannot be read")]))
}

fn read_now(folder: &Path, id: &str) -> Files {
    if !folder.join(DOCUMENT).exists() {
        return Files::Missing;
    }
    match read_pair(folder, id) {
        Ok((program, json, script)) => Files::Read { program: Box::new(program), json, script },
        Err(problems) => Files::Refused(problems),
    }
}

fn read_pair(folder: &Path, id: &str) -> Result<(Program, String, String), Vec<Problem>> {
    let json = read_text(folder, DOCUMENT, MAX_PROGRAM_BYTES).map_err(|problem| vec![problem])?;
    let program = Program::parse(&json)?;
    if program.id != id {
        let message = format!("is `{}`, but the folder's name is `{id}`", program.id);
        return Err(vec![Problem::new("id", message).help("give both the same name")]);
    }
    let script = script_name(&program.rules)
        .and_then(|name| read_text(folder, name, MAX_SCRIPT_BYTES))
        .map_err(|problem| vec![problem])?;
    Ok((program, json, script))
}

/// A script has the program's folder as its only home: so nothing else on this machine can be published.
///
/// # Errors
///
/// What is not the name of a file beside `program.json`.
pub fn script_name(rules: &str) -> Result<&str, Problem> {
    if rules.contains("://") {
        return Err(Problem::new("rules", "is a web address, which this endpoint does not fetch")
            .help("put the script beside program.json and name the file"));
    }
    let plain = rules.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    if !plain || rules.starts_with('.') || rules == DOCUMENT {
        return Err(Problem::new(
            "rules",
            format!("`{rules}` is not the name of a script beside program.json"),
        )
        .help("use letters, digits, points, hyphens and underscores, such as qualify.rhai"));
    }
    Ok(rules)
}

/// Reads a text file of that folder, up to a size in bytes.
///
/// # Errors
///
/// A file that is missing, too long, not UTF-8 or outside the folder.
pub fn read_text(folder: &Path, name: &str, limit: usize) -> Result<String, Problem> {
    let path = contained(folder, name).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Problem::new(name, "is missing")
            .help("put the file into the program's folder, or correct `rules` in program.json"),
        _ => Problem::new(name, format!("cannot be read: {error}")),
    })?;
    let cannot_read = |error: io::Error| Problem::new(name, format!("cannot be read: {error}"));
    let file = File::open(path).map_err(cannot_read)?;
    let mut bytes = Vec::new();
    // One byte more than allowed shows a file that is too long, whatever length it claims.
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(cannot_read)?;
    if bytes.len() > limit {
        return Err(Problem::new(name, format!("is longer than {limit} bytes")));
    }
    String::from_utf8(bytes)
        .map_err(|_| Problem::new(name, "is not UTF-8 text").help("save the file in the encoding UTF-8"))
}

/// The file's own path, if it is a file of that folder and not a way out of it.
fn contained(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let path = folder.join(name).canonicalize()?;
    if !path.starts_with(folder.canonicalize()?) {
        return Err(io::Error::other("it is a link that leads out of the program's folder"));
    }
    if !path.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    Ok(path)
}
