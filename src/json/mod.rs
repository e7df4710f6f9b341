//! The one door for JSON that comes from outside, and readers for values that came through it.
//!
//! By hand, where a derive would do: the derived code for a verdict is several times as large in Wasm.

mod admission;

pub use admission::{MAX_DEPTH, Refused, Why, admit};

use serde::Deserialize;
use serde_json::Value;
use std::fmt;

/// Why a text is not read as JSON.
#[derive(Debug)]
pub enum Unread {
    /// It is not JSON, or not of the wanted shape.
    Json(serde_json::Error),
    /// It has what no text may have.
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

/// Reads a JSON text. Whoever wrote it, it is read by no other function (`tests/architecture.rs`).
///
/// # Errors
///
/// It is not JSON or not of that shape, or it has what [`admit`] refuses.
pub fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Unread> {
    admit(text).map_err(Unread::Refused)?;
    Ok(serde_json::from_str(text)?)
}

/// A text.
pub(crate) fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(ToString::to_string)
}

/// The items of a list that can be read.
pub(crate) fn list<T>(object: &Value, key: &str, read: fn(&Value) -> Option<T>) -> Vec<T> {
    let items = object.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(read).collect()
}

/// The texts of a list.
pub(crate) fn texts(object: &Value, key: &str) -> Vec<String> {
    list(object, key, |item| item.as_str().map(ToString::to_string))
}
