//! A program that judges much in little time.

use std::fs;
use std::path::Path;

/// A program of one rule, so that rows are judged by the hundred thousand in a test.
pub fn small_program(folder: &Path) {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration/program.json");
    let mut program: serde_json::Value = serde_json::from_str(&fs::read_to_string(sample).unwrap()).unwrap();
    program["fields"] = serde_json::json!([{ "name": "company", "label": "Company", "type": "text" }]);
    program["compensation"] = serde_json::json!([]);
    program["agreement"]["known_by"] = serde_json::json!([]);
    fs::write(folder.join("program.json"), program.to_string()).unwrap();
    fs::write(folder.join("qualify.rhai"), "require(\"a\", \"A.\", |lead| lead.company != \"Nobody\");")
        .unwrap();
}
