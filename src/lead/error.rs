//! What is said of an answer that will not do.

use serde::Serialize;

/// What is wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// What to do about it, in the partner's words.
    pub message: String,
}
