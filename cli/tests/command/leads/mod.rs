//! Runs `referral precheck`.

#![allow(dead_code, reason = "each test program uses its part of it")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

pub const HEADER: &str = "line,status,score,fee,currency,plan,route,unmet,waiting_for,errors\n";

/// The result of a run.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Returns its messages, without the time it took.
    pub fn said(&self) -> String {
        let timeless = |line: &str| match line.split_once(" in ") {
            Some((rows, rest)) if rows.ends_with("row") || rows.ends_with("rows") => {
                let (_, rest) = rest.split_once(" s").unwrap();
                format!("{rows}{rest}\n")
            }
            _ => format!("{line}\n"),
        };
        self.err.lines().map(timeless).collect()
    }
}

pub fn command(program: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
    command.arg("precheck").arg(program).args(["-", "--today", "2026-11-23"]).env_remove("COLUMNS");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the sample program on standard input.
pub fn precheck(arguments: &[&str], input: &[u8]) -> Run {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration");
    let mut command = command(Path::new(program));
    command.args(arguments);
    run(command, input)
}

pub fn run(mut command: Command, input: &[u8]) -> Run {
    let mut child = command.spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    // A run that refuses its arguments does not read its input.
    let writer = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    Run {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Returns the number of rows in a CSV output.
pub fn rows(out: &str) -> usize {
    csv::Reader::from_reader(out.as_bytes()).records().map(Result::unwrap).count()
}
