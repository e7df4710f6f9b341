//! Runs steps: prints what is done, does it, and prints how long it took.

use crate::paths;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

/// Announces a step, does it and prints the seconds it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("▸ {what}");
    let start = Instant::now();
    let done = work()?;
    println!("✓ {what}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(done)
}

/// Makes a command that runs in the repository's root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    command
}

/// Makes a command for the cargo that runs this program.
pub fn cargo() -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.env("CARGO_TARGET_DIR", paths::target());
    cargo
}

/// Builds the command `referral`. `cargo test --workspace` has built it as well, with other features of some packages, so
/// `cargo xtask test` does not call this: all of them would be compiled a second time.
pub fn build_referral() -> Result<()> {
    run(cargo().args(["build", "--workspace", "--bin", "referral"]))
}

/// Runs a command and shows its output.
///
/// # Errors
///
/// It cannot be started, or it failed. In the second case its own message is shown above.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("`{}` cannot be started", name(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status}); its own message is above", line(command));
    }
    Ok(())
}

/// Runs two commands at once. What the second one prints is shown after the first one has ended.
///
/// # Errors
///
/// One of them cannot be started, or failed.
pub fn run_both(first: &mut Command, second: &mut Command) -> Result<()> {
    let (first, beside) = thread::scope(|scope| {
        let beside = scope.spawn(|| second.stdin(Stdio::null()).output());
        (run(first), beside.join())
    });
    let output = match beside {
        Ok(output) => output.with_context(|| format!("`{}` cannot be started", name(second)))?,
        Err(panic) => std::panic::resume_unwind(panic),
    };
    println!("\n── meanwhile: {}", line(second));
    print!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    first?;
    if !output.status.success() {
        bail!("`{}` failed ({}); its own message is above", line(second), output.status);
    }
    Ok(())
}

/// Runs a command and returns what it printed.
///
/// # Errors
///
/// It cannot be started, or it failed.
pub fn output_of(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{}` cannot be started", name(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", line(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

/// Returns the command as it would be typed, cut off if it is long.
fn line(command: &Command) -> String {
    let mut line = name(command);
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
        if line.len() > 120 {
            line.push_str(" …");
            break;
        }
    }
    line
}
