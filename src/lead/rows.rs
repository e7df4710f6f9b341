//! The rows of a group as one answer.

use super::answer::{self, ask_for};
use super::value::Row;
use super::wrong::wrong;
use super::{FieldError, NumberStyle, Value};
use crate::program::{Field, Program, closest};
use serde_json::Value as Json;

/// What is said of rows.
#[derive(Default)]
pub struct Said {
    /// Of wrong answers.
    pub errors: Vec<FieldError>,
    /// Of required answers that are missing in rows that are begun.
    pub missing: Vec<FieldError>,
}

/// Takes the rows that are right, and says what the others need. So a row counts once its required answers are there, and
/// a verdict does not come too early. A blank row is none. No row is an empty list, or no answer where one is required.
pub fn parse_rows(
    program: &Program,
    group: &Field,
    answer: Option<&Json>,
    style: NumberStyle,
    said: &mut Said,
) -> Option<Value> {
    let given = match answer {
        None | Some(Json::Null) => &[][..],
        Some(Json::Array(rows)) => rows,
        Some(_) => {
            said.errors.push(wrong(group, "not-rows", "{label} must be a list of rows", &[]));
            return None;
        }
    };
    let (least, most) = (group.least_rows() as usize, group.most_rows() as usize);
    if given.len() > most {
        let count = ("count", most.to_string());
        said.errors.push(wrong(group, "too-many-rows", "{label}: give {count} or fewer", &[count]));
        return None;
    }
    let (mut rows, mut begun) = (Vec::new(), 0);
    for (i, row) in given.iter().enumerate() {
        let mut of_row = Said::default();
        let row = read_row(program, group, i, row, style, &mut of_row);
        if of_row.errors.is_empty() && is_blank(&row) {
            continue;
        }
        begun += 1;
        if of_row.errors.is_empty() && of_row.missing.is_empty() {
            rows.push(row);
        }
        said.errors.append(&mut of_row.errors);
        said.missing.append(&mut of_row.missing);
    }
    if begun > 0 && begun < least {
        let count = ("count", least.to_string());
        said.errors.push(wrong(group, "too-few-rows", "{label}: give {count} or more", &[count]));
    }
    (!rows.is_empty() || !group.required).then_some(Value::Rows(rows))
}

/// Whether nothing is answered in a row. An unticked box and a choice of none are no answers here.
fn is_blank(row: &Row) -> bool {
    row.iter().all(|(_, value)| match value {
        None | Some(Value::Bool(false)) => true,
        Some(Value::List(values)) => values.is_empty(),
        _ => false,
    })
}

fn read_row(
    program: &Program,
    group: &Field,
    i: usize,
    row: &Json,
    style: NumberStyle,
    said: &mut Said,
) -> Row {
    let none = serde_json::Map::new();
    let given = match row {
        Json::Object(given) => given,
        Json::Null => &none,
        _ => {
            let named = Field { name: format!("{}.{i}", group.name), ..of_row(group, i, group) };
            said.errors.push(wrong(&named, "not-a-row", "{label} must be an object with answers by name", &[]));
            return Vec::new();
        }
    };
    for name in given.keys().filter(|name| group.fields.iter().all(|field| field.name != **name)) {
        let meant = closest(name, group.fields.iter().map(|field| field.name.as_str()));
        let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        let name: String = name.chars().take(64).collect();
        said.errors.push(FieldError {
            field: format!("{}.{i}.{name}", group.name),
            message: format!("{} {} has no field `{name}`{meant}", group.item, i + 1),
            ..FieldError::default()
        });
    }
    let read = |field: &Field| {
        let answer = given.get(&field.name);
        let value = match answer::parse_answer(program, field, answer, style) {
            Ok(None) if field.required => {
                said.missing.push(ask_for(&of_row(group, i, field)));
                None
            }
            Ok(value) => value,
            Err(_) => {
                // Once more, for words that name the row.
                said.errors
                    .extend(answer::parse_answer(program, &of_row(group, i, field), answer, style).err());
                None
            }
        };
        (field.name.clone(), value)
    };
    group.fields.iter().map(read).collect()
}

/// A field as one row has it: `contacts.1.email`, “E-mail (Contact 2)”.
fn of_row(group: &Field, i: usize, field: &Field) -> Field {
    Field {
        name: format!("{}.{i}.{}", group.name, field.name),
        label: format!("{} ({} {})", field.label, group.item, i + 1),
        ..field.clone()
    }
}
