//! A program's folder, as the endpoint and the command read it: the document, the script, and the files beside them
//! that are not published.

mod partners;

pub use partners::{Partner, Partners};
pub use referral_signing::SIGNATURE;
pub use referral_widget::program::RELAY;

use referral_widget::program::{Code, Problem, Program};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The file name of a program's document.
pub const DOCUMENT: &str = "program.json";

/// The file that lists who may refer. It is not published.
pub const PARTNERS: &str = "partners.json";

/// Checks that a program's id is the name of its folder, since a program is found by that name.
///
/// # Errors
///
/// The id differs from the folder's name.
pub fn check_id(program: &Program, folder: &str) -> Result<(), Vec<Problem>> {
    if program.id == folder {
        return Ok(());
    }
    let message = format!("is `{}`, but the folder's name is `{folder}`", program.id);
    Err(vec![Problem::new(Code::WrongFolder, "id", message).help("give both the same name")])
}

/// Returns the name of the script's file. A script must be a file of the program's folder, so that no other file of
/// this machine can be published.
///
/// # Errors
///
/// `rules` does not name a file beside `program.json`.
pub fn script_name(rules: &str) -> Result<&str, Vec<Problem>> {
    if rules.contains("://") {
        let problem = Problem::new(
            Code::ScriptElsewhere,
            "rules",
            "is a web address, which this endpoint does not fetch",
        );
        return Err(vec![problem.help("put the script beside program.json and name the file")]);
    }
    let plain = rules.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    if !plain
        || rules.starts_with('.')
        || rules == DOCUMENT
        || rules == SIGNATURE
        || [RELAY, PARTNERS].contains(&rules)
    {
        let message = format!("`{rules}` is not the name of a script beside program.json");
        let help = "use letters, digits, points, hyphens and underscores, such as qualify.rhai";
        return Err(vec![Problem::new(Code::ScriptElsewhere, "rules", message).help(help)]);
    }
    Ok(rules)
}

/// True if the folder has an entry of that name. A link that leads nowhere counts, and so does an entry that cannot be
/// looked at: a check must not be skipped because its file cannot be read.
#[must_use]
pub fn is_there(folder: &Path, name: &str) -> bool {
    !matches!(folder.join(name).symlink_metadata(), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// Reads the text of a file in a program's folder.
///
/// # Errors
///
/// The file is missing, is not in that folder, cannot be read, is longer than `limit` bytes, or is not UTF-8.
pub fn read_text(folder: &Path, name: &str, limit: usize) -> Result<String, Vec<Problem>> {
    let path = contained(folder, name).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => vec![
            Problem::new(Code::UnreadableFile, name, "is missing")
                .help("put the file into the program's folder, or correct `rules` in program.json"),
        ],
        _ => vec![Problem::new(Code::UnreadableFile, name, format!("cannot be read: {error}"))],
    })?;
    let cannot_read =
        |error: io::Error| vec![Problem::new(Code::UnreadableFile, name, format!("cannot be read: {error}"))];
    let file = File::open(path).map_err(cannot_read)?;
    let mut bytes = Vec::new();
    // Reading one byte more than allowed detects a file that is too long, whatever length it claims.
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(cannot_read)?;
    if bytes.len() > limit {
        return Err(vec![Problem::new(Code::TooLong, name, format!("is longer than {limit} bytes"))]);
    }
    String::from_utf8(bytes).map_err(|_| {
        vec![
            Problem::new(Code::UnreadableFile, name, "is not UTF-8 text")
                .help("save the file in the encoding UTF-8"),
        ]
    })
}

/// Returns the file's real path, if it is a file inside that folder and no link that leads out of it.
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
