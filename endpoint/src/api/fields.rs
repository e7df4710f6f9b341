//! JSON schemas as lists of fields.

use maud::{Markup, html};
use serde_json::Value;

/// Writes all named schemas.
pub fn types(schemas: &Value) -> Markup {
    html! {
        @for (name, schema) in schemas.as_object().into_iter().flatten() {
            article.card id={ "type-" (name) } {
                details {
                    summary { h3 { (name) } }
                    (about(schema))
                    (fields(schema))
                }
            }
        }
    }
}

/// Writes what a schema allows: the fields of an object, or each of several alternatives.
pub fn fields(schema: &Value) -> Markup {
    let alternatives = alternatives(schema);
    html! {
        @if let Some(properties) = schema["properties"].as_object() {
            dl.fields {
                @for (name, property) in properties {
                    dt {
                        code { (name) } ": " (kind(property))
                        @if is_required(schema, name) { ", required" }
                    }
                    dd { (about(property)) @if !is_named(property) { (fields(property)) } }
                }
            }
        } @else if !alternatives.is_empty() {
            p { "One of:" }
            ul.problems { @for one in alternatives { li { (kind(one)) (about(one)) @if !is_named(one) { (fields(one)) } } } }
        } @else if is_named(schema) {
            ": " (kind(schema))
        }
    }
}

/// The schemas of which one must hold. Whether something may be null is said by its kind.
fn alternatives(schema: &Value) -> Vec<&Value> {
    let all = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    all.into_iter().flatten().filter(|one| one["type"] != "null").collect()
}

fn about(schema: &Value) -> Markup {
    html! { @if let Some(about) = schema["description"].as_str() { p { (prose(about)) } } }
}

/// Writes a text. What stands between backticks is code.
pub fn prose(text: &str) -> Markup {
    html! {
        @for (i, part) in text.split('`').enumerate() {
            @if i % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|required| required.iter().any(|it| it == name))
}

fn is_named(schema: &Value) -> bool {
    schema["$ref"].is_string()
}

/// What kind of value it is, in a few words.
fn kind(schema: &Value) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|link| link.rsplit('/').next()) {
        return html! { a href={ "#type-" (name) } { (name) } };
    }
    if schema.get("const").is_some() {
        return html! { code { (schema["const"]) } };
    }
    if let Some(words) = schema["enum"].as_array() {
        return html! { @for (i, word) in words.iter().enumerate() { @if i > 0 { " or " } code { (word) } } };
    }
    if schema["type"] == "array" && !schema["items"].is_null() {
        return html! { "list of " (kind(&schema["items"])) };
    }
    let all = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
    if let Some(all) = all.filter(|all| all.iter().any(|one| one["type"] == "null")) {
        return html! { @for (i, one) in all.iter().enumerate() { @if i > 0 { " or " } (kind(one)) } };
    }
    match &schema["type"] {
        Value::String(kind) => html! { (kind) },
        Value::Array(kinds) => {
            html! { @for (i, kind) in kinds.iter().enumerate() { @if i > 0 { " or " } (kind.as_str().unwrap_or_default()) } }
        }
        _ if schema["title"].is_string() => html! { (schema["title"].as_str().unwrap_or_default()) },
        _ if all.is_some() => html! { "one of several" },
        _ => html! { "any value" },
    }
}
