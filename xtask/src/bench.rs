//! `cargo xtask bench`: compares the rules engine and the form with other libraries, and measures the form at a
//! keystroke. `benches/README.md` says what is measured.

use crate::browsers::CHROMIUM;
use crate::steps::{build_referral, cargo, command, run};
use crate::{build, paths, postgres, tools};
use anyhow::{Context, Result};

/// Builds, installs the other libraries, checks that all engines give the same verdicts, measures and prints the table.
/// A quick run has few rounds, to check that the bench works.
///
/// # Errors
///
/// A tool or a library cannot be installed, or two engines judge a lead differently. A missed target is no error.
pub fn rules(quick: bool) -> Result<()> {
    build::build()?;
    tools::npm_packages(&paths::root().join("benches/rules"))?;
    let bundles = paths::target().join("xtask/bench");
    run(command("node")
        .args(["--expose-gc", "benches/rules/bench.mjs"])
        .arg(bundles)
        .args(quick.then_some("--quick")))
    .context("The bench did not run to its end")
}

/// Builds, installs the other libraries, and checks that all forms ask the same questions. Then it measures in Chromium
/// what each form loads, and how long it takes until the first field can be used. A quick run has one round.
///
/// # Errors
///
/// A tool or a library cannot be installed, or a form lacks a question. A missed limit is no error.
pub fn form(quick: bool) -> Result<()> {
    build::build()?;
    build_referral()?;
    tools::npm_packages(&paths::root().join("benches/form"))?;
    run(command("node")
        .arg("benches/form/bench.mjs")
        .args(quick.then_some("--quick"))
        .env("CHROME", CHROMIUM.ensure()?)
        .env("REFERRAL", paths::referral()))
    .context("The bench did not run to its end")
}

/// Builds, and measures in Chromium the time from a keystroke to the verdict on the page.
///
/// # Errors
///
/// The build or the browser failed. A missed target is no error.
pub fn keystroke() -> Result<()> {
    build::build()?;
    build_referral()?;
    run(command("node")
        .arg("benches/keystroke/bench.mjs")
        .env("CHROME", CHROMIUM.ensure()?)
        .env("REFERRAL", paths::referral()))
}

/// Builds the endpoint for release, installs the load generator, and measures how fast leads are taken. It compares
/// with a plain server, first with both on SQLite, then with both on PostgreSQL.
///
/// # Errors
///
/// A tool cannot be installed, or there was a wrong answer under too much load.
pub fn intake(quick: bool) -> Result<()> {
    build::build()?;
    tools::npm_packages(&paths::root().join("benches/intake"))?;
    run(cargo().args([
        "build",
        "--release",
        "--workspace",
        "--bin",
        "referral",
        "--bin",
        "intake-baseline",
    ]))?;
    let release = paths::target().join("release");
    run(command("node")
        .arg("benches/intake/bench.mjs")
        .args([release.join("referral"), release.join("intake-baseline"), paths::dist()])
        .args(quick.then_some("--quick"))
        .env(postgres::FOLDER, postgres::ensure()?))
    .context("The bench did not run to its end")
}

/// Builds the endpoint for release, and measures the open pages of partners: their memory, and how soon they show a change.
///
/// # Errors
///
/// The build failed, or the endpoint refused something. A missed target is no error.
pub fn live() -> Result<()> {
    build::build()?;
    run(cargo().args(["build", "--release", "--workspace", "--bin", "referral"]))?;
    run(command("node")
        .arg("benches/live/bench.mjs")
        .args([paths::target().join("release/referral"), paths::dist()]))
}

/// Builds the endpoint for release, and measures how long the desk takes with 1,000 and with 100,000 referrals, on both
/// databases.
///
/// # Errors
///
/// A tool cannot be installed, or a page takes more than twice the time with many referrals.
pub fn desk(quick: bool) -> Result<()> {
    build::build()?;
    run(cargo().args(["build", "--release", "--workspace", "--bin", "referral"]))?;
    run(command("node")
        .arg("benches/desk/bench.mjs")
        .args([paths::target().join("release/referral"), paths::dist()])
        .args(quick.then_some("--quick"))
        .env(postgres::FOLDER, postgres::ensure()?))
    .context("The bench did not run to its end")
}
