//! Judges a list of leads that arrives in pieces, row by row, while a page reads the file.

use super::feed::Feed;
use super::sheet::FIRST;
use super::{Columns, Mistake, Options, Record, Records, Row, begin, languages};
use crate::lead::{Answers, Lead, NumberStyle, PartnerFacts, read_field};
use crate::program::{Code, Field, FieldType, Problem, Program};
use crate::rules::{Batch, Figures, Outcomes, Rules, Scalar};
use jiff::civil::Date;
use std::io::ErrorKind;
use std::rc::Rc;

/// The number of bytes that must have arrived before the first rows are judged: the beginning that is examined first,
/// and one byte that shows that there is more.
const ENOUGH: usize = FIRST + 1;
/// Separates the cells of a group. Together, they are the key of the group's answer.
const BETWEEN_CELLS: u8 = 0x1f;

/// A list that is being judged. Its rows are judged as they arrive.
pub struct List {
    rules: Rc<Rules>,
    today: Date,
    languages: Vec<Program>,
    options: Options,
    feed: Feed,
    records: Option<Records<Feed>>,
    rows: Option<Rows>,
    /// The notes on the header.
    notes: Vec<Problem>,
    /// The number of bytes that have arrived since complete rows were last looked for.
    unseen: usize,
}

/// The state for reading rows, known once the beginning was read.
struct Rows {
    batch: Batch,
    columns: Columns,
    /// The fields that have columns.
    read: Vec<Part>,
    /// A buffer in which the cells of a group are joined.
    cells: Vec<u8>,
}

/// The columns of a field: one, or several for a group.
struct Part {
    field: usize,
    columns: Vec<usize>,
    /// Its index in the batch. `None` if no rule reads the field. Then the cell is only checked.
    place: Option<usize>,
}

/// The result for a row.
pub enum Judgement<'a> {
    /// The verdict on a lead.
    Lead(Figures, &'a Outcomes),
    /// A row that cannot be read, with the reasons.
    Unreadable(Vec<Mistake>),
}

impl List {
    /// An empty list. `json` is the text of the program, which has its texts in all languages.
    #[must_use]
    pub fn new(rules: Rc<Rules>, json: &str, options: Options, today: Date) -> Self {
        List {
            languages: languages(rules.program(), json),
            rules,
            today,
            options,
            feed: Feed::default(),
            records: None,
            rows: None,
            notes: Vec::new(),
            unseen: 0,
        }
    }

    /// Adds the next piece of the text, which may be cut anywhere. Calls `see` for each row that is now complete, with
    /// its line. Blank rows are skipped.
    ///
    /// # Errors
    ///
    /// The reason why columns cannot be matched to fields, or why the notation of a column is unclear.
    pub fn feed(&mut self, piece: &[u8], see: impl FnMut(u64, Judgement)) -> Result<(), Vec<Problem>> {
        self.feed.put(piece);
        self.unseen += piece.len();
        // An incomplete row is read again from its start. With small pieces of a long row, the time would grow with the
        // square of its length.
        let ends_row = self.rows.is_some() && piece.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
        if self.unseen < ENOUGH && !ends_row {
            return Ok(());
        }
        self.unseen = 0;
        self.judge(see)
    }

    /// Ends the text, and judges the remaining rows.
    ///
    /// # Errors
    ///
    /// See [`List::feed`].
    pub fn end(&mut self, see: impl FnMut(u64, Judgement)) -> Result<(), Vec<Problem>> {
        self.feed.end();
        self.judge(see)
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The names of the routes so far.
    #[must_use]
    pub fn routes(&self) -> &[String] {
        self.rows.as_ref().map_or(&[], |rows| rows.batch.routes())
    }

    /// The notes on the columns, once the first rows are judged.
    #[must_use]
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// The columns, each with the field that it answers, once the first rows are judged.
    #[must_use]
    pub fn columns(&self) -> Vec<(String, Option<String>)> {
        let columns = self.rows.as_ref().map(|rows| &rows.columns);
        let named = |columns: &Columns| {
            columns.names().iter().cloned().zip(columns.fields(self.rules.program())).collect()
        };
        columns.map(named).unwrap_or_default()
    }

    fn judge(&mut self, mut see: impl FnMut(u64, Judgement)) -> Result<(), Vec<Problem>> {
        let unreadable = |_| vec![Problem::new(Code::UnreadableFile, "the list", "cannot be read")];
        if self.records.is_none() {
            let records = Records::new(self.feed.clone(), self.options.delimiter).map_err(unreadable)?;
            self.records = Some(records);
        }
        let Some(records) = &mut self.records else { return Ok(()) };
        if self.rows.is_none() {
            match begin(records, &self.languages, &self.options) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(unreadable(error)),
                Ok(begun) => {
                    let (columns, notes) = begun?;
                    self.notes = notes;
                    self.rows = Some(Rows::new(&self.rules, self.today, &self.options.partner, columns));
                }
            }
        }
        let Some(rows) = &mut self.rows else { return Ok(()) };
        loop {
            match records.read() {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(unreadable(error)),
                Ok(None) => return Ok(()),
                Ok(Some((line, read))) => match read {
                    Err(message) => {
                        let message = rows.columns.book().say(&message);
                        let mistake = Mistake { message, ..Mistake::default() };
                        see(line, Judgement::Unreadable(vec![mistake]));
                    }
                    Ok(()) if records.are_blank() => {}
                    Ok(()) => match rows.take(records) {
                        Ok(()) => {
                            let (figures, outcomes) = rows.batch.judge();
                            see(line, Judgement::Lead(figures, outcomes));
                        }
                        Err(mistakes) => see(line, Judgement::Unreadable(mistakes)),
                    },
                },
            }
        }
    }
}

impl Rows {
    fn new(rules: &Rc<Rules>, today: Date, partner: &PartnerFacts, columns: Columns) -> Self {
        let program = rules.program();
        let mut concerned = Vec::new();
        let part = |(field, columns)| {
            let place = rules.concern(field).then_some(concerned.len());
            concerned.extend(place.map(|_| field));
            Part { field, columns, place }
        };
        let read = columns.by_field().into_iter().map(part).collect();
        // A checkbox without a column is unticked. Any other field without a column has no answer.
        let unanswered = |field| read_field(program, field, None, NumberStyle::Plain).ok().flatten();
        let answers = program.fields.iter().map(unanswered);
        let answers = answers.map(|value| value.as_ref().map(Scalar::from).unwrap_or_default()).collect();
        let batch = Batch::new(rules.clone(), today, partner, answers, &concerned);
        Rows { batch, columns, read, cells: Vec::new() }
    }

    /// Reads a row's answers into the batch, or returns everything that cannot be read.
    fn take(&mut self, records: &Records<Feed>) -> Result<(), Vec<Mistake>> {
        if self.fill_in(records).is_some() {
            return Ok(());
        }
        let record = Record { line: 0, last_line: 0, cells: Ok(records.cells().collect()) };
        match self.columns.read(self.batch.rules().program(), &record) {
            Row::Unreadable(mistakes) => Err(mistakes),
            Row::Lead(_) | Row::Blank => {
                Err(vec![Mistake { message: "cannot be read".into(), ..Mistake::default() }])
            }
        }
    }

    /// Sets the answers of a row. `None` if a cell cannot be read.
    fn fill_in(&mut self, records: &Records<Feed>) -> Option<()> {
        let Rows { batch, columns, read, cells } = self;
        let width = columns.names().len();
        let is_blank = |cell: &[u8]| cell.trim_ascii().is_empty();
        if records.width() > width && !records.cells().skip(width).all(is_blank) {
            return None;
        }
        if records.have_nul() || str::from_utf8(records.bytes()).is_err() {
            return None;
        }
        for Part { field, columns: of_field, place } in read {
            let cell = match of_field.as_slice() {
                [only] => records.cell(*only),
                several => {
                    cells.clear();
                    for column in several.iter() {
                        cells.extend_from_slice(records.cell(*column));
                        cells.push(BETWEEN_CELLS);
                    }
                    &*cells
                }
            };
            let answer = |rules: &Rules| {
                let cell = |column| records.cell(column);
                value(rules.program(), columns, *field, of_field, cell)
            };
            match place {
                Some(place) => {
                    batch.set(*place, cell, |rules, _| answer(rules).ok_or_else(String::new)).ok()?;
                }
                None if is_plainly_right(batch.rules().program(), *field, cell) => {}
                None => answer(batch.rules()).map(|_| ())?,
            }
        }
        Some(())
    }
}

/// The answer in the columns of a field. `None` if it cannot be read.
fn value<'a>(
    program: &Program,
    columns: &Columns,
    field: usize,
    of_field: &[usize],
    cell: impl Fn(usize) -> &'a [u8],
) -> Option<Scalar> {
    let mut mistakes = Vec::new();
    let answers: Answers = columns.answers(program, of_field.iter().copied(), cell, &mut mistakes);
    let field = program.fields.get(field).filter(|_| mistakes.is_empty())?;
    let value = if field.kind == FieldType::Group {
        // This also reports wrong rows, which other reading would leave out.
        let (lead, errors) = Lead::read(program, &answers, NumberStyle::Plain);
        errors.is_empty().then(|| lead.get(&field.name).cloned())?
    } else {
        read_field(program, field, answers.get(&field.name), NumberStyle::Plain).ok()?
    };
    Some(value.as_ref().map(Scalar::from).unwrap_or_default())
}

/// A quick check of a cell that no rule reads. True if it is certainly valid. If false, the full check must decide.
fn is_plainly_right(program: &Program, field: usize, cell: &[u8]) -> bool {
    let Some(field @ Field { min_length: None, pattern: None, .. }) = program.fields.get(field) else {
        return cell.is_empty();
    };
    cell.is_empty() || {
        let most = field.max_length.map_or(100, |most| most as usize);
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        cell.len() <= most.min(100)
            && match field.kind {
                FieldType::Text | FieldType::Textarea => {
                    !cell.starts_with(b"'") && cell.iter().all(|byte| matches!(byte, b' '..=b'~'))
                }
                FieldType::Url => cell.strip_prefix(b"https://").is_some_and(is_host),
                FieldType::Email => {
                    let at = cell.iter().position(|byte| *byte == b'@').unwrap_or_default();
                    let (name, host) = cell.split_at(at);
                    let name_is_right =
                        (1..=64).contains(&at) && name.iter().all(is_name) && !has_empty_parts(name);
                    name_is_right && host.get(1..).is_some_and(is_host)
                }
                FieldType::Phone => {
                    let number = cell.strip_prefix(b"+").unwrap_or(cell);
                    (7..=15).contains(&number.len())
                        && number.iter().all(|byte| matches!(byte, b'0'..=b'9' | b' '))
                        && number.iter().filter(|byte| byte.is_ascii_digit()).count() >= 5
                }
                FieldType::Number
                | FieldType::Percent
                | FieldType::Money
                | FieldType::Select
                | FieldType::Country
                | FieldType::Radio
                | FieldType::Multiselect
                | FieldType::Checkbox
                | FieldType::Date
                | FieldType::Group => false,
            }
    }
}

/// True for `www.company.example`: lower-case letters and digits, inner hyphens, and a point.
fn is_host(host: &[u8]) -> bool {
    let is_right = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    host.len() <= 63
        && host.iter().all(is_right)
        && host.contains(&b'.')
        && !has_empty_parts(host)
        && host.split(|byte| *byte == b'.').all(|label| !label.starts_with(b"-") && !label.ends_with(b"-"))
}

fn has_empty_parts(name: &[u8]) -> bool {
    name.split(|byte| *byte == b'.').any(<[u8]>::is_empty)
}
