//! JSON by the browser's own parser and writer, so that the form module carries none: 9 KiB after Brotli.

use crate::lead::{Answers, NumberStyle};
use js_sys::{Array, JSON, Number, Object};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};

/// Nothing that we read is deeper.
const MAX_DEPTH: usize = 32;

/// Reads JSON text.
///
/// # Errors
///
/// The browser's own words on what is wrong, mostly with line and column.
pub fn parse(text: &str) -> Result<Value, String> {
    JSON::parse(text).map(|value| from_js(&value, MAX_DEPTH)).map_err(|error| {
        let error: js_sys::Error = error.unchecked_into();
        String::from(error.message())
    })
}

/// Writes JSON text.
pub fn text(value: &Value) -> String {
    JSON::stringify(&to_js(value)).map(String::from).unwrap_or_default()
}

/// Answers from JavaScript, by field name. Fractions are written as they are typed in the program's language.
///
/// # Errors
///
/// It is no object, or one that JSON cannot say.
pub fn answers(value: &JsValue, style: NumberStyle) -> Result<Answers, String> {
    let refused = || "The value must be an object: answers by field name.".to_string();
    let text = JSON::stringify(value).map(String::from).map_err(|_| refused())?;
    let Value::Object(mut answers) = parse(&text)? else { return Err(refused()) };
    if style == NumberStyle::Comma {
        for entry in Object::entries(value.unchecked_ref()).iter() {
            let entry: Array = entry.unchecked_into();
            let name = entry.get(0).as_string().unwrap_or_default();
            if entry.get(1).as_f64().is_some()
                && let Some(Value::String(digits)) = answers.get_mut(&name)
            {
                *digits = digits.replace('.', ",");
            }
        }
    }
    Ok(answers)
}

/// A value that JSON text was read to. What lies too deep is left out: recursion would overflow the stack.
fn from_js(value: &JsValue, depth: usize) -> Value {
    if let Some(text) = value.as_string() {
        return Value::String(text);
    }
    if let Some(yes) = value.as_bool() {
        return Value::Bool(yes);
    }
    if let Some(number) = value.as_f64() {
        return from_number(number);
    }
    if depth == 0 || !value.is_object() {
        return Value::Null;
    }
    if Array::is_array(value) {
        let items: &Array = value.unchecked_ref();
        return Value::Array(items.iter().map(|item| from_js(&item, depth - 1)).collect());
    }
    let mut map = Map::new();
    for entry in Object::entries(value.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        map.insert(entry.get(0).as_string().unwrap_or_default(), from_js(&entry.get(1), depth - 1));
    }
    Value::Object(map)
}

/// Whole numbers as such; others as texts, which every reader of decimals takes. JavaScript writes the shortest
/// decimal that means the number, and the module needs no code for binary fractions.
fn from_number(number: f64) -> Value {
    if Number::is_safe_integer(&JsValue::from_f64(number)) {
        return Value::from(number as i64);
    }
    Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default().into()
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
