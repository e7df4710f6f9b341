//! What an answer is.

use super::Answer;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A typed answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Text, an e-mail address, a phone number, a web address or an option's value.
    Text(String),
    /// A number field without decimals.
    Integer(i64),
    /// Money, or a number field with decimals.
    Decimal(Decimal),
    /// A checkbox.
    Bool(bool),
    /// A calendar date.
    Date(Date),
}

/// The plain answer that reads back as the same value. Decimals are texts, since JSON readers make binary
/// fractions of numbers; dates are RFC 3339 full-dates.
impl From<&Value> for Answer {
    fn from(value: &Value) -> Answer {
        match value {
            Value::Text(text) => Answer::Text(text.clone()),
            Value::Integer(number) => Answer::Integer(*number),
            Value::Decimal(number) => Answer::Text(number.to_string()),
            Value::Bool(yes) => Answer::Bool(*yes),
            Value::Date(date) => Answer::Text(date.to_string()),
        }
    }
}
