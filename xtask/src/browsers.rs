//! The browsers of the tests: the machine's own, else those of its package manager. Chromium may be Playwright's, too.

use crate::steps::{command, output_of, run, step};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A browser to test with, or what one needs.
pub struct Browser {
    name: &'static str,
    /// The environment variable that names another.
    variable: &'static str,
    /// What package managers call its command.
    commands: &'static [&'static str],
    /// Debian's package.
    package: &'static str,
    /// Whether Playwright has one that serves as well: its own Firefox is not as people have it.
    in_playwright: bool,
}

/// The browser of all tests.
pub const CHROMIUM: Browser = Browser {
    name: "Chromium",
    variable: "CHROME",
    commands: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    package: "chromium",
    in_playwright: true,
};

/// The browser of some, and of the whole suite by `cargo xtask test firefox`.
pub const FIREFOX: Browser = Browser {
    name: "Firefox",
    variable: "FIREFOX",
    commands: &["firefox-esr", "firefox"],
    package: "firefox-esr",
    in_playwright: false,
};

/// The driver of WebKitGTK, which brings its own browser, for `cargo xtask test webkit`.
pub const WEBKIT: Browser = Browser {
    name: "WebKitGTK's driver",
    variable: "WEBKIT_DRIVER",
    commands: &["WebKitWebDriver"],
    package: "webkit2gtk-driver",
    in_playwright: false,
};

/// A display for it, where there is none.
pub const DISPLAY: Browser = Browser {
    name: "xvfb-run",
    variable: "XVFB_RUN",
    commands: &["xvfb-run"],
    package: "xvfb",
    in_playwright: false,
};

impl Browser {
    /// Its path, fetched if there is none.
    ///
    /// # Errors
    ///
    /// There is none and none can be fetched; the message says what to do.
    pub fn ensure(&self) -> Result<PathBuf> {
        if let Some(found) = self.find()? {
            return Ok(found);
        }
        let Browser { name, package, variable, .. } = self;
        // A distribution's package brings the libraries that Playwright's download leaves to the machine.
        if let Some(installer) = debian_installer() {
            let installed = step(&format!("Installing {name} (apt-get install {package})"), || {
                run(installer("update").arg("--quiet"))?;
                run(installer("install").args(["--quiet", "--yes", package]))
            });
            if let (Ok(()), Some(found)) = (installed, self.find()?) {
                return Ok(found);
            }
        }
        if self.in_playwright {
            let fetched = step("Fetching Chromium (npx playwright install chromium)", || {
                run(playwright().args(["install", "chromium"]))
            });
            if let (Ok(()), Some(found)) = (fetched, self.find()?) {
                return Ok(found);
            }
        }
        bail!(
            "No {name} was found for the browser tests and none could be fetched. Install one \
             (on Debian: `sudo apt-get install {package}`) or set {variable} to its path, and start again."
        )
    }

    fn find(&self) -> Result<Option<PathBuf>> {
        if let Some(named) = std::env::var_os(self.variable).filter(|named| !named.is_empty()) {
            let named = PathBuf::from(named);
            if !named.is_file() {
                bail!("{} names {}, which does not exist.", self.variable, named.display());
            }
            return Ok(Some(named));
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let on_path = self.commands.iter().find_map(|command| {
            std::env::split_paths(&path)
                .map(|folder| folder.join(command))
                .find(|candidate| candidate.is_file())
        });
        if on_path.is_some() || !self.in_playwright {
            return Ok(on_path);
        }
        let own = "console.log(require('@playwright/test').chromium.executablePath())";
        let own = output_of(command("node").args(["--input-type=commonjs", "--eval", own]))
            .context("Playwright cannot be asked for its browser")?;
        Ok(Some(PathBuf::from(own)).filter(|own| own.is_file()))
    }
}

/// Playwright's command.
pub fn playwright() -> Command {
    let mut playwright = command("node");
    playwright.arg("node_modules/@playwright/test/cli.js");
    playwright
}

/// `apt-get` with the rights to install, where this is Debian or one of its children and the rights are
/// there without a password.
pub fn debian_installer() -> Option<impl Fn(&str) -> Command> {
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
