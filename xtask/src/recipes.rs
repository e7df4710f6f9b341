//! Tests the recipes of CONTRIBUTING.md. It copies the sources and adds a type of question, a status and a system, but
//! does nothing else that the recipes say. Then the compiler must name exactly the files that the recipes say it names.
//!
//! The files that the compiler cannot name are checked by `tests/contributing.rs`.

use crate::paths;
use crate::steps::cargo;
use crate::tools::WASM;
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// An enum, by its file and its name.
type Enum = (&'static str, &'static str);

/// Each recipe, and the enums that it adds to.
const RECIPES: [(&str, &[Enum]); 3] = [
    ("A type of question", &[("src/program/words.rs", "FieldType")]),
    (
        "A status",
        &[
            ("src/rules/verdict.rs", "Status"),
            ("src/submission/receipt.rs", "ReferralStatus"),
            ("src/status/lifecycle.rs", "LifecycleStatus"),
        ],
    ),
    ("A system that leads go to", &[("src/program/destination/mod.rs", "Format")]),
];

/// Files and folders that the build does not need. They are not copied.
const LEFT_OUT: [&str; 6] = [".demo", ".git", "dist", "node_modules", "target", "test-results"];

/// The files that the compiler names, by the enum whose values they do not all handle.
type Named = BTreeMap<String, BTreeSet<String>>;

/// Checks that the compiler names the files that the recipes say it names, and no others.
///
/// # Errors
///
/// It names a file that a recipe does not, or the other way round, or it finds another mistake.
pub fn hold() -> Result<()> {
    let copy = paths::target().join("recipes");
    copy_changed(&paths::root(), &copy)?;
    let mut open: Vec<Enum> = RECIPES.iter().flat_map(|(_, enums)| enums.iter().copied()).collect();
    // With one more value, the core does not compile, and the compiler names its files.
    let mut named = with(&copy, &open, add_value, &["--workspace", "--lib"])?;
    let mut add = |further: Named| {
        further.into_iter().for_each(|(name, files)| named.entry(name).or_default().extend(files));
    };
    // With an attribute that announces more values instead of a new value, the core compiles, and the compiler names
    // the files that depend on it.
    add(with(
        &copy,
        &open,
        leave_open,
        &["--package", "referral-widget", "--bin", "leads", "--target", WASM],
    )?);
    while !open.is_empty() {
        let further =
            with(&copy, &open, leave_open, &["--workspace", "--lib", "--bins", "--test", "fields"])?;
        // The compiler skips what depends on a library that does not compile. So it runs again without the mistakes of
        // that library.
        let in_library = |name: &str| {
            further.get(name).is_some_and(|files| {
                files.iter().any(|file| !file.starts_with("cli/") && !file.starts_with("tests/"))
            })
        };
        let before = open.len();
        open.retain(|(_, name)| !in_library(name));
        if open.len() == before {
            open.clear();
        }
        add(further);
    }
    let text = fs::read_to_string(paths::root().join("CONTRIBUTING.md"))?;
    for (recipe, enums) in RECIPES {
        let promised = promised(&text, recipe);
        ensure!(
            !promised.is_empty(),
            "CONTRIBUTING.md has no recipe “{recipe}” in which the compiler names a file"
        );
        let found: BTreeSet<String> =
            enums.iter().filter_map(|(_, name)| named.get(*name)).flatten().cloned().collect();
        let [silent, left_out] = [promised.difference(&found), found.difference(&promised)]
            .map(|files| files.cloned().collect::<Vec<_>>().join(", "));
        ensure!(
            silent.is_empty(),
            "“{recipe}”: the compiler does not name {silent}; a `match` there has a wildcard"
        );
        ensure!(left_out.is_empty(), "“{recipe}” does not say that the compiler names {left_out}");
        println!("{recipe}: the compiler names {} files, and the recipe has them.", found.len());
    }
    Ok(())
}

/// Returns the files of a recipe's rows that end with "the compiler".
fn promised(text: &str, recipe: &str) -> BTreeSet<String> {
    let (_, rest) = text.split_once(&format!("## {recipe}\n")).unwrap_or_default();
    let rows = rest.split("\n## ").next().unwrap_or_default().lines();
    let rows = rows.filter(|row| row.trim_end().ends_with("| the compiler |"));
    rows.flat_map(|row| row.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2))
        .map(ToString::to_string)
        .collect()
}

/// Changes enums in the copy, checks the copy, and restores the enums.
fn with(
    copy: &Path,
    enums: &[Enum],
    change: fn(&str, &str) -> Option<String>,
    what: &[&str],
) -> Result<Named> {
    for (file, name) in enums {
        let path = copy.join(file);
        let text = fs::read_to_string(&path).with_context(|| format!("{file} cannot be read"))?;
        let text = change(&text, name).with_context(|| format!("{file} has no words of {name}"))?;
        fs::write(&path, text)?;
    }
    let named = named(copy, what, enums);
    for (file, _) in enums {
        fs::copy(paths::root().join(file), copy.join(file))?;
    }
    named
}

/// Adds the value `Further` to an enum.
fn add_value(text: &str, name: &str) -> Option<String> {
    let begin = text.find(&format!("\n    {name} {{\n"))?;
    let end = begin + text.get(begin..)?.find("\n    }\n")?;
    let (before, after) = text.split_at(end);
    Some(format!("{before}\n        /// One more.\n        Further = \"further\",{after}"))
}

/// Adds an attribute that makes other crates expect further values.
fn leave_open(text: &str, name: &str) -> Option<String> {
    let begin = text.find(&format!("\n    {name} {{\n"))?;
    let (before, after) = text.split_at(begin);
    Some(format!("{before}\n    #[non_exhaustive]{after}"))
}

/// Checks the copy, and returns which files do not handle all values of an enum.
fn named(copy: &Path, what: &[&str], enums: &[Enum]) -> Result<Named> {
    let start = std::time::Instant::now();
    let output = cargo()
        .current_dir(copy)
        .args(["check", "--keep-going", "--message-format", "json"])
        .args(what)
        .stderr(Stdio::null())
        .output()?;
    println!("cargo check {}: {:.1} s", what.join(" "), start.elapsed().as_secs_f64());
    let mut named = Named::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line: Value = serde_json::from_str(line)?;
        let message = &line["message"];
        if line["reason"] != "compiler-message"
            || message["level"] != "error"
            || message["spans"] == serde_json::json!([])
        {
            continue;
        }
        let rendered = message["rendered"].as_str().unwrap_or_default();
        // Whole words are compared, because `ReferralStatus` ends with `Status`.
        let mut words = rendered.split(|letter: char| !letter.is_alphanumeric());
        let of = words
            .find_map(|word| enums.iter().find(|(_, name)| *name == word))
            .filter(|_| message["code"]["code"] == "E0004");
        let Some((_, of)) = of else { bail!("The copy has another mistake:\n{rendered}") };
        let files =
            message["spans"].as_array().into_iter().flatten().filter(|span| span["is_primary"] == true);
        let files = files.filter_map(|span| span["file_name"].as_str()).map(|file| file.replace('\\', "/"));
        named.entry((*of).to_string()).or_default().extend(files);
    }
    Ok(named)
}

/// Copies files that are new or differ. The others stay, so that cargo sees what has changed.
fn copy_changed(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        let text = fs::read(from).with_context(|| format!("{} cannot be read", from.display()))?;
        if fs::read(to).ok().is_none_or(|known| known != text) {
            fs::create_dir_all(to.parent().unwrap_or(to))?;
            fs::write(to, text)?;
        }
        return Ok(());
    }
    fs::create_dir_all(to)?;
    let names = |folder: &Path| -> Result<BTreeSet<_>> {
        Ok(fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.file_name())).collect())
    };
    let (here, there) = (names(from)?, names(to)?);
    for gone in there.difference(&here).map(|name| to.join(name)) {
        if gone.is_dir() { fs::remove_dir_all(gone)? } else { fs::remove_file(gone)? }
    }
    let is_source = |name: &&OsString| !LEFT_OUT.iter().any(|left_out| *name == left_out);
    for name in here.iter().filter(is_source) {
        copy_changed(&from.join(name), &to.join(name))?;
    }
    Ok(())
}
