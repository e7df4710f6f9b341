//! What an answer is.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

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

/// Integers and booleans as JSON's own; decimals as strings, since JSON readers make them floats; dates as
/// RFC 3339 full-date.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Decimal(number) => serializer.collect_str(number),
            Value::Bool(yes) => serializer.serialize_bool(*yes),
            Value::Date(date) => serializer.collect_str(date),
        }
    }
}
