//! Errors in answers.

use serde::Serialize;

/// The values in a message, by name: an object of texts, or null.
#[cfg(feature = "engine")]
pub type Values = serde_json::Value;

/// The values in a message, as JSON text: the form only passes them on.
#[cfg(not(feature = "engine"))]
pub type Values = String;

/// An error in one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// The field's name. For a field in a row of a group it is a path, such as `contacts.0.email`.
    pub field: String,
    /// What the partner can do about it.
    pub message: String,
    /// The message's key in the texts of the form, by which the form translates it. Left out if it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// The values for the placeholders of the translated message.
    #[cfg_attr(feature = "engine", serde(skip_serializing_if = "Values::is_null"))]
    pub values: Values,
}

impl FieldError {
    /// The name of the program's field that the error belongs to.
    #[must_use]
    pub fn question(&self) -> &str {
        self.field.split('.').next().unwrap_or_default()
    }
}
