//! Structs that are read from JSON objects alone.
//!
//! Serde would read a struct from a list as well, in the order of its fields.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// Reads a struct from an object. For `#[serde(deserialize_with)]`.
pub fn object<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let members = Map::deserialize(from)?;
    T::deserialize(Value::Object(members)).map_err(D::Error::custom)
}

/// Reads a struct from an object, or nothing from null.
pub fn object_or_null<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let members = Option::<Map<String, Value>>::deserialize(from)?;
    members.map(|members| T::deserialize(Value::Object(members)).map_err(D::Error::custom)).transpose()
}
