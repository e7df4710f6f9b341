//! Writes `rules/PROGRAM.md`: the keys of `program.json` as tables, from `pkg/program.schema.json`.

use crate::paths::root;
use anyhow::{Context, Result};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::fmt::{self, Write};
use std::fs;

const SCHEMA: &str = "pkg/program.schema.json";
const PAGE: &str = "rules/PROGRAM.md";

/// The text above the tables.
const HEAD: &str = "\
# `program.json`, key by key

Made from [`pkg/program.schema.json`](../pkg/program.schema.json) by `cargo xtask reference`. A test holds the schema against
what reads a program, so that neither knows a key, a type or a default that the other does not.

The same schema completes and checks a program in an editor that is told of it by `\"$schema\"`, the first key of the
samples. Elsewhere it is `program.schema.json` of the package, and an endpoint serves it as
`/referral-widget/program.schema.json`. What only the whole can show, such as fields that do not exist, `referral check` says.

A key in **bold** must be there. One whose value is `null` counts as left out. Numbers may stand in quotes, which keeps
their digits as they are written: `\"99.50\"`. An amount is in the main unit of its currency, such as euros, not cents.
What the questions' types mean, and how groups, steps and languages work, is told in [README.md](README.md).
";

/// The parts of JSON Schema that describe keys.
#[derive(Deserialize)]
struct Schema {
    title: Option<String>,
    description: Option<String>,
    #[serde(rename = "$ref")]
    refers_to: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "enum")]
    words: Option<Vec<String>>,
    items: Option<Box<Schema>>,
    default: Option<Value>,
    examples: Option<Vec<Value>>,
    #[serde(default)]
    required: Vec<String>,
    properties: Option<Members>,
    #[serde(rename = "$defs")]
    definitions: Option<Members>,
}

/// Schemas by name, in the order in which they are written.
struct Members(Vec<(String, Schema)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("schemas by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// Writes the page.
///
/// # Errors
///
/// The schema cannot be read, or the page cannot be written.
pub fn write() -> Result<()> {
    fs::write(root().join(PAGE), page()?).with_context(|| format!("{PAGE} cannot be written"))
}

fn page() -> Result<String> {
    let text = fs::read_to_string(root().join(SCHEMA)).with_context(|| format!("{SCHEMA} cannot be read"))?;
    let mut schema: Schema =
        serde_json::from_str(&text).with_context(|| format!("{SCHEMA} is not as it must be"))?;
    let definitions = schema.definitions.take().map_or(Vec::new(), |members| members.0);
    let mut page = HEAD.to_string();
    table(&mut page, "The program", &schema, &definitions)?;
    for (name, object) in definitions.iter().filter(|(_, it)| it.properties.is_some()) {
        let heading = object.title.as_ref().with_context(|| format!("{name} has no title"))?;
        table(&mut page, &format!("`{heading}`"), object, &definitions)?;
    }
    Ok(page)
}

fn table(page: &mut String, heading: &str, object: &Schema, definitions: &[(String, Schema)]) -> Result<()> {
    writeln!(page, "\n## {heading}\n")?;
    if let Some(description) = &object.description {
        writeln!(page, "{description}\n")?;
    }
    page.push_str("| key | what it says | type and unit | left out | example |\n|---|---|---|---|---|\n");
    for (key, schema) in object.properties.iter().flat_map(|members| &members.0) {
        let target = target(schema, definitions);
        let is_required = object.required.contains(key);
        // The members of the key itself take precedence over those of the schema it refers to.
        let description = schema.description.as_ref().or(target.and_then(|it| it.description.as_ref()));
        let default = schema.default.as_ref().or(target.and_then(|it| it.default.as_ref()));
        let examples = schema.examples.as_ref().or(target.and_then(|it| it.examples.as_ref()));
        let examples: Vec<String> = examples.into_iter().flatten().map(|it| format!("`{it}`")).collect();
        let cells = [
            if is_required { format!("**`{key}`**") } else { format!("`{key}`") },
            description.cloned().unwrap_or_default(),
            kind(schema, definitions),
            default.filter(|_| !is_required).map(|it| format!("`{it}`")).unwrap_or_default(),
            examples.join(", "),
        ];
        writeln!(page, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))?;
    }
    Ok(())
}

fn target<'a>(schema: &Schema, definitions: &'a [(String, Schema)]) -> Option<&'a Schema> {
    let name = schema.refers_to.as_ref()?.strip_prefix("#/$defs/")?;
    definitions.iter().find(|(known, _)| known == name).map(|(_, definition)| definition)
}

fn kind(schema: &Schema, definitions: &[(String, Schema)]) -> String {
    match (target(schema, definitions), &schema.title, &schema.words, schema.kind.as_deref(), &schema.items) {
        (Some(object), ..) if object.properties.is_some() => format!("object: {}", link(object)),
        (_, Some(title), ..) => title.clone(),
        (Some(target), ..) => kind(target, definitions),
        (_, _, Some(words), ..) => {
            words.iter().map(|it| format!("`\"{it}\"`")).collect::<Vec<_>>().join(", ")
        }
        (_, _, _, Some("boolean"), _) => "`true`, `false`".into(),
        (.., Some(items)) => match target(items, definitions) {
            Some(object) if object.properties.is_some() => format!("list of {}", link(object)),
            _ => "list".into(),
        },
        (_, _, _, other, _) => other.unwrap_or_default().to_string(),
    }
}

/// Returns a link to an object's table, by the anchor of its heading.
fn link(object: &Schema) -> String {
    let title = object.title.as_deref().unwrap_or_default();
    let name: String = title.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("[`{title}`](#{})", name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_made_from_the_schema() {
        let page = page().expect("the page can be made");
        let written = fs::read_to_string(root().join(PAGE)).expect("the page is there");
        assert!(page == written, "{PAGE} is not made from {SCHEMA}: run `cargo xtask reference`");
    }

    #[test]
    fn every_key_is_described() {
        let page = page().expect("the page can be made");
        let rows = page.lines().filter(|line| line.starts_with("| `") || line.starts_with("| **`"));
        for row in rows.clone() {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            assert!(cells.len() == 5 && !cells[1].is_empty() && !cells[2].is_empty(), "{row}");
        }
        assert!(rows.count() > 90);
    }
}
