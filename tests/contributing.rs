//! The recipes of `CONTRIBUTING.md` name every file that must know: none that is gone, and none is missing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../CONTRIBUTING.md");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The paths that a recipe names.
fn named(recipe: &str) -> BTreeSet<String> {
    let recipe = PAGE.split("\n## ").find(|part| part.starts_with(recipe)).unwrap();
    let rows = recipe.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| file"));
    let files = rows.map(|row| row.split('|').nth(1).unwrap());
    files.flat_map(|files| files.split('`').skip(1).step_by(2)).map(ToString::to_string).collect()
}

/// The sources whose code has a word, without their tests.
fn with(word: &str) -> BTreeSet<String> {
    fn look(folder: &Path, word: &str, found: &mut BTreeSet<String>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_string();
            if path.is_dir() {
                look(&path, word, found);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                if code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(word)) {
                    found.insert(name);
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    for folder in ["src", "signing/src", "folder/src", "language/src", "endpoint/src", "cli/src", "store/src"]
        .map(|folder| root().join(folder))
    {
        look(&folder, word, &mut found);
    }
    found
}

#[test]
fn every_file_that_a_recipe_names_is_there() {
    for recipe in ["A type of question", "A word of the vocabulary", "A system that leads go to"] {
        let files = named(recipe);
        assert!(files.len() > 3, "{recipe}: {files:?}");
        let gone: Vec<PathBuf> =
            files.iter().map(|file| root().join(file)).filter(|path| !path.exists()).collect();
        assert!(gone.is_empty(), "{recipe}: {gone:?}");
    }
}

#[test]
fn no_file_that_must_know_is_missing() {
    for (recipe, word) in [("A type of question", "FieldType::"), ("A system that leads go to", "Format::")] {
        let named = named(recipe);
        // The command has formats of its own, for what it writes.
        let is_another = |file: &String| word == "Format::" && file.starts_with("cli/");
        let must_know = with(word).into_iter().filter(|file| !is_another(file));
        let missing: Vec<String> = must_know.filter(|file| !named.contains(file)).collect();
        assert!(missing.is_empty(), "{recipe}: {missing:?}");
    }
}
