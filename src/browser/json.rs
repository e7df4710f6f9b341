//! JSON by the browser's own parser and writer, so that the form module carries none: 15 KiB after Brotli.

use js_sys::{Array, JSON, Number, Object};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};

/// Reads JSON text.
///
/// # Errors
///
/// The browser's own words on what is wrong, mostly with line and column.
pub fn parse(text: &str) -> Result<Value, String> {
    JSON::parse(text).map(|value| from_js(&value)).map_err(|error| {
        let error: js_sys::Error = error.unchecked_into();
        String::from(error.message())
    })
}

/// Writes JSON text.
pub fn text(value: &Value) -> String {
    JSON::stringify(&to_js(value)).map(String::from).unwrap_or_default()
}

/// A JSON value from JavaScript. What JSON cannot say is null.
pub fn from_js(value: &JsValue) -> Value {
    if let Some(text) = value.as_string() {
        return Value::String(text);
    }
    if let Some(yes) = value.as_bool() {
        return Value::Bool(yes);
    }
    if let Some(number) = value.as_f64() {
        return from_number(number);
    }
    if Array::is_array(value) {
        let items: &Array = value.unchecked_ref();
        return Value::Array(items.iter().map(|item| from_js(&item)).collect());
    }
    if !value.is_object() {
        return Value::Null;
    }
    let mut map = Map::new();
    for entry in Object::entries(value.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        map.insert(entry.get(0).as_string().unwrap_or_default(), from_js(&entry.get(1)));
    }
    Value::Object(map)
}

/// Whole numbers as such; others as texts, which every reader of decimals takes. JavaScript writes the shortest
/// decimal that means the number, and the module needs no code for binary fractions.
fn from_number(number: f64) -> Value {
    match is_whole(number) {
        true => Value::from(number as i64),
        false => Value::from(digits(number)),
    }
}

fn is_whole(number: f64) -> bool {
    Number::is_safe_integer(&JsValue::from_f64(number))
}

/// A number as JavaScript writes it.
pub fn digits(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

/// A JSON value as plain JavaScript. The numbers we write are whole and safe.
pub fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(yes) => JsValue::from_bool(*yes),
        Value::Number(number) => {
            number.as_i64().map_or(JsValue::NULL, |number| JsValue::from_f64(number as f64))
        }
        Value::String(text) => JsValue::from_str(text),
        Value::Array(items) => items.iter().map(to_js).collect::<Array>().into(),
        Value::Object(map) => {
            let object = Object::new();
            for (key, value) in map {
                // A plain object of ours: setting a property cannot fail.
                let _ = js_sys::Reflect::set(&object, &JsValue::from_str(key), &to_js(value));
            }
            object.into()
        }
    }
}
