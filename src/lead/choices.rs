//! Several options as one answer.

use super::text::same_words;
use super::wrong::wrong;
use super::{FieldError, Value};
use crate::program::Field;
use serde_json::Value as Json;

/// Splits a text into options, as a cell of a CSV file has them: `crm; erp` or `crm|erp`.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '|']).map(str::trim).filter(|option| !option.is_empty())
}

/// The value of the option that a text means. Copied text may have other or more blanks than the option.
pub fn option<'a>(field: &'a Field, text: &str) -> Option<&'a str> {
    let mut values = field.options.iter().map(|option| option.value.as_str());
    values.clone().find(|value| *value == text).or_else(|| values.find(|value| same_words(value, text)))
}

/// The chosen options, each once, in the program's order and not in that of the choice. If none is chosen, the answer
/// is an empty list, or missing if an answer is required.
pub fn parse_choices(field: &Field, chosen: &[Json]) -> Result<Option<Value>, FieldError> {
    let meant: Option<Vec<&str>> = chosen.iter().map(|item| option(field, item.as_str()?)).collect();
    let Some(meant) = meant else {
        return Err(wrong(field, "not-some-options", "{label} must be some of the options", &[]));
    };
    let options = field.options.iter().filter(|option| meant.contains(&option.value.as_str()));
    let values: Vec<String> = options.map(|option| option.value.clone()).collect();
    if values.is_empty() {
        return Ok((!field.required).then_some(Value::List(values)));
    }
    let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
    if let Some(least) = field.min_items.filter(|least| count < *least) {
        return Err(wrong(
            field,
            "too-few-options",
            "{label}: choose {count} or more",
            &[("count", least.to_string())],
        ));
    }
    if let Some(most) = field.max_items.filter(|most| count > *most) {
        return Err(wrong(
            field,
            "too-many-options",
            "{label}: choose {count} or fewer",
            &[("count", most.to_string())],
        ));
    }
    Ok(Some(Value::List(values)))
}
