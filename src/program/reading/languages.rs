//! Texts in several languages: `{ "en": "Company", "de": "Firma" }`.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The keys of texts that partners read. Their values may be in several languages.
const READ: [&str; 19] = [
    "after",
    "example",
    "help",
    "hint",
    "ideal_customer",
    "item",
    "label",
    "messages",
    "name",
    "pattern_message",
    "prefix",
    "purpose",
    "retention",
    "role",
    "suffix",
    "summary",
    "text",
    "title",
    "valid_message",
];

/// Replaces each text in several languages by one text: the one in `language` (BCP 47), or else the one in the
/// program's own language. If there is neither, the value stays, and the reader reports it.
pub fn choose(json: &mut Value, language: Option<&str>) {
    let own = json.get("language").and_then(Value::as_str).unwrap_or("en").to_string();
    walk(json, "", primary(language.unwrap_or(&own)), primary(&own));
}

/// The languages that occur in texts in several languages.
pub fn all(json: &Value) -> BTreeSet<String> {
    texts(json).iter().flat_map(|(_, texts)| texts.keys().cloned()).collect()
}

/// The texts in several languages, each with its place.
pub fn texts(json: &Value) -> Vec<(String, &Map<String, Value>)> {
    let mut found = Vec::new();
    find_translated(json, "", String::new(), &mut found);
    found
}

/// Visits the same values as [`walk`].
fn find_translated<'a>(
    value: &'a Value,
    key: &str,
    place: String,
    found: &mut Vec<(String, &'a Map<String, Value>)>,
) {
    match value {
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, item)| find_translated(item, key, format!("{place}[{i}]"), found));
        }
        Value::Object(map) if READ.contains(&key) && are_texts(map) => found.push((place, map)),
        Value::Object(map) => {
            let is_question = map.contains_key("type");
            for (member, value) in map.iter().filter(|(member, _)| !is_question || *member != "name") {
                let key = if key == "messages" { key } else { member };
                let dot = if place.is_empty() { "" } else { "." };
                find_translated(value, key, format!("{place}{dot}{member}"), found);
            }
        }
        _ => {}
    }
}

/// The primary subtag: `de` for `de-CH`.
pub fn primary(language: &str) -> &str {
    language.split_once('-').map_or(language, |(primary, _)| primary)
}

fn walk(value: &mut Value, key: &str, language: &str, own: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, key, language, own)),
        Value::Object(map) if READ.contains(&key) && are_texts(map) => {
            // Copied on purpose: taking it out of the map costs 1.6 KiB of the rules module.
            if let Some(text) = map.get(language).or_else(|| map.get(own)).and_then(Value::as_str) {
                *value = Value::from(text);
            }
        }
        Value::Object(map) => {
            // The name of a question is an identifier for scripts, not a text.
            let is_question = map.contains_key("type");
            for (member, value) in map.iter_mut().filter(|(member, _)| !is_question || *member != "name") {
                // The members of `messages` are rules.
                walk(value, if key == "messages" { key } else { member }, language, own);
            }
        }
        _ => {}
    }
}

/// True if a map may be one text by language.
pub fn are_texts(map: &Map<String, Value>) -> bool {
    map.iter().all(|(key, value)| matches!(key.len(), 2 | 3) && value.is_string())
}
