//! What is installed by `apt-get`, on Debian and its children.

use crate::steps::{command, run, step};
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Installs a package, where that takes no password.
///
/// # Errors
///
/// This is another system, there are no rights to install, or `apt-get` failed; then its own message is shown.
pub fn install(name: &str, package: &str) -> Result<()> {
    let Some(apt) = apt() else { bail!("packages cannot be installed here without a password") };
    step(&format!("Installing {name} (apt-get install {package})"), || {
        // One of the machine's sources may be gone, and the package may come from another.
        let _ = run(apt("update").arg("--quiet"));
        run(apt("install").args(["--quiet", "--yes", package]))
    })
}

/// `apt-get` with the rights to install.
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
        // `sudo` hands on no environment of its own accord.
        apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", action]);
        apt
    })
}
