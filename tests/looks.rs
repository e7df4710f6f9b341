//! A page can set exactly the properties of the form's look that `www/themes/README.md` lists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the texts of all files in a folder with that ending.
fn all(folder: &str, ending: &str) -> String {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder");
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.filter(|name| name.ends_with(ending)).map(|name| read(&format!("{folder}/{name}"))).collect()
}

/// Returns the names that follow `start` anywhere in a text.
fn names_after(text: &str, start: &str) -> BTreeSet<String> {
    let rests = text.split(start).skip(1);
    rests.map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect()).collect()
}

fn documented(start: &str) -> BTreeSet<String> {
    let text = read("www/themes/README.md");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with(start)).collect();
    names_after(&rows.join("\n"), start)
}

fn documented_parts() -> BTreeSet<String> {
    let text = read("www/themes/README.md");
    let parts = text.split("## Parts").nth(1).and_then(|rest| rest.split("## ").next()).expect("the chapter");
    parts.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split('`').next()?.into())).collect()
}

#[test]
fn every_custom_property_is_documented_and_every_documented_one_is_read() {
    assert_eq!(
        names_after(&all("src/markup/style", ".css"), "var(--referral-"),
        documented("| `--referral-")
    );
}

#[test]
fn every_part_is_documented_and_every_documented_one_is_there() {
    let mut parts = names_after(&all("src/markup", ".rs"), "part=\"");
    parts.extend(names_after(&all("src/markup/status", ".rs"), "part=\""));
    parts.extend(names_after(&all("src/browser/loader", ".js"), "part: \""));
    assert_eq!(parts, documented_parts());
}

#[test]
fn the_themes_set_only_what_is_documented() {
    let themes = all("www/themes", ".css");
    let properties = names_after(&themes, "--referral-");
    assert!(properties.is_subset(&documented("| `--referral-")), "{properties:?}");
    let parts = names_after(&themes, "::part(");
    assert!(parts.is_subset(&documented_parts()), "{parts:?}");
    let selectors = themes.lines().filter(|line| line.contains('{'));
    let foreign: Vec<&str> = selectors.filter(|line| !line.starts_with("referral-form")).collect();
    assert_eq!(foreign, Vec::<&str>::new());
}

#[test]
fn a_page_without_scripts_has_every_file_of_the_stylesheet() {
    let imports = names_after(&read("src/markup/form.css"), "./style/");
    let included = names_after(&read("src/markup/stylesheet.rs"), "(\"style/");
    assert_eq!(imports, included);
    assert!(!imports.is_empty());
}
