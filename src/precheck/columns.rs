//! Which column answers which field.

use super::outcome::Mistake;
use super::{Numbers, Record, cell, matching};
use crate::lead::{Answers, Lead};
use crate::program::{Field, Problem, Program};
use csv::ByteRecord;

/// The most columns that a list may have: as many as a worksheet of
/// [Excel](https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3).
/// Each row that is written has a place for each of them, however short it is.
pub const MAX_COLUMNS: usize = 16_384;

/// The columns of a CSV text, matched to a program's fields.
#[derive(Debug)]
pub struct Columns {
    names: Vec<String>,
    /// For each column the place of its field in the program.
    fields: Vec<Option<usize>>,
}

/// What a record turned out to be.
#[derive(Debug, PartialEq)]
pub enum Row {
    /// A lead whose answers fit their fields.
    Lead(Lead),
    /// A row without any answer, as spreadsheets leave them at the end.
    Blank,
    /// A row that has no verdict, since not all of it can be read.
    Unreadable(Vec<Mistake>),
}

impl Columns {
    /// Matches a header to a program's fields: by the field's name, else by name or label, whatever the case and
    /// whether words are joined by spaces, hyphens or underscores. `map` goes first: pairs of a column and the
    /// name of its field.
    ///
    /// What is worth knowing comes along: columns that are left out, and required fields without a column.
    ///
    /// # Errors
    ///
    /// All that makes the matching doubtful: two columns for one field, two fields for one column, a `map` of what
    /// is not there; a header that fits no field at all; and more than [`MAX_COLUMNS`].
    pub fn of(
        program: &Program,
        header: &ByteRecord,
        map: &[(String, String)],
    ) -> Result<(Columns, Vec<Problem>), Vec<Problem>> {
        if header.len() > MAX_COLUMNS {
            let message = format!("has {} columns; the limit is {MAX_COLUMNS}", header.len());
            let help = "keep the columns that answer fields of the program, and leave out the others";
            return Err(vec![Problem::new("header", message).help(help)]);
        }
        let names: Vec<String> =
            header.iter().map(|name| String::from_utf8_lossy(name).trim().to_string()).collect();
        let fields = matching::fields(program, &names, map)?;
        let notes = matching::notes(program, &names, &fields);
        Ok((Columns { names, fields }, notes))
    }

    /// The header, trimmed.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// For each column the place of its field in the program; `None` where it has none.
    #[must_use]
    pub fn fields(&self) -> &[Option<usize>] {
        &self.fields
    }

    /// Makes a lead of a record.
    #[must_use]
    pub fn read(&self, program: &Program, record: &Record, numbers: Numbers) -> Row {
        let wrong = |why: String| Row::Unreadable(vec![Mistake { field: None, message: why }]);
        let cells = match &record.cells {
            Ok(cells) => cells,
            Err(why) => return wrong(why.clone()),
        };
        if cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return Row::Blank;
        }
        if cells.len() != self.names.len() {
            let (cells, names) = (count(cells.len(), "cell"), self.names.len());
            return wrong(format!("has {cells}, but the header has {names}"));
        }
        let (mut answers, mut mistakes) = (Answers::new(), Vec::new());
        for (i, cell) in cells.iter().enumerate() {
            let Ok(text) = str::from_utf8(cell) else {
                let name = matching::plain(&self.names[i]);
                return wrong(format!("has bytes in the column `{name}` that are not UTF-8 text"));
            };
            if text.contains('\0') {
                let name = matching::plain(&self.names[i]);
                return wrong(format!("has a NUL byte in the column `{name}`"));
            }
            let Some(field) = self.fields[i].and_then(|field| program.fields.get(field)) else { continue };
            match cell::answer(field, text, numbers) {
                Ok(Some(answer)) => {
                    answers.insert(field.name.clone(), answer);
                }
                Ok(None) => {}
                Err(message) => mistakes.push(Mistake { field: Some(field.name.clone()), message }),
            }
        }
        let (lead, errors) = Lead::read(program, &answers, numbers.style);
        mistakes.extend(errors.into_iter().map(Mistake::from));
        if mistakes.is_empty() {
            return Row::Lead(lead);
        }
        // In the order of the fields; by looking, since a sort would be more code than this module.
        let of = |field: &Field| {
            let name = Some(field.name.clone());
            mistakes.iter().filter(move |mistake| mistake.field == name).cloned().collect::<Vec<_>>()
        };
        Row::Unreadable(program.fields.iter().flat_map(of).collect())
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
