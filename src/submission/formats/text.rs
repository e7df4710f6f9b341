//! Values as the fields of a form have them.

use serde_json::Value;

/// A text as it is; lists with a separator between their items; rows and objects as JSON.
pub fn form_text(value: &Value, separator: &str) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_object()) => {
            items.iter().map(|item| form_text(item, separator)).collect::<Vec<_>>().join(separator)
        }
        Value::Null => String::new(),
        _ => value.to_string(),
    }
}

/// As many characters as are taken, the last one an ellipsis where something is missing.
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_string(),
        Some(_) => text.chars().take(limit.saturating_sub(1)).chain(['…']).collect(),
    }
}
