//! Matches columns to fields, and finds out the notation of each column.

use super::cell::{Question, is_surveyed, numbers_by};
use super::dates::{self, Dates, Order};
use super::headers::plain;
use super::matching;
use super::numbers::{self, Seen};
use super::options::Options;
use super::outcome::{Mistake, Outcome};
use super::place::Place;
use super::said;
use super::{Numbers, Record, Records};
use crate::lead::{Answers, Lead, NumberStyle};
use crate::phrasebook::Phrasebook;
use crate::program::{Code, FieldType, Problem, Program};
use crate::rules::Brief;
use csv::ByteRecord;
use serde_json::{Map, Value as Json};
use std::io::Read;

/// The largest number of columns in a list, the same as in a worksheet of
/// [Excel](https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3).
/// Every output row has a cell for each of them, even if the input row is shorter.
pub const MAX_COLUMNS: usize = 16_384;

/// The columns of a CSV text, matched to a program's fields.
#[derive(Debug)]
pub struct Columns {
    names: Vec<String>,
    places: Vec<Option<Place>>,
    /// The question of each column.
    questions: Vec<Option<Question>>,
    /// The notation of numbers in columns that do not show it.
    numbers: Numbers,
    /// The language of error messages.
    book: Phrasebook,
}

/// The result of reading a record.
#[derive(Debug, PartialEq)]
pub enum Row {
    /// A lead whose answers fit their fields.
    Lead(Lead),
    /// A row without answers. Spreadsheets leave such rows at the end.
    Blank,
    /// A row without a verdict, because some of its cells cannot be read.
    Unreadable(Vec<Mistake>),
}

impl Columns {
    /// Matches a header to a program's fields. The field's name comes first, then its label in any of the program's
    /// languages. Case is ignored, and so is whether words are joined by spaces, hyphens or underscores. Names are then
    /// compared without units and signs. Columns of groups have a row number in their names. `options.columns`
    /// overrides all of this.
    ///
    /// Also returns notes: columns that are ignored, and required fields without a column.
    ///
    /// # Errors
    ///
    /// Everything that makes the matching ambiguous: two columns for one field, two fields for one column, or a mapping
    /// of something that does not exist. Also a header that fits no field at all, and more than [`MAX_COLUMNS`].
    pub fn match_header(
        languages: &[Program],
        header: &ByteRecord,
        options: &Options,
        delimiter: u8,
    ) -> Result<(Columns, Vec<Problem>), Vec<Problem>> {
        if header.len() > MAX_COLUMNS {
            let message = format!("has {} columns; the limit is {MAX_COLUMNS}", header.len());
            let help = "keep the columns that answer fields of the program, and leave out the others";
            return Err(vec![Problem::new(Code::TooMany, "header", message).help(help)]);
        }
        let names: Vec<String> =
            header.iter().map(|name| String::from_utf8_lossy(name).trim().to_string()).collect();
        let Some(program) = languages.first() else {
            return Err(vec![Problem::new(Code::Missing, "header", "there is no program")]);
        };
        let places = matching::places(languages, &names, &options.columns)?;
        let notes = matching::notes(program, &names, &places);
        let numbers = numbers_by(options.decimal, program, delimiter);
        let question = |place: &Option<Place>| {
            let place = (*place)?;
            let others = languages.iter().skip(1).filter_map(|program| place.asks(program));
            Some(Question::new(place.asks(program)?, others, numbers))
        };
        let questions = places.iter().map(question).collect();
        let book = Phrasebook::default();
        Ok((Columns { names, places, questions, numbers, book }, notes))
    }

    /// The names of the columns, trimmed.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of the field that each column answers. `None` for an ignored column.
    #[must_use]
    pub fn fields(&self, program: &Program) -> Vec<Option<String>> {
        self.places.iter().map(|place| place.map(|place| place.name(program))).collect()
    }

    /// The notation of numbers in columns that do not show it.
    #[must_use]
    pub fn numbers(&self) -> Numbers {
        self.numbers
    }

    /// Examines rows to find out the notation of numbers and dates in each column. The options override the result.
    ///
    /// # Errors
    ///
    /// It is unclear in a column of dates whether day or month comes first.
    pub fn survey<R: Read>(
        &mut self,
        program: &Program,
        records: &mut Records<R>,
        is_all: bool,
        options: &Options,
    ) -> Result<(), Vec<Problem>> {
        let asked = |question: &Option<Question>| question.as_ref().is_some_and(|it| is_surveyed(&it.field));
        let columns: Vec<usize> =
            self.questions.iter().enumerate().filter(|(_, it)| asked(it)).map(|(i, _)| i).collect();
        let mut seen = vec![(Seen::default(), SeenDates::default()); columns.len()];
        while let Ok(Some((line, read))) = records.read() {
            // The last row may be incomplete.
            if read.is_err() || !is_all && records.is_at_end() {
                continue;
            }
            for (column, (numbers, dates)) in columns.iter().zip(&mut seen) {
                let (Some(Some(question)), Ok(cell)) =
                    (self.questions.get(*column), str::from_utf8(records.cell(*column)))
                else {
                    continue;
                };
                let cell = cell.trim().trim_start_matches('\'');
                if cell.bytes().all(|byte| byte.is_ascii_digit()) {
                    continue; // most cells show nothing
                }
                if question.field.kind == FieldType::Date {
                    dates.add(cell, line);
                } else {
                    numbers.add(numbers::seen(program, &question.field, cell));
                }
            }
        }
        let mut sheet = Seen::default();
        seen.iter().for_each(|(numbers, _)| sheet.add(*numbers));
        let mut open = Vec::new();
        if options.decimal.is_none() {
            self.numbers = sheet.numbers(self.numbers).unwrap_or(self.numbers);
        }
        for (column, (numbers, dates)) in columns.iter().zip(seen) {
            let Some(Some(question)) = self.questions.get_mut(*column) else { continue };
            if options.decimal.is_none() {
                question.numbers = numbers.numbers(self.numbers).unwrap_or(self.numbers);
            }
            question.dates = match (options.dates, dates.tell()) {
                (Some(order), _) => Dates::Given(order),
                (None, Ok(dates)) => dates,
                (None, Err((example, line))) => {
                    let place = format!("column {} `{}`", column + 1, plain(&self.names[*column]));
                    let message = format!(
                        "`{}` in line {line} does not tell whether day or month comes first, and neither does any other \
                         date in the column",
                        plain(&example)
                    );
                    let help = "say it with the option `dates`: day-first or month-first";
                    open.push(Problem::new(Code::UndecidedDates, place, message).help(help));
                    continue;
                }
            };
        }
        if open.is_empty() { Ok(()) } else { Err(open) }
    }

    /// The same columns with error messages in another language.
    #[must_use]
    pub fn said_in(self, book: Phrasebook) -> Self {
        Columns { book, ..self }
    }

    /// The translations of error messages.
    #[must_use]
    pub fn book(&self) -> &Phrasebook {
        &self.book
    }

    /// Reads a record as a lead.
    #[must_use]
    pub fn read(&self, program: &Program, record: &Record) -> Row {
        match self.take(program, record) {
            Row::Unreadable(mistakes) => Row::Unreadable(said::mistakes(&self.book, mistakes)),
            other => other,
        }
    }

    /// The output for a row with a verdict.
    #[must_use]
    pub fn judged<'a>(&self, line: u64, verdict: &'a Brief) -> Outcome<'a> {
        let outcome = Outcome::judged(line, verdict);
        Outcome { errors: said::mistakes(&self.book, outcome.errors.into_owned()).into(), ..outcome }
    }

    fn take(&self, program: &Program, record: &Record) -> Row {
        let wrong = |message: String| Row::Unreadable(vec![Mistake { message, ..Mistake::default() }]);
        let cells = match &record.cells {
            Ok(cells) => cells,
            Err(why) => return wrong(why.clone()),
        };
        let is_blank = |cell: &[u8]| cell.trim_ascii().is_empty();
        if cells.iter().all(is_blank) {
            return Row::Blank;
        }
        // Spreadsheets omit empty cells at the end of a row, or add more.
        if cells.iter().skip(self.names.len()).any(|cell| !is_blank(cell)) {
            let (cells, names) = (count(cells.len(), "cell"), self.names.len());
            return Row::Unreadable(vec![Mistake {
                message: format!("has {cells}, but the header has {names}"),
                help: Some("put quotes around cells with a delimiter in them".into()),
                ..Mistake::default()
            }]);
        }
        let mut mistakes = Vec::new();
        for (i, cell) in cells.iter().enumerate().take(self.names.len()) {
            let name = plain(&self.names[i]);
            if str::from_utf8(cell).is_err() {
                return wrong(format!("has bytes in the column `{name}` that are not UTF-8 text"));
            }
            if cell.contains(&0) {
                return wrong(format!("has a NUL byte in the column `{name}`"));
            }
        }
        let columns = 0..self.places.len();
        let answers = self.answers(program, columns, |i| cells.get(i).unwrap_or_default(), &mut mistakes);
        let (lead, errors) = Lead::read(program, &answers, NumberStyle::Plain);
        mistakes.extend(errors.into_iter().map(Mistake::from));
        if mistakes.is_empty() {
            return Row::Lead(lead);
        }
        for mistake in &mut mistakes {
            let name = mistake.field.as_deref().unwrap_or_default();
            let is_it = |place: &&Option<Place>| place.is_some_and(|place| place.name(program) == name);
            if let Some(i) = self.places.iter().position(|place| is_it(&place)) {
                mistake.column = self.names.get(i).map(|name| plain(name));
                let cell = cells.get(i).map(String::from_utf8_lossy);
                mistake.value = cell.map(|cell| plain(cell.trim())).filter(|cell| !cell.is_empty());
            }
        }
        let place = |mistake: &Mistake| {
            let question = mistake.field.as_deref().and_then(|name| name.split('.').next());
            program.fields.iter().position(|field| Some(field.name.as_str()) == question)
        };
        mistakes.sort_by_key(place);
        Row::Unreadable(mistakes)
    }

    /// The answers in some columns, by field.
    pub(super) fn answers<'a>(
        &self,
        program: &Program,
        columns: impl Iterator<Item = usize>,
        cell: impl Fn(usize) -> &'a [u8],
        mistakes: &mut Vec<Mistake>,
    ) -> Answers {
        let mut answers = Answers::new();
        for i in columns {
            let (Some(Some(place)), Some(Some(question))) = (self.places.get(i), self.questions.get(i))
            else {
                continue;
            };
            let Some(field) = program.fields.get(place.field) else { continue };
            let Ok(text) = str::from_utf8(cell(i)) else {
                mistakes.push(Mistake {
                    message: "has bytes that are not UTF-8 text".into(),
                    ..Mistake::default()
                });
                continue;
            };
            match (question.answer(program, text), place.row) {
                (Ok(None), _) => {}
                (Ok(Some(answer)), None) => {
                    answers.insert(field.name.clone(), answer);
                }
                (Ok(Some(answer)), Some((row, _))) => {
                    let rows = answers.entry(field.name.clone()).or_insert_with(|| Json::Array(Vec::new()));
                    if let Json::Array(rows) = rows {
                        while rows.len() <= row {
                            rows.push(Json::Object(Map::new()));
                        }
                        if let Some(Json::Object(row)) = rows.get_mut(row) {
                            row.insert(question.field.name.clone(), answer);
                        }
                    }
                }
                (Err(mistake), _) => {
                    mistakes.push(Mistake { field: Some(place.name(program)), ..mistake });
                }
            }
        }
        answers
    }

    /// The columns of each field that has any: one, or several for a group.
    pub(super) fn by_field(&self) -> Vec<(usize, Vec<usize>)> {
        let mut fields: Vec<(usize, Vec<usize>)> = Vec::new();
        for (i, place) in self.places.iter().enumerate() {
            let Some(place) = place else { continue };
            match fields.iter_mut().find(|(field, _)| *field == place.field) {
                Some((_, columns)) => columns.push(i),
                None => fields.push((place.field, vec![i])),
            }
        }
        fields
    }
}

/// The date notations found in a column.
#[derive(Clone, Default)]
struct SeenDates {
    day_first: Option<String>,
    month_first: Option<String>,
    /// A date that fits both orders, and its line.
    either: Option<(String, u64)>,
}

impl SeenDates {
    fn add(&mut self, cell: &str, line: u64) {
        match dates::read_date_cell(cell) {
            dates::DateCell::Either(..) if self.either.is_none() => self.either = Some((cell.into(), line)),
            dates::DateCell::Ordered(Order::DayFirst, _) if self.day_first.is_none() => {
                self.day_first = Some(cell.into());
            }
            dates::DateCell::Ordered(Order::MonthFirst, _) if self.month_first.is_none() => {
                self.month_first = Some(cell.into());
            }
            _ => {}
        }
    }

    fn tell(self) -> Result<Dates, (String, u64)> {
        Ok(match (self.day_first, self.month_first, self.either) {
            (Some(day), Some(month), _) => Dates::Contradictory(day, month),
            (Some(day), None, _) => Dates::Shown(Order::DayFirst, day),
            (None, Some(month), _) => Dates::Shown(Order::MonthFirst, month),
            (None, None, Some(open)) => return Err(open),
            (None, None, None) => Dates::Unknown,
        })
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
