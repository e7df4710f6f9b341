//! The types of answers.

use super::date;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// A typed answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Text, an e-mail address, a phone number, a web address or an option's value.
    Text(String),
    /// The answer to a number field without decimals.
    Integer(i64),
    /// Money, a percentage, or a number field with decimals.
    Decimal(Decimal),
    /// The answer to a checkbox.
    Bool(bool),
    /// A calendar date.
    Date(Date),
    /// Values of options, in the program's order.
    List(Vec<String>),
    /// The rows of a group.
    Rows(Vec<Row>),
}

/// The answers of one row, in the order of the group's fields.
pub type Row = Vec<(String, Option<Value>)>;

/// The plain answer that reads back as the same value. Decimals become texts, because JSON readers turn numbers into
/// binary fractions. Dates become RFC 3339 full-dates.
impl From<&Value> for Json {
    fn from(value: &Value) -> Json {
        match value {
            Value::Text(text) => Json::from(text.as_str()),
            Value::Integer(number) => Json::from(*number),
            Value::Decimal(number) => Json::from(number.to_string()),
            Value::Bool(yes) => Json::Bool(*yes),
            Value::Date(date) => Json::from(date::text(*date)),
            Value::List(values) => values.iter().map(String::as_str).collect(),
            Value::Rows(rows) => rows.iter().map(of_row).collect(),
        }
    }
}

fn of_row(row: &Row) -> Json {
    row.iter().filter_map(|(name, value)| Some((name.clone(), Json::from(value.as_ref()?)))).collect()
}
