//! `cargo xtask build`: builds everything that a page loads, into `pkg/dist/`.

mod loader;
mod module;
pub mod sizes;
pub mod stamp;
mod status;

use crate::steps::{command, run};
use crate::{paths, tools};
use anyhow::{Context, Result, bail};
use module::Module;
use stamp::{Stamp, hash};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The files that a page loads. Each has a Brotli version beside it.
pub const FILES: [&str; 39] = [
    "referral-widget.js",
    "form.wasm",
    "form.css",
    "steps.css",
    "choices.js",
    "draft.js",
    "feedback.js",
    "groups.js",
    "report.js",
    "outbox.js",
    "ports.js",
    "signature.js",
    "steps.js",
    "language.js",
    "texts.ar.json",
    "texts.de.json",
    "texts.es.json",
    "texts.fr.json",
    "texts.it.json",
    "texts.ja.json",
    "texts.nl.json",
    "texts.pt.json",
    "rules.js",
    "rules.wasm",
    "leads.js",
    "leads.wasm",
    "delivery.js",
    "delivery.wasm",
    "status.js",
    "status.wasm",
    "status.texts.ar.json",
    "status.texts.de.json",
    "status.texts.en.json",
    "status.texts.es.json",
    "status.texts.fr.json",
    "status.texts.it.json",
    "status.texts.ja.json",
    "status.texts.nl.json",
    "status.texts.pt.json",
];

/// Those of them that no form loads.
const LEADS: [&str; 2] = ["leads.js", "leads.wasm"];

/// Builds the package's files, unless nothing changed, and prints their sizes and the embed snippet.
///
/// # Errors
///
/// A tool is missing or fails; the message says which and what to do.
pub fn build() -> Result<()> {
    let start = Instant::now();
    let dist = paths::dist();
    let whole = Stamp::new(dist.join(WHOLE), hash(&inputs())?);
    if whole.holds() && are_there(&dist, |_| true) {
        copy_schema(&dist)?;
        println!("pkg/dist is up to date.");
        return Ok(());
    }
    tools::ensure()?;
    empty(&dist)?;
    // The builds run in parallel, since linking and optimising a module each keep one core busy for a minute.
    let [form, rules, leads, delivery, status] = module::MODULES;
    std::thread::scope(|scope| {
        let forms = scope.spawn(|| build_modules(&[form, rules, delivery, status], &dist));
        leads.build(&dist).and(forms.join().unwrap_or_else(|_| bail!("The build of a module panicked")))
    })?;
    loader::build(&dist)?;
    status::build(&dist)?;
    copy_schema(&dist)?;
    let sizes = sizes::measure(&dist)?;
    whole.set()?;

    println!();
    sizes::print(&sizes);
    println!("\nEmbed it (the hash is of this build):\n\n{}\n", loader::snippet(&dist)?);
    println!("Built pkg/dist in {:.1} s.", start.elapsed().as_secs_f64());
    Ok(())
}

/// Builds what forms load, unless nothing changed. The module for long lists is left out, since it takes as long as
/// everything else.
///
/// The tools of [`tools::ensure`] must be there.
///
/// # Errors
///
/// As for [`build`].
pub fn build_for_forms() -> Result<()> {
    let dist = paths::dist();
    let inputs = hash(&inputs())?;
    let [whole, for_forms] = [WHOLE, FOR_FORMS].map(|stamp| Stamp::new(dist.join(stamp), inputs.clone()));
    if (whole.holds() || for_forms.holds()) && are_there(&dist, |file| !LEADS.contains(&file)) {
        return copy_schema(&dist);
    }
    empty(&dist)?;
    let [form, rules, _, delivery, status] = module::MODULES;
    build_modules(&[form, rules, delivery, status], &dist)?;
    loader::build(&dist)?;
    status::build(&dist)?;
    copy_schema(&dist)?;
    for_forms.set()
}

/// The stamps, beside the files.
const WHOLE: &str = ".built";
const FOR_FORMS: &str = ".built-for-forms";

fn build_modules(modules: &[Module], dist: &Path) -> Result<()> {
    modules.iter().try_for_each(|module| module.build(dist))
}

fn are_there(dist: &Path, is_needed: impl Fn(&str) -> bool) -> bool {
    FILES.iter().filter(|file| is_needed(file)).all(|file| dist.join(file).is_file())
}

/// Empties the folder, so that no file of an earlier build is left.
fn empty(dist: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(dist);
    fs::create_dir_all(dist).with_context(|| format!("{} cannot be created", dist.display()))
}

/// Copies the schema of `program.json` to where an endpoint serves the package.
fn copy_schema(dist: &Path) -> Result<()> {
    let file = "program.schema.json";
    let copied = fs::copy(paths::root().join("pkg").join(file), dist.join(file));
    copied.map(|_| ()).with_context(|| format!("{file} cannot be copied"))
}

/// Returns the files and folders that the package is built from.
fn inputs() -> Vec<PathBuf> {
    let inputs = [
        "src",
        "language/src/texts",
        "xtask/src",
        "Cargo.toml",
        "Cargo.lock",
        "package.json",
        "package-lock.json",
        "rust-toolchain.toml",
    ];
    inputs.iter().map(|input| paths::root().join(input)).collect()
}

/// Writes a Brotli version (`.br`, quality 11) beside each file.
fn brotli(files: &[PathBuf]) -> Result<()> {
    run(command("node").arg(paths::root().join("xtask/src/build/brotli.mjs")).args(files))
}
