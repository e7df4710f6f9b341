//! A list of leads in pieces, as a page reads a file: judged row by row.

use super::feed::Feed;
use super::{Columns, Numbers, Records, cell};
use crate::lead::{read_field, read_text};
use crate::program::{FieldType, Problem};
use crate::rules::{Batch, Figures, Outcomes, Rules, Scalar};
use csv::ByteRecord;
use jiff::civil::Date;
use std::io::ErrorKind;
use std::rc::Rc;

/// How much of a list must be there before its first rows are judged: its first line tells the delimiter.
const ENOUGH: usize = 64 * 1024;

/// A list under judgement. Its rows are judged as they come in.
pub struct List {
    rules: Rc<Rules>,
    today: Date,
    feed: Feed,
    records: Option<Records<Feed>>,
    rows: Option<Rows>,
    /// How many bytes have come since it was looked for whole rows.
    unseen: usize,
}

/// How the rows are read, once the header has told.
struct Rows {
    batch: Batch,
    numbers: Numbers,
    width: usize,
    /// The places of the columns that rules may read.
    read: Vec<usize>,
}

/// What became of a row.
pub enum Judgement<'a> {
    /// A lead.
    Lead(Figures, &'a Outcomes),
    /// A row that cannot be read, and why.
    Unreadable(String),
}

impl List {
    /// A list without rows, judged on a day.
    #[must_use]
    pub fn new(rules: Rc<Rules>, today: Date) -> Self {
        List { rules, today, feed: Feed::default(), records: None, rows: None, unseen: 0 }
    }

    /// The next piece of the text, cut anywhere. Hands each row that is whole now to `see`, with its line. Blank
    /// rows are left out, and so is what stands in columns that no rule reads: the form would mind a wrong e-mail
    /// address, the verdict does not.
    ///
    /// # Errors
    ///
    /// Why the text's columns cannot be matched to the program's fields.
    pub fn feed(&mut self, piece: &[u8], see: impl FnMut(u64, Judgement)) -> Result<(), Vec<Problem>> {
        self.feed.put(piece);
        self.unseen += piece.len();
        // A row that is not whole yet is read again from its start: with small pieces of a long row, that would take the
        // square of its length.
        let ends_row = self.records.is_some() && piece.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
        if self.unseen < ENOUGH && !ends_row {
            return Ok(());
        }
        self.unseen = 0;
        self.judge(see)
    }

    /// The text has ended. Hands over the rows that are left.
    ///
    /// # Errors
    ///
    /// As of [`List::feed`].
    pub fn end(&mut self, see: impl FnMut(u64, Judgement)) -> Result<(), Vec<Problem>> {
        self.feed.end();
        self.judge(see)?;
        if self.rows.is_none() {
            // Nothing but blank lines: not even a header.
            Columns::of(self.rules.program(), &ByteRecord::new(), &[])?;
        }
        Ok(())
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The names of routes that have come up.
    #[must_use]
    pub fn routes(&self) -> &[String] {
        self.rows.as_ref().map_or(&[], |rows| rows.batch.routes())
    }

    fn judge(&mut self, mut see: impl FnMut(u64, Judgement)) -> Result<(), Vec<Problem>> {
        let unreadable = |_| vec![Problem::new("the list", "cannot be read")];
        let mut records = match self.records.take() {
            Some(records) => records,
            None => Records::new(self.feed.clone(), None).map_err(unreadable)?,
        };
        loop {
            match records.read() {
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(unreadable(error)),
                Ok(None) => break,
                Ok(Some((line, read))) => match &mut self.rows {
                    None => {
                        let cannot = |why| vec![Problem::new(format!("line {line}"), why)];
                        read.map_err(cannot)?;
                        self.rows = Some(Rows::of(&self.rules, self.today, &records)?);
                    }
                    Some(rows) => match read.and_then(|()| rows.take(&records)) {
                        Err(why) => see(line, Judgement::Unreadable(why)),
                        Ok(false) => {}
                        Ok(true) => {
                            let (figures, outcomes) = rows.batch.judge();
                            see(line, Judgement::Lead(figures, outcomes));
                        }
                    },
                },
            }
        }
        self.records = Some(records);
        Ok(())
    }
}

impl Rows {
    /// Of the header, which was just read.
    fn of(rules: &Rc<Rules>, today: Date, records: &Records<Feed>) -> Result<Self, Vec<Problem>> {
        let program = rules.program();
        let numbers = Numbers::guess(program, records.delimiter());
        let header: ByteRecord = records.cells().collect();
        let (columns, _) = Columns::of(program, &header, &[])?;
        let concerned = |field: &Option<usize>| field.filter(|field| rules.concern(*field));
        let (read, fields): (Vec<usize>, Vec<usize>) = columns
            .fields()
            .iter()
            .enumerate()
            .filter_map(|(place, field)| Some((place, concerned(field)?)))
            .unzip();
        // Boxes without a column are not ticked; all else without one has no answer.
        let answers = 0..program.fields.len();
        let answers = answers.map(|field| value(rules, field, None, numbers).unwrap_or_default()).collect();
        let batch = Batch::new(rules.clone(), today, answers, &fields);
        Ok(Rows { batch, numbers, width: columns.fields().len(), read })
    }

    /// Takes a row's answers for the lead's. False for a blank row.
    fn take(&mut self, records: &Records<Feed>) -> Result<bool, String> {
        if records.are_blank() {
            return Ok(false);
        }
        if records.width() != self.width {
            return Err(format!("has {} cells, but the header has {}", records.width(), self.width));
        }
        let numbers = self.numbers;
        for (column, place) in self.read.iter().enumerate() {
            let cell = records.cell(*place);
            self.batch.set(column, cell, |rules, field| match str::from_utf8(cell) {
                Ok(cell) => value(rules, field, Some(cell), numbers),
                Err(_) => Err("has bytes that are not UTF-8 text".into()),
            })?;
        }
        Ok(true)
    }
}

/// What a cell says, or an empty one.
fn value(rules: &Rules, field: usize, cell: Option<&str>, numbers: Numbers) -> Result<Scalar, String> {
    let program = rules.program();
    let Some(field) = program.fields.get(field) else { return Ok(Scalar::Unit) };
    let value = match cell {
        // By the shorter way: in long lists most cells that are not known yet are numbers.
        Some(cell)
            if matches!(field.kind, FieldType::Number | FieldType::Percent | FieldType::Money)
                && !numbers.doubtful =>
        {
            read_text(program, field, cell.trim(), numbers.style)
        }
        cell => {
            let answer = cell.map_or(Ok(None), |cell| cell::answer(field, cell, numbers))?;
            read_field(program, field, answer.as_ref(), numbers.style)
        }
    };
    let value = value.map_err(|error| error.message)?;
    Ok(value.as_ref().map(Scalar::from).unwrap_or_default())
}
