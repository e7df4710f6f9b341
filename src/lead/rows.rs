//! The rows of a group as one answer.

use super::answer::{self, ask_for};
use super::value::Row;
use super::wrong::wrong;
use super::{FieldError, NumberStyle, Value};
use crate::program::{Field, Program, closest};
use serde_json::Value as Json;

/// The messages about rows.
#[derive(Default)]
pub struct RowMessages {
    /// Messages about wrong answers.
    pub errors: Vec<FieldError>,
    /// Messages about required answers that are missing in started rows.
    pub missing: Vec<FieldError>,
}

/// Keeps the complete and valid rows, and adds messages for the others. An incomplete row does not count, so that no
/// verdict comes too early. A blank row does not count. With no rows, the answer is an empty list, or missing if an
/// answer is required.
pub fn parse_rows(
    program: &Program,
    group: &Field,
    answer: Option<&Json>,
    style: NumberStyle,
    said: &mut RowMessages,
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
        let mut of_row = RowMessages::default();
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

/// True if a row has no answers. An unticked box and an empty choice do not count as answers here.
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
    said: &mut RowMessages,
) -> Row {
    let none = serde_json::Map::new();
    let given = match row {
        Json::Object(given) => given,
        Json::Null => &none,
        _ => {
            let named = Field { name: format!("{}.{i}", group.name), ..of_row(group, i, group) };
            said.errors.push(wrong(
                &named,
                "not-a-row",
                "{label} must be an object with answers by name",
                &[],
            ));
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
                // Read again with the row's label, so that the message names the row.
                said.errors
                    .extend(answer::parse_answer(program, &of_row(group, i, field), answer, style).err());
                None
            }
        };
        (field.name.clone(), value)
    };
    group.fields.iter().map(read).collect()
}

/// The field in one row, with the row in its name and label: `contacts.1.email`, “E-mail (Contact 2)”.
fn of_row(group: &Field, i: usize, field: &Field) -> Field {
    Field {
        name: format!("{}.{i}.{}", group.name, field.name),
        label: format!("{} ({} {})", field.label, group.item, i + 1),
        ..field.clone()
    }
}
