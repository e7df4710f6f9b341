//! What an answer is.

use super::date;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// A typed answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Text, an e-mail address, a phone number, a web address or an option's value.
    Text(String),
    /// A number field without decimals.
    Integer(i64),
    /// Money, a percentage, or a number field with decimals.
    Decimal(Decimal),
    /// A checkbox.
    Bool(bool),
    /// A calendar date.
    Date(Date),
    /// Values of options, in the program's order.
    List(Vec<String>),
    /// Rows of a group.
    Rows(Vec<Row>),
}

/// The answers of one row, in the order of the group's fields.
pub type Row = Vec<(String, Option<Value>)>;

/// The plain answer that reads back as the same value. Decimals are texts, since JSON readers make binary
/// fractions of numbers; dates are RFC 3339 full-dates.
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
