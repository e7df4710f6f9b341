//! Facts in the documentation that would otherwise become outdated unnoticed.

use referral_widget::submission::Submission;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

fn read(page: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect("the page is there")
}

#[test]
fn the_pages_count_the_samples() {
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).expect("rules/");
    let names: Vec<String> = folders
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let count = words[names.len()];
    let plain = read("README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains(&format!("has {count} complete programs")), "README.md, {count} samples");
    let page = read("rules/README.md");
    assert!(
        page.to_ascii_lowercase().contains(&format!("{count} programs, made up")),
        "rules/README.md, {count} samples"
    );
    for name in names {
        assert!(page.contains(&format!("| `{name}` |")), "rules/README.md does not tell of {name}");
    }
}

/// Removes members that are null or false, because they may be left out.
fn said(value: &Value) -> Value {
    let Some(map) = value.as_object() else { return value.clone() };
    let members = map.iter().filter(|(_, value)| !value.is_null() && **value != Value::Bool(false));
    members.map(|(key, value)| (key.clone(), said(value))).collect::<Map<_, _>>().into()
}

#[test]
fn what_is_posted_is_what_the_endpoint_reads() {
    let page = read("rules/README.md");
    let (_, posted) =
        page.split_once("takes a POST of the submission as JSON:\n\n```json\n").expect("an example");
    let (posted, _) = posted.split_once("```").expect("it ends");
    let posted: Value = serde_json::from_str(posted).expect("it is JSON");
    let read: Submission = serde_json::from_value(posted.clone()).expect("the endpoint reads it");
    // A key that is not read would be missing.
    assert_eq!(said(&serde_json::to_value(&read).expect("it is written")), posted);
}
