//! The corpus of hostile scripts: the files beside this one, and scripts that are too large to keep as files.
//!
//! A file's first line says what it attacks and, after `=>`, what the result must be:
//!
//! - `refused`: the script does not come into force, and one problem has a line;
//! - `runs`: it comes into force. Each rule's code says its outcome: `holds…` is met, `declined…` unmet, `pending…`
//!   pending, and `fails…` an error;
//! - `ends`: either, as long as it ends, because Rhai decides where the limit is.
//!
//! A text after a colon must be in the problems, or in the error of every rule that fails.
//!
//! A script that hung, overflowed the stack or escaped a limit is added here before the defect is fixed.

mod deep;
mod large;

use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A hostile script and its expected result.
pub struct Attack {
    /// The file's name, or a description of a large script.
    pub name: String,
    /// The script.
    pub script: String,
    /// The expected result.
    pub must: Must,
    /// The text that must be in the messages.
    pub says: String,
}

/// The expected result of a hostile script.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// It does not come into force.
    BeRefused,
    /// It comes into force, and each rule's code says its outcome.
    Run,
    /// Either, as long as it ends, because Rhai decides where the limit is.
    End,
}

/// Every hostile script.
pub fn corpus() -> Vec<Attack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut attacks = Vec::new();
    for entry in fs::read_dir(folder).expect("the corpus is beside this file") {
        let path = entry.expect("a readable entry").path();
        if path.extension().is_some_and(|extension| extension == "rhai") {
            let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            let script = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            attacks.push(read(name, script));
        }
    }
    attacks.extend(deep::corpus());
    attacks.extend(large::corpus());
    attacks.sort_by(|a, b| a.name.cmp(&b.name));
    attacks
}

fn read(name: String, script: String) -> Attack {
    let first = script.lines().next().unwrap_or_default();
    let Some((_, expected)) = first.split_once("=> ") else {
        panic!("{name}: the first line says what must come of it: `=> refused`, `=> runs` or `=> ends`");
    };
    let (word, says) = expected.split_once(": ").unwrap_or((expected, ""));
    let must = match word {
        "refused" => Must::BeRefused,
        "runs" => Must::Run,
        "ends" => Must::End,
        _ => panic!("{name}: `{word}` is none of `refused`, `runs` and `ends`"),
    };
    Attack { name, says: says.to_string(), script, must }
}

/// The program for which the scripts judge. `region` is required, but [`answers`] does not answer it.
pub fn program_json() -> String {
    referral_testing::program()
        .with("id", "hostile")
        .field("country", "select")
        .options(&["DE", "US"])
        .required()
        .field("employees", "number")
        .required()
        .field("region", "text")
        .required()
        .field("budget", "money")
        .field("start", "date")
        .field("note", "text")
        .field("story", "textarea")
        .field("consent", "checkbox")
        .plan("small", json!({ "flat": 100 }))
        .plan("share", json!({ "basis": "budget", "tiers": [{ "percent": 5 }] }))
        .text()
}

/// The request to load a script for that program.
pub fn load(script: &str) -> String {
    json!({ "load": { "program": program_json(), "script": script } }).to_string()
}

/// The request to judge a lead that qualifies by good rules.
pub fn judge() -> String {
    json!({ "judge": { "id": 1, "answers": answers(), "today": "2026-11-23" } }).to_string()
}

fn answers() -> Value {
    json!({ "country": "DE", "employees": "120", "budget": "150000", "story": "a".repeat(10_000), "consent": true })
}

/// Rules without mistakes, by which an engine must still be able to judge after an attack.
pub const GOOD: &str = r#"
require("territory", "In Germany.", |lead| lead.country in ["DE"]);
review("size", "50 or more.", |lead| lead.employees >= 50);
score("budget", |lead| if lead.budget >= 100_000 { 30 } else { 10 });
qualify_at(30);
plan(|lead| "share");
"#;
