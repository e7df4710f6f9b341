//! The lists of `tests/lists/` are read as they say. `tests/conformance/lists.mjs` checks the same for `leads.js`.

use crate::leads::{command, run};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

#[test]
fn every_list_is_read_as_it_says() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/lists"));
    let mut lists = 0;
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().into_string().unwrap();
        let text = fs::read_to_string(entry.path().join("expected.json")).unwrap();
        let expected: Value = serde_json::from_str(&text).unwrap();
        let mut command = command(folder);
        command.args(["--format", "jsonl"]);
        for (option, value) in expected["options"].as_object().into_iter().flatten() {
            match value {
                Value::Object(columns) => {
                    for (column, field) in columns {
                        command.arg("--columns").arg(format!("{column}={}", field.as_str().unwrap()));
                    }
                }
                value => {
                    command.arg(format!("--{option}")).arg(value.as_str().unwrap());
                }
            }
        }
        let run = run(command, &fs::read(entry.path().join("sheet.csv")).unwrap());
        if let Some(refused) = expected["refused"].as_str() {
            assert_eq!(run.status, 2, "{name}: {}", run.err);
            assert!(run.err.contains(refused), "{name}: {}", run.err);
        } else {
            let rows: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let rows: Vec<Value> = rows.iter().map(read).collect();
            assert_eq!(Value::from(rows), expected["rows"], "{name}: {}", run.err);
        }
        lists += 1;
    }
    assert!(lists > 20, "{lists} lists");
}

/// Returns a row in the form of the expected ones.
fn read(row: &Value) -> Value {
    if row["status"] == "unreadable" {
        json!({ "line": row["line"], "errors": row["errors"] })
    } else {
        json!({ "line": row["line"], "route": row["route"] })
    }
}
