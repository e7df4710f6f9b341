//! Installs packages with `apt-get`, on Debian and systems derived from it.

use crate::steps::{command, run, step};
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Installs a package, if that needs no password.
///
/// # Errors
///
/// This is another system, there are no rights to install, or `apt-get` failed. In the last case its own message is
/// shown.
pub fn install(name: &str, package: &str) -> Result<()> {
    let Some(apt) = apt() else { bail!("packages cannot be installed here without a password") };
    step(&format!("Installing {name} (apt-get install {package})"), || {
        // One of the machine's package sources may be down, and the package may come from another. So an error is
        // ignored.
        let _ = run(apt("update").arg("--quiet"));
        run(apt("install").args(["--quiet", "--yes", package]))
    })
}

/// Returns a function that makes `apt-get` commands with the rights to install.
fn apt() -> Option<impl Fn(&str) -> Command> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let is_debian = release.lines().any(|line| line.starts_with("ID") && line.contains("debian"));
    let is_root = |line: &[&str]| {
        let output = Command::new(line[0]).args(&line[1..]).stderr(Stdio::null()).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == "0")
    };
    let needs_sudo = !is_root(&["id", "-u"]);
    if !is_debian
        || !Path::new("/usr/bin/apt-get").exists()
        || needs_sudo && !is_root(&["sudo", "-n", "id", "-u"])
    {
        return None;
    }
    Some(move |action: &str| {
        let mut apt = if needs_sudo { command("sudo") } else { command("env") };
        if needs_sudo {
            apt.args(["-n", "env"]);
        }
        // `sudo` does not pass the environment on by itself.
        apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", action]);
        apt
    })
}
