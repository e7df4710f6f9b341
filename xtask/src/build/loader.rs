//! Bundles the script that pages embed: `src/browser/loader/` in one file, with the hashes of the files it loads. Parts
//! that only some forms load become separate files.

use super::module::{MODULES, Module, esbuild};
use super::{FILES, brotli};
use crate::paths::{root, target};
use crate::steps::{run, step};
use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha384};
use std::fs;
use std::path::Path;

const FORM: &Module = &MODULES[0];

/// The name of the script.
pub const FILE: &str = "referral-widget.js";

/// The stylesheets of a form that is part of a page's HTML, each with its source.
const STYLESHEETS: [(&str, &str); 2] =
    [("form.css", "src/markup/snippet.css"), ("steps.css", "src/browser/loader/steps.css")];

/// Returns the scripts that it loads later, or for some forms only: drafts, sending, the access to the rules, rows of
/// groups and others. These are all scripts except the loader itself, the one for other languages, and those of
/// modules.
fn later() -> impl Iterator<Item = &'static str> {
    let is_of_module =
        |file: &str| MODULES.iter().any(|module| file.strip_suffix(".js") == Some(module.name));
    FILES
        .into_iter()
        .filter(move |file| file.ends_with(".js") && ![FILE, LANGUAGE].contains(file) && !is_of_module(file))
}

/// The script for forms in other languages than English. It loads their texts.
const LANGUAGE: &str = "language.js";

/// The other files that the loader loads, and whose hashes it checks.
const LOADS: [&str; 2] = ["form.wasm", LANGUAGE];

/// The files whose hashes those scripts check in turn, since they load them. So these hashes are not part of what every
/// form loads. They are built before those scripts.
const VOUCHED: [(&str, &[&str]); 2] = [
    ("ports.js", &["rules.js", "rules.wasm"]),
    ("outbox.js", &["delivery.js", "delivery.wasm", "report.js"]),
];

/// Bundles the loader into `dist`, beside the files that it loads.
pub fn build(dist: &Path) -> Result<()> {
    let sources = root().join("src/browser/loader");
    step("Bundling what only some forms load", || {
        later().try_for_each(|file| {
            let vouched =
                VOUCHED.iter().find(|(script, _)| *script == file).map_or(&[][..], |(_, files)| files);
            let mut bundle = esbuild(&sources.join(file), &dist.join(file));
            run(bundle.args(["--loader:.css=text", &hashes(dist, vouched)?]))
        })
    })?;
    let texts: Vec<&str> = FILES.into_iter().filter(|file| file.starts_with("texts.")).collect();
    step("Bundling the languages", || {
        for file in &texts {
            let source = sources.join("texts").join(file.trim_start_matches("texts."));
            // The white space is for translators, so it is removed.
            let text: serde_json::Value = serde_json::from_slice(&fs::read(source)?)?;
            fs::write(dist.join(file), text.to_string())?;
        }
        run(esbuild(&sources.join(LANGUAGE), &dist.join(LANGUAGE)).arg(hashes(dist, &texts)?))
    })?;
    let is_vouched = |file: &&str| VOUCHED.iter().any(|(_, files)| files.contains(file));
    let loads: Vec<&str> = LOADS.into_iter().chain(later().filter(|file| !is_vouched(file))).collect();
    let define = hashes(dist, &loads)?;
    let glue = format!("--alias:form-glue={}", FORM.glue().display());
    // As text the stylesheet would be included unchanged, comments and all. So it is minified first.
    let css = target().join("xtask/form.css");
    let alias = format!("--alias:form-css={}", css.display());
    step("Bundling the loader", || {
        run(&mut esbuild(&root().join("src/markup/form.css"), &css))?;
        for (file, source) in STYLESHEETS {
            run(&mut esbuild(&root().join(source), &dist.join(file)))?;
        }
        run(esbuild(&sources.join("index.js"), &dist.join(FILE)).args([
            "--loader:.css=text",
            &define,
            &glue,
            &alias,
        ]))
    })?;
    let stylesheets = STYLESHEETS.map(|(file, _)| file);
    let files = [FILE, LANGUAGE].into_iter().chain(stylesheets).chain(later()).chain(texts);
    brotli(&files.map(|file| dist.join(file)).collect::<Vec<_>>())
}

/// Returns the definition that gives a script the hashes of the files that it loads.
pub fn hashes(dist: &Path, files: &[&str]) -> Result<String> {
    let mut hashes = serde_json::Map::new();
    for file in files {
        hashes.insert((*file).into(), integrity(&dist.join(file))?.into());
    }
    Ok(format!("--define:__INTEGRITY__={}", serde_json::Value::Object(hashes)))
}

/// Returns the HTML that a partner pastes, with the loader's own hash.
pub fn snippet(dist: &Path) -> Result<String> {
    let integrity = integrity(&dist.join(FILE))?;
    Ok(format!(
        r#"<script type="module" src="https://YOUR-HOST/referral-widget/{FILE}"
  integrity="{integrity}" crossorigin></script>
<referral-form program="https://YOUR-HOST/programs/YOUR-PROGRAM/program.json" partner="YOUR-PARTNER">
  <a href="https://YOUR-HOST/refer/YOUR-PROGRAM">Refer a customer</a>
</referral-form>"#
    ))
}

/// Subresource integrity (W3C SRI) of a file.
fn integrity(file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes))))
}
