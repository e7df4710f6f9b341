//! What a cell says of a number.

use serde_json::Number;

/// A number, or why it is none.
#[derive(Debug, PartialEq)]
pub enum Read {
    /// The number.
    Number(Number),
    /// One separator with three digits behind it, in a column that does not tell which it is.
    Doubtful,
    /// Money in another currency than the field's: what stands there, such as `US$`.
    OtherCurrency(String),
    /// No number.
    Not,
}
