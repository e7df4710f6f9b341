//! `referral precheck` on lists that are wide or long.

use crate::leads::{HEADER, command, precheck, run};
use crate::small::small_program;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::thread;
use tempfile::TempDir;

#[test]
fn as_many_columns_as_a_worksheet_has_are_written_and_more_refused() {
    let header = |columns: usize| format!("company{}\n", ",Note".repeat(columns - 1));
    let list = format!("{}a\n{}", header(16_384), "b,DE\n".repeat(9));
    for format in ["csv", "jsonl", "table"] {
        let run = precheck(&["--keep", "--format", format], list.as_bytes());
        assert_eq!(
            (run.status, run.out.lines().count()),
            (1, if format == "jsonl" { 10 } else { 11 }),
            "{}",
            run.err
        );
    }
    let run = precheck(&["--keep", "--format", "jsonl"], header(100_000).as_bytes());
    assert_eq!(
        run.err.lines().last(),
        Some(
            "error: standard input: header: has 100000 columns; the limit is 16384 (keep the columns that answer fields \
             of the program, and leave out the others)"
        )
    );
    assert_eq!((run.status, run.out.as_str()), (2, ""));
}

#[test]
fn a_table_takes_a_cell_of_any_width() {
    let list = format!("company,{}\n{},a\nb,c\n", "x".repeat(100_000), "y".repeat(100_000));
    let wide = precheck(&["--keep", "--format", "table"], list.as_bytes());
    assert_eq!((wide.status, wide.out.lines().count()), (1, 3), "{}", wide.err);
    assert!(wide.out.len() < 400_000, "a wide cell does not make each row as wide");
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration");
    let mut narrow = command(Path::new(program));
    narrow.args(["--keep", "--format", "table"]).env("COLUMNS", "120");
    let list = format!("company{}\n", format!(",{}", "x".repeat(60)).repeat(16_000));
    let table = run(narrow, list.as_bytes()).out;
    assert_eq!(table.lines().map(|line| line.chars().count()).collect::<Vec<_>>(), [120]);
}

/// Returns the most memory that the process has used so far, in KiB.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_rows() {
    const ROWS: usize = 200_000;
    let folder = TempDir::new().unwrap();
    small_program(folder.path());
    let mut child = command(folder.path()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        let row = format!("Beispiel {}\n", "x".repeat(90));
        input.write_all(b"company\n").unwrap();
        for _ in 0..ROWS / 1_000 {
            input.write_all(row.repeat(1_000).as_bytes()).unwrap();
        }
        // The input is returned and stays open, so that the process waits for more while its memory is measured.
        input
    });
    let process = child.id();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let after = |line: String, number: usize| assert_eq!(line, format!("{number},qualified,0,,,,,,,"));
    assert_eq!(format!("{}\n", lines.next().unwrap()), HEADER);
    for number in 2..ROWS / 10 {
        after(lines.next().unwrap(), number);
    }
    let early = peak(process);
    // The last rows wait until their batch is full.
    for number in ROWS / 10..ROWS - 2_000 {
        after(lines.next().unwrap(), number);
    }
    let late = peak(process);
    assert!(late < early + 4 * 1024, "{early} KiB after a tenth of the rows, {late} KiB after nearly all");
    drop(writer.join().unwrap());
    assert_eq!(lines.count(), 2_002);
    assert!(child.wait().unwrap().success());
}

/// Each row is written with the name of the column, which is a million times as long as the row.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_what_short_rows_are_written_with() {
    let folder = TempDir::new().unwrap();
    small_program(folder.path());
    let mut child = command(folder.path()).args(["--keep", "--format", "jsonl"]).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let list = format!("company,{}\n{}", "x".repeat(500_000), "a,b\n".repeat(2_000));
    let writer = thread::spawn(move || input.write_all(list.as_bytes()).is_ok());
    let process = child.id();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.take(20).all(|line| line.len() > 500_000));
    let most = peak(process);
    child.kill().unwrap();
    child.wait().unwrap();
    let _ = writer.join().unwrap();
    // Even one batch of 256 such rows would need more.
    assert!(most < 100 * 1024, "{most} KiB");
}
