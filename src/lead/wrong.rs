//! Messages with their values in place.

use super::FieldError;
use crate::program::Field;
use serde_json::{Map, Value};

/// Says of the answer to a field what the program says.
pub fn told(field: &Field, message: &str) -> FieldError {
    FieldError { field: field.name.clone(), message: message.into(), ..FieldError::default() }
}

/// Says what is wrong with the answer to a field. `message` has the field's label at `{label}`, and each value at its
/// name.
pub fn wrong(field: &Field, key: &str, message: &str, values: &[(&str, String)]) -> FieldError {
    let mut said = String::new();
    let mut kept = Map::new();
    // Once through: what a label has in braces is no place.
    for (i, piece) in message.split(['{', '}']).enumerate() {
        if i % 2 == 0 {
            said.push_str(piece);
            continue;
        }
        let value = values.iter().find(|(name, _)| *name == piece).map_or(&field.label, |(_, value)| value);
        said.push_str(value);
        kept.insert(piece.into(), Value::from(value.as_str()));
    }
    FieldError { field: field.name.clone(), message: said, key: key.into(), values: Value::Object(kept) }
}
