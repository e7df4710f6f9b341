//! Reads a program's files as they are now.

use referral_folder::{DOCUMENT, SIGNATURE, check_id, is_there, read_text, script_name};
use referral_widget::program::{Code, MAX_PROGRAM_BYTES, Problem, Program};
use referral_widget::rules::MAX_SCRIPT_BYTES;
use std::path::Path;

/// The longest signature that is read, in bytes.
const MAX_SIGNATURE_BYTES: usize = 16 * 1024;

/// The contents of a program's folder.
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
        /// Its signature, if there is one.
        signature: Option<String>,
    },
    /// Files that cannot go into service.
    Refused(Vec<Problem>),
    /// There is no `program.json`.
    Missing,
}

/// Reads a program's document and the script it names.
pub async fn read_files(folder: &Path, id: &str) -> Files {
    let (folder, id) = (folder.join(id), id.to_string());
    let read = tokio::task::spawn_blocking(move || read_now(&folder, &id)).await;
    read.unwrap_or_else(|_| {
        Files::Refused(vec![Problem::new(Code::UnreadableFile, DOCUMENT, "cannot be read")])
    })
}

fn read_now(folder: &Path, id: &str) -> Files {
    if !is_there(folder, DOCUMENT) {
        return Files::Missing;
    }
    match read_pair(folder, id) {
        Ok((program, json, script)) => {
            let signature = match is_there(folder, SIGNATURE) {
                true => read_text(folder, SIGNATURE, MAX_SIGNATURE_BYTES)
                    .map(|text| Some(text.trim().to_string())),
                false => Ok(None),
            };
            match signature {
                Ok(signature) => Files::Read { program: Box::new(program), json, script, signature },
                Err(problems) => Files::Refused(problems),
            }
        }
        Err(problems) => Files::Refused(problems),
    }
}

fn read_pair(folder: &Path, id: &str) -> Result<(Program, String, String), Vec<Problem>> {
    let json = read_text(folder, DOCUMENT, MAX_PROGRAM_BYTES)?;
    let program = Program::parse(&json)?;
    check_id(&program, id)?;
    let script = read_text(folder, script_name(&program.rules)?, MAX_SCRIPT_BYTES)?;
    Ok((program, json, script))
}
