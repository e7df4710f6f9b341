//! Bundles `status.js`, which shows a partner's referrals, and writes the texts that it uses in each language.

use super::module::{MODULES, Module, esbuild};
use super::{FILES, brotli, loader};
use crate::paths::{root, target};
use crate::steps::{run, step};
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const STATUS: &Module = &MODULES[4];

const FILE: &str = "status.js";
const WASM: &str = "status.wasm";
const TEXTS: &str = "status.texts.";

/// The catalogs of the form and of the pages. A key is in one of them.
const CATALOGS: [&str; 2] = ["src/browser/loader/texts", "language/src/texts"];

/// The sources in which texts are named by their keys, each written out in full.
const SOURCES: [&str; 2] = ["src/markup/status", "src/browser/status"];

/// Bundles the script into `dist`, and writes its texts beside it.
pub fn build(dist: &Path) -> Result<()> {
    step("Bundling the partner's referrals", || {
        let written = written()?;
        let texts: Vec<&str> = FILES.into_iter().filter(|file| file.starts_with(TEXTS)).collect();
        for file in &texts {
            fs::write(dist.join(file), catalog(file.trim_start_matches(TEXTS), &written)?)?;
        }
        let css = target().join("xtask/status.css");
        run(&mut esbuild(&root().join("src/markup/status.css"), &css))?;
        let loads: Vec<&str> = texts.iter().copied().chain([WASM]).collect();
        run(esbuild(&root().join("src/browser/loader").join(FILE), &dist.join(FILE)).args([
            "--loader:.css=text",
            &loader::hashes(dist, &loads)?,
            &format!("--alias:status-glue={}", STATUS.glue().display()),
            &format!("--alias:status-css={}", css.display()),
        ]))?;
        brotli(&texts.into_iter().chain([FILE]).map(|file| dist.join(file)).collect::<Vec<_>>())
    })
}

/// Returns the texts between double quotes in the sources.
fn written() -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for folder in SOURCES {
        for file in fs::read_dir(root().join(folder)).with_context(|| format!("{folder} cannot be read"))? {
            let text = fs::read_to_string(file?.path())?;
            found.extend(text.split('"').map(ToString::to_string));
        }
    }
    Ok(found)
}

/// Returns the texts of a language whose keys are among those that are written in the sources.
fn catalog(file: &str, written: &BTreeSet<String>) -> Result<String> {
    let mut texts = Map::new();
    for folder in CATALOGS {
        let path = root().join(folder).join(file);
        let all: Map<String, Value> = serde_json::from_slice(&fs::read(&path)?)
            .with_context(|| format!("{} is not a catalog", path.display()))?;
        texts.extend(all.into_iter().filter(|(key, _)| written.contains(key)));
    }
    Ok(Value::Object(texts).to_string())
}
