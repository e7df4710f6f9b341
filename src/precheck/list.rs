//! A whole list of leads that is already there, as a page has it: judged row by row in one go.

use super::{Columns, Numbers, Records, cell};
use crate::lead::read_field;
use crate::program::Problem;
use crate::rules::{Judging, Rules, Scalar};
use ahash::AHasher;
use jiff::civil::Date;
use std::collections::HashMap;
use std::fmt::Write;
use std::hash::BuildHasherDefault;

/// Different cells of one column that are remembered.
const MAX_CELLS: usize = 10_000;

/// A column that rules may read.
struct Column {
    place: usize,
    field: usize,
    known: HashMap<Box<[u8]>, Result<Scalar, String>, BuildHasherDefault<AHasher>>,
}

/// Judges the leads of a CSV text. One line for each row: its line in the text, a tab, and [`Judging::line`] with the
/// findings that are not met; or `unreadable`, a tab and why. Blank rows are left out, and so is what stands in
/// columns that no rule reads: the form would mind a wrong e-mail address, the verdict does not.
///
/// # Errors
///
/// Why the text's columns cannot be matched to the program's fields.
pub fn judge_list(rules: &Rules, csv: &str, today: Date) -> Result<String, Vec<Problem>> {
    let program = rules.program();
    let unreadable = |_| vec![Problem::new("the list", "cannot be read")];
    let mut records = Records::new(csv.as_bytes(), None).map_err(unreadable)?;
    let numbers = Numbers::guess(program, records.delimiter());
    let header = records.next().transpose().map_err(unreadable)?;
    let header = header.and_then(|record| record.cells.ok()).unwrap_or_default();
    let (columns, _) = Columns::of(program, &header, &[])?;
    let mut judging = Judging::new(rules, today);
    // Boxes without a column are not ticked; all else without one has no answer.
    for place in 0..program.fields.len() {
        judging.set(rules, place, scalar(rules, place, None, numbers).unwrap_or_default());
    }
    let mut read: Vec<Column> = Vec::new();
    for (place, field) in columns.fields().iter().enumerate() {
        if let Some(field) = field.filter(|field| rules.concern(*field)) {
            read.push(Column { place, field, known: HashMap::default() });
        }
    }
    let mut lines = String::with_capacity(csv.len());
    for record in records {
        let record = record.map_err(unreadable)?;
        let why = match &record.cells {
            Err(why) => Some(why.clone()),
            Ok(cells) if cells.iter().all(|cell| cell.trim_ascii().is_empty()) => continue,
            Ok(cells) if cells.len() != columns.fields().len() => {
                Some(format!("has {} cells, but the header has {}", cells.len(), columns.fields().len()))
            }
            Ok(cells) => read.iter_mut().find_map(|column| {
                let cell = cells.get(column.place).unwrap_or_default();
                column.take(rules, &mut judging, cell, numbers)
            }),
        };
        let _ = write!(lines, "{}\t", record.line);
        match why {
            Some(why) => {
                lines.push_str("unreadable\t");
                lines.extend(why.chars().filter(|letter| !letter.is_control()));
            }
            None => {
                judging.run(rules);
                judging.write_line(rules, judging.not_met(), &mut lines);
            }
        }
        lines.push('\n');
    }
    Ok(lines)
}

impl Column {
    /// Takes a cell for the lead's answer. Answers why it cannot.
    fn take(
        &mut self,
        rules: &Rules,
        judging: &mut Judging,
        cell: &[u8],
        numbers: Numbers,
    ) -> Option<String> {
        if let Some(known) = self.known.get(cell) {
            return match known {
                Ok(answer) => {
                    judging.set(rules, self.field, answer.clone());
                    None
                }
                Err(why) => Some(why.clone()),
            };
        }
        let answer = scalar(rules, self.field, str::from_utf8(cell).ok(), numbers);
        if self.known.len() < MAX_CELLS {
            self.known.insert(cell.into(), answer.clone());
        }
        match answer {
            Ok(answer) => {
                judging.set(rules, self.field, answer);
                None
            }
            Err(why) => Some(why),
        }
    }
}

/// What a cell says, or an empty one.
fn scalar(rules: &Rules, field: usize, cell: Option<&str>, numbers: Numbers) -> Result<Scalar, String> {
    let program = rules.program();
    let Some(field) = program.fields.get(field) else { return Ok(Scalar::Unit) };
    let answer = match cell {
        Some(cell) => cell::answer(field, cell, numbers)?,
        None => None,
    };
    let value = read_field(program, field, answer.as_ref(), numbers.style)?;
    Ok(value.as_ref().map(Scalar::from).unwrap_or_default())
}
