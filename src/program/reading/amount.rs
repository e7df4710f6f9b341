//! Exact decimals in JSON.

use crate::decimal;
use rust_decimal::Decimal;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// An exact decimal. Written as a JSON string (`"0.50"`), read from a string or a number.
///
/// A JSON number with a fraction is read in its shortest decimal form, so `7.5` is exactly 7.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
pub struct Amount(
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = r"^-?\d+(\.\d+)?$")))]
    pub  Decimal,
);

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Amount::from_json(&value).ok_or_else(|| D::Error::custom("not a decimal number of at most 28 digits"))
    }
}

impl Amount {
    /// Reads a JSON number or string. `None` for any other value, and for more digits than can be exact (28).
    pub(crate) fn from_json(value: &Value) -> Option<Amount> {
        let text = match value {
            Value::String(text) => text.trim().to_string(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        decimal::parse_decimal(&text).map(Amount)
    }
}
