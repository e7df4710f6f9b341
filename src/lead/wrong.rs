//! Error messages with their values filled in.

use super::FieldError;
use crate::program::Field;
use serde_json::{Map, Value};

/// An error with a message from the program.
pub fn told(field: &Field, message: &str) -> FieldError {
    FieldError { field: field.name.clone(), message: message.into(), ..FieldError::default() }
}

/// An error with a message that has placeholders: `{label}` for the field's label, and the name of each value.
pub fn wrong(field: &Field, key: &str, message: &str, values: &[(&str, String)]) -> FieldError {
    let mut said = String::new();
    let mut kept = Map::new();
    // A single pass, so that braces in a label are not read as placeholders.
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
