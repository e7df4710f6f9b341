//! The only parser for JSON from outside, and readers for parsed values.
//!
//! The readers are written by hand: the derived code for a verdict is several times as large in Wasm.

mod admission;
mod objects;

pub use admission::{MAX_DEPTH, Refused, Why, admit};
pub use objects::{object, object_or_null};

use serde::Deserialize;
use serde_json::Value;
use std::fmt;

/// The reason why a text was not read as JSON.
#[derive(Debug)]
pub enum Unread {
    /// The text is not JSON, or does not have the expected shape.
    Json(serde_json::Error),
    /// The text contains something that [`admit`] refuses.
    Refused(Refused),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Json(error) => error.fmt(f),
            Unread::Refused(refused) => refused.fmt(f),
        }
    }
}

impl std::error::Error for Unread {}

impl From<serde_json::Error> for Unread {
    fn from(error: serde_json::Error) -> Self {
        Unread::Json(error)
    }
}

/// Parses a JSON text. All JSON must go through this function (`tests/architecture.rs` checks that).
///
/// # Errors
///
/// The text is not JSON, does not have that shape, or contains something that [`admit`] refuses.
pub fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Unread> {
    admit(text).map_err(Unread::Refused)?;
    Ok(serde_json::from_str(text)?)
}

/// The text at a key of an object.
pub(crate) fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(ToString::to_string)
}

/// The items of a list at a key. Items that cannot be read are skipped.
pub(crate) fn list<T>(object: &Value, key: &str, read: fn(&Value) -> Option<T>) -> Vec<T> {
    let items = object.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(read).collect()
}

/// The texts of a list at a key. Other items are skipped.
pub(crate) fn texts(object: &Value, key: &str) -> Vec<String> {
    list(object, key, |item| item.as_str().map(ToString::to_string))
}
