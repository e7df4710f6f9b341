//! The rows of a group as one answer.

use super::read::{ask_for, read_field};
use super::wrong::wrong;
use super::{FieldError, NumberStyle, Value};
use crate::program::{Field, Program, closest};
use serde_json::Value as Json;

/// The answers of one row, in the order of the group's fields.
pub type Row = Vec<(String, Option<Value>)>;

/// Whether nothing is answered in a row. An unticked box and a choice of none are no answers here.
pub fn is_blank(row: &Row) -> bool {
    row.iter().all(|(_, value)| match value {
        None | Some(Value::Bool(false)) => true,
        Some(Value::List(values)) => values.is_empty(),
        _ => false,
    })
}

/// Takes the answers that fit their fields, row by row, and says what is wrong with the others. A blank row keeps its
/// place, so that the others have theirs. None is an empty list, or no answer where a row is required.
pub fn read(
    program: &Program,
    group: &Field,
    answer: Option<&Json>,
    style: NumberStyle,
    errors: &mut Vec<FieldError>,
) -> Option<Value> {
    let mut refuse = |key: &str, message: &str, values: &[(&str, String)]| {
        errors.push(wrong(group, key, message, values));
    };
    let given = match answer {
        None | Some(Json::Null) => &[][..],
        Some(Json::Array(rows)) => rows,
        Some(_) => {
            refuse("not-rows", "{label} must be a list of rows", &[]);
            return None;
        }
    };
    let (least, most) = (group.least_rows(), group.most_rows());
    if given.len() > most as usize {
        refuse("too-many-rows", "{label}: give {count} or fewer", &[("count", most.to_string())]);
        return None;
    }
    let mut rows = Vec::new();
    for (i, row) in given.iter().enumerate() {
        rows.push(read_row(program, group, i, row, style, errors));
    }
    let answered = rows.iter().filter(|row| !is_blank(row)).count();
    if answered > 0 && answered < least as usize {
        let count = ("count", least.to_string());
        errors.push(wrong(group, "too-few-rows", "{label}: give {count} or more", &[count]));
    }
    (answered > 0 || !group.required).then_some(Value::Rows(rows))
}

fn read_row(
    program: &Program,
    group: &Field,
    i: usize,
    row: &Json,
    style: NumberStyle,
    errors: &mut Vec<FieldError>,
) -> Row {
    let none = serde_json::Map::new();
    let given = match row {
        Json::Object(given) => given,
        _ => {
            if !row.is_null() {
                let named = Field { name: format!("{}.{i}", group.name), ..of_row(group, i, group) };
                errors.push(wrong(&named, "not-a-row", "{label} must be answers by name", &[]));
            }
            &none
        }
    };
    for name in given.keys().filter(|name| group.fields.iter().all(|field| field.name != **name)) {
        let meant = closest(name, group.fields.iter().map(|field| field.name.as_str()));
        let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        let name: String = name.chars().take(64).collect();
        errors.push(FieldError {
            field: format!("{}.{i}.{name}", group.name),
            message: format!("{} {} has no field `{name}`{meant}", group.item, i + 1),
            ..FieldError::default()
        });
    }
    let read = |field: &Field| {
        let value = match read_field(program, field, given.get(&field.name), style) {
            Ok(value) => value,
            Err(_) => {
                // Once more, for words that name the row.
                let named = of_row(group, i, field);
                errors.extend(read_field(program, &named, given.get(&field.name), style).err());
                None
            }
        };
        (field.name.clone(), value)
    };
    group.fields.iter().map(read).collect()
}

/// What is said of required answers that a row does not have.
pub fn missing(group: &Field, rows: &[Row]) -> Vec<FieldError> {
    let mut missing = Vec::new();
    for (i, row) in rows.iter().enumerate().filter(|(_, row)| !is_blank(row)) {
        let unanswered =
            group.fields.iter().zip(row).filter(|(field, (_, value))| field.required && value.is_none());
        missing.extend(unanswered.map(|(field, _)| ask_for(&of_row(group, i, field))));
    }
    missing
}

/// A field as one row has it: `contacts.1.email`, “E-mail (Contact 2)”.
fn of_row(group: &Field, i: usize, field: &Field) -> Field {
    Field {
        name: format!("{}.{i}.{}", group.name, field.name),
        label: format!("{} ({} {})", field.label, group.item, i + 1),
        ..field.clone()
    }
}
