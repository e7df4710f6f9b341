//! `cargo xtask test`: runs all checks, the quick ones first.

use crate::browsers::{CHROMIUM, DISPLAY, FIREFOX, WEBKIT, WHOLE_CHROMIUM, playwright};
use crate::build::{self, sizes};
use crate::steps::{build_referral, cargo, command, run, run_both};
use crate::tools::WASM;
use crate::{paths, postgres, recipes, tools};
use anyhow::{Context, Result, bail};
use std::fs;
use std::process::Command;
use std::time::Instant;

type Check = fn() -> Result<()>;

/// The option that tests two copies of the endpoint on one PostgreSQL.
const COPIES: &str = "--copies";

/// Runs the quick checks, for use while writing code.
///
/// # Errors
///
/// The check that failed, by its heading.
pub fn check() -> Result<()> {
    run_all(&[
        ("Tools", || tools::ensure_lints().and_then(|()| tools::ensure())),
        ("Format", formatted),
        ("Lints", lint),
        ("Types of JavaScript and of the package", types_hold),
        ("Tests within the crates", || run(cargo().args(["test", "--workspace", "--lib"]))),
    ])
}

/// Runs all checks in order and stops at the first that fails.
///
/// # Errors
///
/// The check that failed, by its heading.
pub fn test() -> Result<()> {
    run_all(&[
        ("Tools", tools_are_there),
        ("Format", formatted),
        ("Lints", lint),
        ("Lints of the Wasm modules", lint_modules),
        ("Lints of the command without the endpoint", lint_command),
        ("Docs", docs_are_whole),
        ("Types of JavaScript and of the package", types_hold),
        ("Recipes", recipes::hold),
        ("Compiling the tests", || run(cargo().args(["test", "--workspace", "--no-run"]))),
        ("Tests, and the build meanwhile", tests_and_build),
        ("Conformance", modules_agree),
        ("Sizes", sizes_hold),
        ("Faults", faults_do_no_harm),
        ("Browser tests", browser_tests),
    ])
}

fn run_all(checks: &[(&str, Check)]) -> Result<()> {
    let start = Instant::now();
    for (name, check) in checks {
        println!("\n── {name} {}", "─".repeat(70_usize.saturating_sub(name.len())));
        let since = Instant::now();
        check().with_context(|| format!("FAILED: {name}"))?;
        println!("── {name}: {} s", since.elapsed().as_secs());
    }
    let seconds = start.elapsed().as_secs();
    println!("\nAll of it holds. It took {} min {} s.", seconds / 60, seconds % 60);
    Ok(())
}

/// Runs the tests, which often wait, and compiles the Wasm modules meanwhile.
fn tests_and_build() -> Result<()> {
    let mut build = command(std::env::current_exe().context("this program has no path")?);
    run_both(cargo().args(["test", "--workspace"]), build.arg("build"))
}

fn tools_are_there() -> Result<()> {
    tools::ensure_lints()?;
    tools::ensure()?;
    println!("Testing in {} and {}.", CHROMIUM.ensure()?.display(), FIREFOX.ensure()?.display());
    println!("Testing the back/forward cache in {}.", WHOLE_CHROMIUM.ensure()?.display());
    println!("Testing the store with {}.", postgres::ensure()?.join("postgres").display());
    Ok(())
}

fn formatted() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    run(npm_tool("prettier").args(["--check", "."]))
}

fn lint() -> Result<()> {
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    run(npm_tool("eslint").arg("."))
}

/// Returns a command of the npm packages.
fn npm_tool(name: &str) -> Command {
    command(paths::root().join("node_modules/.bin").join(name))
}

fn lint_modules() -> Result<()> {
    let lint = |arguments: &[&str]| {
        run(cargo()
            .args(["clippy", "--package", "referral-widget", "--target", WASM, "--lib"])
            .args(arguments)
            .args(["--", "-D", "warnings"]))
    };
    lint(&["--no-default-features", "--bin", "form"])?;
    lint(&["--no-default-features", "--features", "status", "--bin", "status"])?;
    lint(&["--no-default-features", "--features", "engine", "--bin", "rules"])?;
    lint(&["--bin", "leads", "--bin", "delivery"])
}

/// Checks the command without the endpoint, as somebody who only writes rules may build it.
fn lint_command() -> Result<()> {
    run(cargo()
        .args(["clippy", "--package", "referral-cli", "--no-default-features"])
        .args(["--", "-D", "warnings"]))
}

/// Checks that all links in docs are valid, also in the docs of private items.
fn docs_are_whole() -> Result<()> {
    let mut doc = cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", "-D warnings");
    run(&mut doc)
}

/// Checks the types of the loader, of tests and benches, and of `pkg/` as TypeScript pages and portals use it.
fn types_hold() -> Result<()> {
    for project in ["src/browser/loader", ".", "tests/types"] {
        run(npm_tool("tsc").args(["--project", project]))?;
    }
    Ok(())
}

/// Checks that the built rules module answers as the native engine does. `tests/conformance/` ran natively with the
/// other tests, and left its fixtures and their replies. The leads module must judge and read lists as the command
/// does.
fn modules_agree() -> Result<()> {
    run(command("node")
        .arg("tests/conformance/compare.mjs")
        .arg(paths::target().join("tmp/conformance.jsonl"))
        .arg(paths::dist()))?;
    run(command("node").arg("tests/conformance/leads.mjs").arg(paths::referral()).arg(paths::dist()))?;
    run(command("node").arg("tests/conformance/lists.mjs").arg(paths::dist()))
}

/// Checks the promises about what a page loads: its size, and no rules engine before the form.
fn sizes_hold() -> Result<()> {
    let text = fs::read_to_string(paths::dist().join("sizes.json")).context("sizes.json cannot be read")?;
    let sizes: serde_json::Value = serde_json::from_str(&text).context("sizes.json is not JSON")?;
    sizes::print(&sizes);
    for (name, _, limit) in sizes::GROUPS {
        match sizes[name]["brotli"].as_u64() {
            Some(bytes) if bytes <= limit * 1024 => {}
            bytes => {
                bail!("{name} may be {limit} KiB after Brotli and is {} bytes", bytes.unwrap_or_default())
            }
        }
    }
    // The other modules must contain Rhai, which proves that the search can find it.
    let with_rhai = &sizes["modules_with_rhai"];
    if *with_rhai != serde_json::json!(["rules.wasm", "leads.wasm"]) {
        bail!(
            "Rhai must be in rules.wasm and leads.wasm, and in no other module; it is found in {with_rhai}"
        );
    }
    println!("Rhai is neither in form.wasm nor in delivery.wasm.");
    Ok(())
}

/// Takes pictures of the current form for the README, or of the gallery into the target folder.
///
/// # Errors
///
/// The build or the browser failed.
pub fn screenshot(what: &str) -> Result<()> {
    build::build()?;
    build_referral()?;
    run(command("node")
        .arg(format!("tests/browser/screenshots/{what}.mjs"))
        .arg(paths::target().join("gallery"))
        .env("CHROME", CHROMIUM.ensure()?)
        .env("REFERRAL", paths::referral()))
}

/// Sends a few leads to one endpoint, and others to two copies of it.
fn faults_do_no_harm() -> Result<()> {
    let few = ["--submissions", "120"];
    run_both(&mut laboratory(&few)?, &mut laboratory(&[&few[..], &[COPIES]].concat())?)
}

/// Builds, sends leads through faults of all kinds, and checks that each arrives once (`tests/faults/`).
///
/// # Errors
///
/// The build or the browser failed, or a lead was lost or stored twice. The message has the seed that repeats the run.
pub fn faults(arguments: &[&str]) -> Result<()> {
    build::build()?;
    build_referral()?;
    run(&mut laboratory(arguments)?)
}

/// Gives random sequences of commands in processes that are killed, and compares what is stored with a model in memory
/// (`store/tests/killed/`).
///
/// # Errors
///
/// What is stored differs from the model. The message has the seed that repeats the run.
pub fn commands_survive(sequences: &str, seed: Option<&str>) -> Result<()> {
    let mut tests = cargo();
    tests.args(["test", "--package", "referral-store", "--test", "killed", "--", "--nocapture"]);
    tests.env("REFERRAL_SEQUENCES", sequences).env(postgres::FOLDER, postgres::ensure()?);
    if let Some(seed) = seed {
        tests.env("REFERRAL_SEED", seed);
    }
    run(&mut tests)
}

/// Returns the command that sends leads through faults.
fn laboratory(arguments: &[&str]) -> Result<Command> {
    let mut laboratory = command("node");
    laboratory.arg("tests/faults/lab.mjs").args(arguments);
    if arguments.contains(&COPIES) {
        laboratory.env(postgres::FOLDER, postgres::ensure()?);
    }
    laboratory.env("CHROME", CHROMIUM.ensure()?).env("REFERRAL", paths::referral());
    Ok(laboratory)
}

/// Runs all tests in Chromium, and those tagged `@firefox` in Firefox as well.
fn browser_tests() -> Result<()> {
    in_browsers(&["chromium", "firefox"])
}

/// Builds, and runs in Firefox all browser tests that it can run.
///
/// # Errors
///
/// The build, the browser or a test failed.
pub fn whole_in_firefox() -> Result<()> {
    build::build()?;
    build_referral()?;
    in_browsers(&["firefox-whole"])
}

/// Builds, and runs the tests of `tests/webkit/` in WebKitGTK.
///
/// # Errors
///
/// The build, the browser or a test failed.
pub fn in_webkit() -> Result<()> {
    build::build()?;
    build_referral()?;
    run(command(DISPLAY.ensure()?)
        .args(["--auto-servernum", "node", "--test", "tests/webkit/"])
        .env("WEBKIT_DRIVER", WEBKIT.ensure()?)
        .env("REFERRAL", paths::referral()))
}

fn in_browsers(projects: &[&str]) -> Result<()> {
    run(playwright()
        .arg("test")
        .args(projects.iter().map(|project| format!("--project={project}")))
        .env("CHROME", CHROMIUM.ensure()?)
        .env("WHOLE_CHROME", WHOLE_CHROMIUM.ensure()?)
        .env("FIREFOX", FIREFOX.ensure()?)
        .env("REFERRAL", paths::referral()))
}
