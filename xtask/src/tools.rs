//! Installs the tools that a build needs besides cargo, if they are missing.

use crate::build::stamp::{Stamp, hash};
use crate::paths::root;
use crate::steps::{command, output_of, run, step};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target of the Wasm modules.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The oldest Node.js that the npm packages run on.
const NODE: u32 = 20;

/// Makes sure that the Wasm target, the standard library's source, Node.js and the npm packages are installed.
///
/// # Errors
///
/// One is missing and cannot be installed. The message says what to do.
pub fn ensure() -> Result<()> {
    wasm_target()?;
    standard_library()?;
    node()?;
    npm_packages(&root())
}

/// Makes sure that the other parts of the toolchain are installed that `cargo xtask test` needs.
///
/// # Errors
///
/// One is missing and cannot be installed.
pub fn ensure_lints() -> Result<()> {
    for component in ["fmt", "clippy"] {
        let found = Command::new("cargo").args([component, "--version"]).output();
        if !found.is_ok_and(|output| output.status.success()) {
            let name = if component == "fmt" { "rustfmt" } else { component };
            rustup(&["component", "add", name])?;
        }
    }
    Ok(())
}

/// Checks the dependencies by the rules of `deny.toml`, with cargo-deny. It is installed if it is missing.
///
/// # Errors
///
/// A dependency breaks a rule, or cargo-deny cannot be installed.
pub fn deny() -> Result<()> {
    let found = Command::new("cargo").args(["deny", "--version"]).output();
    if !found.is_ok_and(|output| output.status.success()) {
        step("Installing cargo-deny (some minutes)", || {
            run(command("cargo").args(["install", "--locked", "cargo-deny"]))
        })?;
    }
    run(command("cargo").args(["deny", "check"]))
}

fn wasm_target() -> Result<()> {
    // This asks rustc and not rustup, so that a toolchain from another source is accepted.
    let library = output_of(command("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if PathBuf::from(library).is_dir() { Ok(()) } else { rustup(&["target", "add", WASM]) }
}

fn standard_library() -> Result<()> {
    let sysroot = PathBuf::from(output_of(command("rustc").args(["--print", "sysroot"]))?);
    let source = sysroot.join("lib/rustlib/src/rust/library");
    if source.is_dir() { Ok(()) } else { rustup(&["component", "add", "rust-src"]) }
}

fn rustup(arguments: &[&str]) -> Result<()> {
    let line = arguments.join(" ");
    step(&format!("Fetching a missing part of the Rust toolchain (rustup {line})"), || {
        run(command("rustup").args(arguments)).with_context(|| {
            format!(
                "The Rust toolchain lacks a part that `rustup {line}` fetches. \
                 Check the network, or that rustup is installed (https://rustup.rs), and start again"
            )
        })
    })
}

fn node() -> Result<()> {
    let advice = format!("Install Node.js {NODE} or newer (https://nodejs.org) and start again.");
    let Ok(version) = output_of(command("node").arg("--version")) else {
        bail!("Node.js was not found on the PATH. {advice}");
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < NODE) {
        bail!("Node.js {version} is too old. {advice}");
    }
    Ok(())
}

/// Makes sure that the npm packages of a folder's package-lock.json are installed.
///
/// # Errors
///
/// npm is missing or cannot install them.
pub fn npm_packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    // The stamp is inside node_modules, so that it is deleted with the packages.
    let stamp = Stamp::new(folder.join("node_modules/.installed"), hash(std::slice::from_ref(&lock))?);
    if stamp.holds() {
        return Ok(());
    }
    let lock = lock.strip_prefix(root()).unwrap_or(&lock).display().to_string();
    step(&format!("Installing the npm packages that {lock} names (npm ci)"), || {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        run(command(npm).args(["ci", "--no-audit", "--no-fund"]).current_dir(folder)).with_context(|| {
            format!(
                "npm could not install the packages of {lock}. \
                 Check that npm is installed and the network (or npm's proxy settings), and start again"
            )
        })
    })?;
    stamp.set()
}

#[cfg(test)]
mod tests {
    use super::{NODE, root};
    use serde_json::Value;
    use std::fs;

    /// True if a version range, as packages write it, includes the first release of a major version.
    fn takes(range: &str, major: u32) -> bool {
        range.split("||").any(|part| {
            let part = part.trim();
            let digits = part.trim_start_matches(|c: char| !c.is_ascii_digit());
            let mut numbers = digits.split('.').map(|number| number.parse::<u32>().unwrap_or_default());
            let (first, rest) = (numbers.next().unwrap_or_default(), numbers.sum::<u32>());
            match part.chars().next() {
                Some('^' | '~') => first == major && rest == 0,
                Some('>') => (first, rest) <= (major, 0),
                _ => part == "*" || first == major,
            }
        })
    }

    #[test]
    fn every_npm_package_runs_on_the_oldest_node() {
        for (range, expected) in [
            (">=20", true),
            (">= 22.0.0", false),
            ("^10 || ^12 || >=14", true),
            (">=20.1", false),
            ("18", false),
        ] {
            assert_eq!(takes(range, 20), expected, "{range}");
        }
        let text = fs::read_to_string(root().join("package-lock.json")).expect("the lock is there");
        let lock: Value = serde_json::from_str(&text).expect("it is JSON");
        for (name, package) in lock["packages"].as_object().expect("packages") {
            let range = package["engines"]["node"].as_str().unwrap_or("*");
            assert!(takes(range, NODE), "{name} wants Node.js {range}, and the README promises {NODE}");
        }
        let promise = fs::read_to_string(root().join("README.md")).expect("the README is there");
        assert!(promise.contains(&format!("[Node.js](https://nodejs.org) {NODE} or newer")));
    }
}
