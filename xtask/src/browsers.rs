//! The browsers of the tests: those on the machine, or else from its package manager. Chromium may also be
//! Playwright's.

use crate::debian;
use crate::steps::{command, output_of, run, step};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// A browser for tests, or a program that one needs.
pub struct Browser {
    name: &'static str,
    /// The environment variable that names another one.
    variable: &'static str,
    /// A build of the same engine without windows, by the name of its command and of its Debian package.
    windowless: Option<&'static str>,
    /// The names that package managers give its command.
    commands: &'static [&'static str],
    /// The Debian package.
    package: &'static str,
    /// True if Playwright's build may be used. Its Firefox is not the one that people have.
    in_playwright: bool,
}

/// The browser that runs all tests.
pub const CHROMIUM: Browser = Browser {
    name: "Chromium",
    variable: "CHROME",
    // With it, tests take two thirds of the time.
    windowless: Some("chromium-headless-shell"),
    commands: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    package: "chromium",
    in_playwright: true,
};

/// The same with windows, for what the build without them has not: the back/forward cache.
pub const WHOLE_CHROMIUM: Browser = Browser { variable: "WHOLE_CHROME", windowless: None, ..CHROMIUM };

/// The browser that runs some tests, and with `cargo xtask test firefox` all that it can run.
pub const FIREFOX: Browser = Browser {
    name: "Firefox",
    variable: "FIREFOX",
    windowless: None,
    commands: &["firefox-esr", "firefox"],
    package: "firefox-esr",
    in_playwright: false,
};

/// The driver of WebKitGTK, which has its own browser, for `cargo xtask test webkit`.
pub const WEBKIT: Browser = Browser {
    name: "WebKitGTK's driver",
    variable: "WEBKIT_DRIVER",
    windowless: None,
    commands: &["WebKitWebDriver"],
    package: "webkit2gtk-driver",
    in_playwright: false,
};

/// A virtual display for WebKitGTK, if there is no screen.
pub const DISPLAY: Browser = Browser {
    name: "xvfb-run",
    variable: "XVFB_RUN",
    windowless: None,
    commands: &["xvfb-run"],
    package: "xvfb",
    in_playwright: false,
};

impl Browser {
    /// Returns its path. It is installed if it is missing.
    ///
    /// # Errors
    ///
    /// It is missing and cannot be installed. The message says what to do.
    pub fn ensure(&self) -> Result<PathBuf> {
        let Browser { name, package, variable, windowless, .. } = self;
        if let Some(windowless) = windowless
            && std::env::var_os(variable).is_none()
            && on_path(&[windowless]).is_none()
            && let Err(error) = debian::install(name, windowless)
        {
            println!("Testing without {windowless}: {error}.");
        }
        if let Some(found) = self.find()? {
            return Ok(found);
        }
        // A distribution's package also installs the libraries that Playwright's download expects on the machine.
        if let (Ok(()), Some(found)) = (debian::install(name, package), self.find()?) {
            return Ok(found);
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
        let on_path =
            self.windowless.and_then(|command| on_path(&[command])).or_else(|| on_path(self.commands));
        if on_path.is_some() || !self.in_playwright {
            return Ok(on_path);
        }
        let own = "console.log(require('@playwright/test').chromium.executablePath())";
        let own = output_of(command("node").args(["--input-type=commonjs", "--eval", own]))
            .context("Playwright cannot be asked for its browser")?;
        Ok(Some(PathBuf::from(own)).filter(|own| own.is_file()))
    }
}

/// Returns the first of some commands that is on the PATH.
fn on_path(commands: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    commands.iter().find_map(|command| {
        std::env::split_paths(&path).map(|folder| folder.join(command)).find(|candidate| candidate.is_file())
    })
}

/// Returns Playwright's command.
pub fn playwright() -> Command {
    let mut playwright = command("node");
    playwright.arg("node_modules/@playwright/test/cli.js");
    playwright
}
