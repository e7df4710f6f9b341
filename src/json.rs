//! Reading JSON values that a machine of ours wrote (what is missing or of another type is simply not there),
//! and writing them.
//!
//! By hand, where a derive would do: the derived code for a verdict is several times as large in Wasm.

use serde_json::{Map, Value};

/// A text.
pub fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(ToString::to_string)
}

/// The items of a list that can be read.
pub fn list<T>(object: &Value, key: &str, read: fn(&Value) -> Option<T>) -> Vec<T> {
    let items = object.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(read).collect()
}

/// The texts of a list.
pub fn texts(object: &Value, key: &str) -> Vec<String> {
    list(object, key, |item| item.as_str().map(ToString::to_string))
}

/// An object of these members.
pub fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let mut map = Map::new();
    for (key, value) in members {
        map.insert(key.to_string(), value);
    }
    Value::Object(map)
}

/// A text, or null.
pub fn text_or_null(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}
