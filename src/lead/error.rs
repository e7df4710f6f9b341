//! What is said of an answer that will not do.

use serde::Serialize;

/// The values of a message by their names: an object of texts, or null.
#[cfg(feature = "engine")]
pub type Values = serde_json::Value;

/// The same as JSON text: the form only passes them on.
#[cfg(not(feature = "engine"))]
pub type Values = String;

/// What is wrong with one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name. That of a field in a row is `contacts.0.email`.
    pub field: String,
    /// What to do about it, in the partner's words.
    pub message: String,
    /// The message's key in `loader/texts/`, for who translates it. Empty where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// What stands in the places of the translated message.
    #[cfg_attr(feature = "engine", serde(skip_serializing_if = "Values::is_null"))]
    pub values: Values,
}

impl FieldError {
    /// The name of the program's field that it is about.
    #[must_use]
    pub fn question(&self) -> &str {
        self.field.split('.').next().unwrap_or_default()
    }
}
