//! A Chromium for the browser tests: the machine's own, else Playwright's, else one that is fetched.

use crate::steps::{command, read, run, step};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What package managers call it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser to test with, fetched if there is none.
///
/// # Errors
///
/// There is none and none can be fetched; the message says what to do.
pub fn ensure() -> Result<PathBuf> {
    if let Some(found) = find()? {
        return Ok(found);
    }
    // A distribution's package brings the libraries that Playwright's download leaves to the machine.
    if let Some(installer) = debian_installer() {
        let installed = step("Installing Chromium (apt-get install chromium)", || {
            run(installer("update").arg("--quiet"))?;
            run(installer("install").args(["--quiet", "--yes", "chromium"]))
        });
        if let (Ok(()), Some(found)) = (installed, find()?) {
            return Ok(found);
        }
    }
    let fetched = step("Fetching Chromium (npx playwright install chromium)", || {
        run(playwright().args(["install", "chromium"]))
    });
    match find()? {
        Some(found) if fetched.is_ok() => Ok(found),
        _ => bail!(
            "No Chromium was found for the browser tests and none could be fetched. Install one \
             (on Debian: `sudo apt-get install chromium`) or set CHROME to its path, and start again."
        ),
    }
}

/// Playwright's command.
pub fn playwright() -> Command {
    let mut playwright = command("node");
    playwright.arg("node_modules/@playwright/test/cli.js");
    playwright
}

fn find() -> Result<Option<PathBuf>> {
    if let Some(chrome) = std::env::var_os("CHROME").filter(|chrome| !chrome.is_empty()) {
        let chrome = PathBuf::from(chrome);
        if !chrome.is_file() {
            bail!("CHROME names {}, which does not exist.", chrome.display());
        }
        return Ok(Some(chrome));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = NAMES.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
    });
    if on_path.is_some() {
        return Ok(on_path);
    }
    let own = "console.log(require('@playwright/test').chromium.executablePath())";
    let own = read(command("node").args(["--input-type=commonjs", "--eval", own]))
        .context("Playwright cannot be asked for its browser")?;
    Ok(Some(PathBuf::from(own)).filter(|own| own.is_file()))
}

/// `apt-get` with the rights to install, where this is Debian or one of its children and the rights are
/// there without a password.
fn debian_installer() -> Option<impl Fn(&str) -> Command> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let debian = release.lines().any(|line| line.starts_with("ID") && line.contains("debian"));
    let answers = |line: &[&str], wanted: &str| {
        let output = Command::new(line[0]).args(&line[1..]).stderr(Stdio::null()).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == wanted)
    };
    let root = answers(&["id", "-u"], "0");
    if !debian
        || !Path::new("/usr/bin/apt-get").exists()
        || !root && !answers(&["sudo", "-n", "id", "-u"], "0")
    {
        return None;
    }
    Some(move |action: &str| {
        let mut apt = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            apt.args(["-n", "apt-get"]);
        }
        apt.arg(action).env("DEBIAN_FRONTEND", "noninteractive");
        apt
    })
}
