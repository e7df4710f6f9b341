//! Reading JSON values that a machine of ours wrote: what is missing or of another type is simply not there.
//!
//! By hand, where a derive would do: the derived code for a verdict is several times as large in Wasm.

use serde_json::Value;

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
