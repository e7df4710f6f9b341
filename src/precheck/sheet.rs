//! The beginning of a sheet: its delimiter, its columns and their notation, detected from the text and the options.

use super::columns::Columns;
use super::options::Options;
use super::records::Records;
use super::said;
use crate::program::{Code, Problem, Program};
use csv::ByteRecord;
use std::io::{self, Read};

/// The number of bytes that are examined before the first row is read, and the larger number if it is still unclear in
/// a column of dates whether day or month comes first.
pub(super) const FIRST: usize = 64 * 1024;
const MOST: usize = 16 * 1024 * 1024;
/// The largest number of a program's languages. More are ignored.
const MAX_LANGUAGES: usize = 40;

/// A program in its own language, followed by each other language that it has texts in.
#[must_use]
pub fn languages(program: &Program, json: &str) -> Vec<Program> {
    let others = program.languages(json).into_iter().take(MAX_LANGUAGES);
    let others = others.filter_map(|language| Program::parse_in(json, Some(&language)).ok());
    std::iter::once(program.clone()).chain(others).collect()
}

/// Reads the beginning of a sheet, and matches its columns to a program's fields (`languages`). The next records are
/// then the rows. Also returns notes.
///
/// # Errors
///
/// Errors of the input; after one, the call may be repeated. The inner result has the reasons why a column or its
/// notation is ambiguous.
#[allow(clippy::type_complexity, reason = "the outer error is the input's, the inner the sheet's")]
pub fn begin<R: Read>(
    records: &mut Records<R>,
    languages: &[Program],
    options: &Options,
) -> io::Result<Result<(Columns, Vec<Problem>), Vec<Problem>>> {
    let book = languages.first().map(|program| options.sentences(program)).unwrap_or_default();
    let mut size = FIRST;
    loop {
        let (beginning, is_all) = records.beginning(size)?;
        let may_grow = !is_all && size < MOST;
        match look(beginning, is_all, languages, options) {
            Begun::Known(columns, notes) => {
                records.read()?;
                let notes = said::problems(&book, notes);
                return Ok(Ok((columns.said_in(book), notes)));
            }
            Begun::Open(_) if may_grow => size *= 2,
            Begun::Open(problems) | Begun::Refused(problems) => {
                return Ok(Err(said::problems(&book, problems)));
            }
        }
    }
}

enum Begun {
    Known(Columns, Vec<Problem>),
    /// Unclear, but more of the sheet may help.
    Open(Vec<Problem>),
    Refused(Vec<Problem>),
}

fn look(mut records: Records<&[u8]>, is_all: bool, languages: &[Program], options: &Options) -> Begun {
    let unreadable = |_| vec![Problem::new(Code::UnreadableFile, "the list", "cannot be read")];
    let (line, header) = match records.header() {
        Ok(Some(header)) => header,
        Ok(None) => (1, Ok(ByteRecord::new())),
        Err(error) => return Begun::Refused(unreadable(error)),
    };
    // If the beginning ends with the header, the header may be cut off. More of the sheet decides.
    let is_cut = !is_all && records.is_at_end();
    let header = match header {
        Ok(_) if is_cut => {
            return Begun::Open(vec![Problem::new(Code::TooLong, format!("line {line}"), "is too long")]);
        }
        Err(why) if is_cut => {
            return Begun::Open(vec![Problem::new(Code::UnreadableRow, format!("line {line}"), why)]);
        }
        Err(why) => {
            return Begun::Refused(vec![Problem::new(Code::UnreadableRow, format!("line {line}"), why)]);
        }
        Ok(header) => header,
    };
    let (mut columns, notes) = match Columns::match_header(languages, &header, options, records.delimiter()) {
        Ok(columns) => columns,
        Err(problems) => return Begun::Refused(problems),
    };
    let Some(program) = languages.first() else { return Begun::Known(columns, notes) };
    match columns.survey(program, &mut records, is_all, options) {
        Ok(()) => Begun::Known(columns, notes),
        Err(problems) => Begun::Open(problems),
    }
}
