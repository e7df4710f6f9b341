//! Writes rows in the format of the output.

use super::table::Table;
use clap::ValueEnum;
use referral_widget::precheck::{Outcome, Record, defused, unique};
use std::borrow::Cow;

/// How the output is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For spreadsheets
    Csv,
    /// A JSON object in every line, for programs
    Jsonl,
    /// For reading in the terminal
    Table,
}

/// Rows as a thread hands them over.
pub enum Rows {
    Text(Vec<u8>),
    Cells(Vec<Vec<String>>),
}

/// The format of rows, which is the same for all of them.
pub struct Layout {
    pub format: Format,
    pub delimiter: u8,
    /// The names of the original columns, if they are kept.
    pub kept: Option<Vec<String>>,
}

impl Layout {
    pub fn new(format: Format, delimiter: u8, kept: Option<&[String]>) -> Self {
        // A JSON object needs a different name for each member, but two columns may have the same name.
        let own = |names: &[String]| if format == Format::Jsonl { unique(names) } else { names.to_vec() };
        Layout { format, delimiter, kept: kept.map(own) }
    }

    /// Returns the bytes that each row needs at least when it is written: the names of columns in JSON, and the places
    /// for their cells.
    pub fn row_bytes(&self) -> usize {
        let kept = self.kept.as_deref().unwrap_or_default();
        let names = if self.format == Format::Jsonl { kept.iter().map(String::len).sum() } else { 0 };
        names + size_of_val(kept)
    }

    /// Returns the names of all columns.
    fn header(&self) -> Vec<String> {
        self.kept.iter().flatten().cloned().chain(Outcome::COLUMNS.map(String::from)).collect()
    }

    /// Returns the text before the rows, and the table if the format is one.
    pub fn start(&self, width: Option<usize>) -> (Vec<u8>, Option<Table>) {
        match self.format {
            Format::Csv => {
                let mut lines = self.lines();
                let header = self.header();
                lines.add(header.iter().map(|name| defused(name)));
                (lines.done(), None)
            }
            Format::Jsonl => (Vec::new(), None),
            Format::Table => (Vec::new(), Some(Table::new(self.header(), width))),
        }
    }

    fn lines(&self) -> Lines {
        Lines(Box::new(csv::WriterBuilder::new().delimiter(self.delimiter).from_writer(Vec::new())))
    }

    /// Returns an empty buffer for rows.
    pub fn room(&self) -> Room<'_> {
        match self.format {
            Format::Csv => Room::Csv(self, self.lines()),
            Format::Jsonl => Room::Jsonl(self, Vec::new()),
            Format::Table => Room::Table(self, Vec::new()),
        }
    }

    /// Returns the original cells, one for each column, however many the row has.
    fn kept_cells<'a>(&self, record: &'a Record) -> impl Iterator<Item = Cow<'a, str>> {
        let columns = self.kept.as_ref().map_or(0, Vec::len);
        (0..columns).map(|i| {
            let cell = record.cells.as_ref().ok().and_then(|cells| cells.get(i));
            String::from_utf8_lossy(cell.unwrap_or_default())
        })
    }
}

/// A buffer of written rows.
pub enum Room<'a> {
    Csv(&'a Layout, Lines),
    Jsonl(&'a Layout, Vec<u8>),
    Table(&'a Layout, Vec<Vec<String>>),
}

impl Room<'_> {
    pub fn add(&mut self, record: &Record, outcome: &Outcome) {
        match self {
            Room::Csv(layout, lines) => {
                let cells = outcome.cells();
                let own = cells.iter().map(|cell| Cow::Borrowed(cell.as_ref()));
                lines.add(layout.kept_cells(record).chain(own).map(|cell| match defused(&cell) {
                    Cow::Borrowed(_) => cell,
                    Cow::Owned(defused) => defused.into(),
                }));
            }
            Room::Jsonl(layout, text) => {
                let row = match &layout.kept {
                    None => serde_json::to_vec(outcome),
                    Some(names) => {
                        let input = names.iter().cloned().zip(layout.kept_cells(record).map(Cow::into_owned));
                        let input: serde_json::Map<String, serde_json::Value> =
                            input.map(|(name, cell)| (name, cell.into())).collect();
                        serde_json::to_vec(&KeptRow { input, outcome })
                    }
                };
                text.append(&mut row.unwrap_or_default());
                text.push(b'\n');
            }
            Room::Table(layout, rows) => {
                let own = outcome.cells().map(Cow::into_owned);
                rows.push(layout.kept_cells(record).map(Cow::into_owned).chain(own).collect());
            }
        }
    }

    pub fn done(self) -> Rows {
        match self {
            Room::Csv(_, lines) => Rows::Text(lines.done()),
            Room::Jsonl(_, text) => Rows::Text(text),
            Room::Table(_, rows) => Rows::Cells(rows),
        }
    }
}

#[derive(serde::Serialize)]
struct KeptRow<'a, 'b> {
    input: serde_json::Map<String, serde_json::Value>,
    #[serde(flatten)]
    outcome: &'a Outcome<'b>,
}

/// CSV lines in memory, where writing cannot fail.
pub struct Lines(Box<csv::Writer<Vec<u8>>>);

impl Lines {
    fn add<'a>(&mut self, cells: impl Iterator<Item = Cow<'a, str>>) {
        for cell in cells {
            let _ = self.0.write_field(cell.as_bytes());
        }
        let _ = self.0.write_record(None::<&[u8]>);
    }

    fn done(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}
