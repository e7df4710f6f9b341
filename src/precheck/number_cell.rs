//! The result of reading a cell as a number.

use serde_json::Number;

/// A number, or the reason why there is none.
#[derive(Debug, PartialEq)]
pub enum NumberCell {
    /// The number.
    Number(Number),
    /// A number with one separator and three digits after it, in a column whose notation is unclear.
    Doubtful,
    /// An amount in another currency than the field's. The text is the currency in the cell, such as `US$`.
    OtherCurrency(String),
    /// Not a number.
    Not,
}
