//! Reading a cell as an answer.

use super::boxes;
use super::countries;
use super::dates::{self, Dates};
use super::formula::defused;
use super::headers::alike;
use super::number_cell;
use super::numbers::{self, Numbers};
use super::outcome::Mistake;
use crate::lead::{NumberStyle, read_text, split};
use crate::program::{AnswerKind, Field, FieldType, Program, closest};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The question of a column, and the notation of its cells.
#[derive(Debug)]
pub struct Question {
    pub field: Field,
    /// The options by value and label, normalized: first those in the program's own language, then those in its other
    /// languages.
    options: [BTreeMap<String, Vec<usize>>; 2],
    pub numbers: Numbers,
    pub dates: Dates,
}

/// The reason why a cell cannot be read, and how to correct it.
type Refused = (String, Option<String>);

impl Question {
    /// The question of a field. `others` are the same field in the program's other languages.
    pub fn new<'a>(field: &Field, others: impl Iterator<Item = &'a Field>, numbers: Numbers) -> Self {
        let mut options = [BTreeMap::new(), BTreeMap::new()];
        let mut add = |known: usize, name: &str, option: usize| {
            let options: &mut Vec<usize> = options[known].entry(alike(name)).or_default();
            if !options.contains(&option) {
                options.push(option);
            }
        };
        for (i, option) in field.options.iter().enumerate() {
            add(0, &option.value, i);
            add(0, &option.label, i);
        }
        for other in others {
            other.options.iter().enumerate().for_each(|(i, option)| add(1, &option.label, i));
        }
        Question { field: field.clone(), options, numbers, dates: Dates::default() }
    }

    /// The answer in a cell, as the form would send it. `None` if the cell is empty.
    pub fn answer(&self, program: &Program, cell: &str) -> Result<Option<Json>, Mistake> {
        let cell = cell.trim();
        if cell.is_empty() {
            return Ok(None);
        }
        self.read(program, cell).map(Some).map_err(|(message, help)| Mistake {
            field: Some(self.field.name.clone()),
            message,
            help,
            ..Mistake::default()
        })
    }

    fn read(&self, program: &Program, cell: &str) -> Result<Json, Refused> {
        let field = &self.field;
        Ok(match field.kind {
            FieldType::Checkbox => {
                let says_neither = || (format!("{} must be yes or no", field.label), None);
                Json::Bool(boxes::ticked(typed(cell)).ok_or_else(says_neither)?)
            }
            FieldType::Select | FieldType::Country | FieldType::Radio => Json::from(self.option(cell)?),
            FieldType::Multiselect => {
                split(cell).map(|item| self.option(item)).collect::<Result<Json, _>>()?
            }
            FieldType::Number | FieldType::Percent | FieldType::Money => self.number(program, typed(cell))?,
            FieldType::Date => Json::from(self.date(typed(cell))?),
            FieldType::Text | FieldType::Textarea => Json::from(undone(cell)),
            FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Group => {
                Json::from(typed(cell))
            }
        })
    }

    fn number(&self, program: &Program, cell: &str) -> Result<Json, Refused> {
        let (field, label) = (&self.field, &self.field.label);
        match numbers::read_number_cell(program, field, cell, self.numbers) {
            number_cell::NumberCell::Number(number) => Ok(Json::Number(number)),
            number_cell::NumberCell::Doubtful => Err((
                format!("{label}: `{cell}` can be read in two ways"),
                Some("say whether decimals have a point or a comma (the option `decimal`)".into()),
            )),
            number_cell::NumberCell::OtherCurrency(mark) => {
                let currency = program.currency_of(field);
                Err((
                    format!("{label} is in {currency}, and `{mark}` is another currency"),
                    Some(format!("convert the amount to {currency}")),
                ))
            }
            // Uses the same message as the form.
            number_cell::NumberCell::Not => match read_text(program, field, "-", self.numbers.style) {
                Err(error) => Err((error.message, None)),
                Ok(_) => Err((format!("{label} must be a number"), None)),
            },
        }
    }

    fn date(&self, cell: &str) -> Result<String, Refused> {
        let label = &self.field.label;
        match dates::read_in(cell, &self.dates) {
            dates::DateCell::Date(date) => Ok(date),
            dates::DateCell::Either(..) => {
                let mut message = format!("{label}: `{cell}` can be read in two ways");
                if let Dates::Contradictory(day, month) = &self.dates {
                    message += &format!(", since the column has `{day}` and `{month}`");
                }
                let help = "say which comes first (the option `dates`: day-first or month-first), or write dates like \
                            2027-03-31";
                Err((message, Some(help.into())))
            }
            dates::DateCell::Ordered(..) => {
                let (order, why) = match &self.dates {
                    Dates::Shown(order, example) => (order.word(), format!("as in `{example}`")),
                    Dates::Given(order) => (order.word(), "as the option `dates` says".into()),
                    Dates::Unknown | Dates::Contradictory(..) => ("", String::new()),
                };
                let message =
                    format!("{label}: `{cell}` is not a date, because the others are {order}, {why}");
                Err((message, Some("write dates like 2027-03-31".into())))
            }
            dates::DateCell::ShortYear => Err((
                format!("{label}: the year in `{cell}` has two digits"),
                Some("write it with four, such as 2027-03-31".into()),
            )),
            dates::DateCell::Not => {
                Err((format!("{label} must be a date that exists, such as 2027-03-31"), None))
            }
        }
    }

    /// The option that a cell means. An exact match wins. Otherwise case is ignored, and values and labels in the
    /// program's own language come before labels in other languages. A country is also found by its common names.
    fn option(&self, cell: &str) -> Result<&str, Refused> {
        let options = &self.field.options;
        let exact = options.iter().find(|option| option.value == cell);
        let exact = exact.or_else(|| options.iter().find(|option| option.label.trim() == cell));
        if let Some(option) = exact {
            return Ok(&option.value);
        }
        let places = [cell, typed(cell)].into_iter().find_map(|cell| {
            let word = alike(cell);
            self.options.iter().find_map(|known| known.get(&word))
        });
        let label = &self.field.label;
        match places.map_or(&[][..], Vec::as_slice) {
            [only] => Ok(&options[*only].value),
            [first, second, ..] => Err((
                format!(
                    "{label} could be the option `{}` or `{}`",
                    options[*first].value, options[*second].value
                ),
                Some("write it exactly as the program does".into()),
            )),
            [] if self.field.kind == FieldType::Country => self.country(typed(cell)),
            [] => Err(self.no_option(cell, &mut std::iter::empty())),
        }
    }

    fn country(&self, cell: &str) -> Result<&str, Refused> {
        let (label, options) = (&self.field.label, &self.field.options);
        let option = |code: &str| options.iter().find(|option| option.value.eq_ignore_ascii_case(code));
        match countries::called(cell) {
            [] => {
                let is_asked = |code: &str| option(code).is_some();
                Err(self.no_option(cell, &mut countries::names_of(is_asked)))
            }
            [code] => option(code).map(|option| option.value.as_str()).ok_or_else(|| {
                let known =
                    options.iter().take(12).map(|option| format!("`{}`", option.value)).collect::<Vec<_>>();
                let more = if options.len() > known.len() { ", …" } else { "" };
                (
                    format!(
                        "{label}: {} (`{code}`) is not one of the options",
                        countries::english(code).unwrap_or(cell)
                    ),
                    Some(format!("the options are {}{more}", known.join(", "))),
                )
            }),
            codes => {
                let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
                Err((
                    format!("{label}: `{cell}` could be {}", codes.join(" or ")),
                    Some("write the code".into()),
                ))
            }
        }
    }

    /// The error for a cell that matches no option. `more` are further names of options.
    fn no_option(&self, cell: &str, more: &mut dyn Iterator<Item = &'static str>) -> Refused {
        let options = &self.field.options;
        let known = options.iter().flat_map(|option| [option.label.as_str(), option.value.as_str()]);
        let meant = closest(cell, known.chain(more.map(|name| -> &str { name })));
        let help = match (meant, options.first()) {
            (Some(meant), _) => Some(format!("did you mean `{meant}`?")),
            (None, Some(first)) => {
                let name = if first.value == first.label { countries::english(&first.value) } else { None };
                let name = name.unwrap_or(&first.label);
                return (
                    format!(
                        "{} must be one of the options, such as `{}` or `{name}`",
                        self.field.label, first.value
                    ),
                    None,
                );
            }
            (None, None) => None,
        };
        (format!("{} must be one of the options", self.field.label), help)
    }
}

/// The cell without the apostrophe that marks texts in spreadsheets.
fn typed(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

/// The same for text fields, whose answers may begin with an apostrophe of their own. It is removed only if our own
/// output would have added it.
fn undone(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| defused(rest) == cell).unwrap_or(cell)
}

/// True if a column must be examined before its cells are read: it has numbers or dates.
pub fn is_surveyed(field: &Field) -> bool {
    let kind = field.kind.answer_kind();
    kind == AnswerKind::Number || kind == AnswerKind::Date
}

/// The given style, or else the program's.
pub fn numbers_by(style: Option<NumberStyle>, program: &Program, delimiter: u8) -> Numbers {
    style.map_or_else(|| Numbers::guess(program, delimiter), Numbers::written)
}

#[cfg(test)]
mod tests;
