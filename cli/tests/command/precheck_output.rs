//! What `referral precheck` writes for spreadsheets, and which files it never overwrites.

use crate::leads::{Run, precheck, rows, run};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// One of these leads cannot be read.
const LEADS: &str = "company,country\nBeispiel,DE\n-,DE,\n";

#[test]
fn no_cell_is_a_formula_for_a_spreadsheet_of_another_country() {
    let list =
        "company,Note;=1,\"a\n=b\"\nx;=cmd|' /C calc'!A0,\u{200b}=1,\u{a0}@A1\n\"x\r\n+A1\",\"\"\"=1\",-1\n";
    let run = precheck(&["--keep"], list.as_bytes());
    assert!(run.out.starts_with("company,'Note;'=1,\"'a\n'=b\",line,"), "{}", run.out);
    assert!(run.out.contains("\n'x;'=cmd|' /C calc'!A0,'\u{200b}=1,'\u{a0}@A1,3,"), "{}", run.out);
    assert!(run.out.contains("\n\"'x\r\n'+A1\",\"'\"\"=1\",-1,4,"), "{}", run.out);
    // The message about a row quotes the name of a column.
    let run = precheck(&[], b"company,x;=1\na,\xffb\xc3\xbc\xc3\xbc\n");
    assert!(run.out.contains(",'has bytes in the column `x;'=1` that are not UTF-8 text"), "{}", run.out);
}

#[test]
fn the_output_may_be_a_file_but_not_the_leads() {
    let folder = TempDir::new().unwrap();
    let (leads, out) = (folder.path().join("leads.csv"), folder.path().join("out.csv"));
    fs::write(&leads, LEADS).unwrap();
    let program = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration/program.json"));
    let to = |output: &Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_referral"));
        command.arg("precheck").args([program, &leads, Path::new("--output"), output]);
        run(piped(command), b"")
    };
    let written = to(&out);
    assert_eq!((written.status, written.out.as_str()), (1, ""));
    assert_eq!(rows(&fs::read_to_string(&out).unwrap()), 2);
    let refused = to(&leads);
    let (name, last) = (leads.display(), refused.err.lines().last().unwrap());
    assert_eq!(last, format!("error: `{name}` is the file with the leads: choose another for the output"));
    assert_eq!(refused.status, 2);
    assert_eq!(fs::read_to_string(&leads).unwrap(), LEADS);
    let nowhere = to(&folder.path().join("no/out.csv"));
    assert!(
        nowhere.err.contains("/no/out.csv` cannot be written (No such file or directory"),
        "{}",
        nowhere.err
    );
}

/// Writes to a file, with leads from a file or from standard input.
#[cfg(unix)]
fn onto(program: &Path, leads: &Path, output: &Path, input: fs::File, to: std::process::Stdio) -> Run {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_referral"));
    command.arg("precheck").args([program, leads]).stdin(input).stdout(to);
    if output != Path::new("-") {
        command.arg("--output").arg(output);
    }
    let output = command.stderr(std::process::Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[cfg(unix)]
#[test]
fn nothing_that_is_read_is_written_over_by_whatever_name() {
    use std::process::Stdio;
    let sample = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration"));
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("program")).unwrap();
    for name in ["program.json", "qualify.rhai"] {
        fs::copy(sample.join(name), at("program").join(name)).unwrap();
    }
    let [leads, program] = [at("leads.csv"), at("program")];
    fs::write(&leads, LEADS).unwrap();
    fs::hard_link(&leads, at("hard.csv")).unwrap();
    std::os::unix::fs::symlink(&leads, at("soft.csv")).unwrap();
    std::os::unix::fs::symlink(at("hard.csv"), at("both.csv")).unwrap();
    fs::hard_link(at("program/qualify.rhai"), at("script.csv")).unwrap();
    let nothing = || fs::File::open("/dev/null").unwrap();
    let read = || fs::File::open(&leads).unwrap();
    let refused = |run: &Run, what: &str| {
        let last = run.err.lines().last().unwrap();
        assert!(last.ends_with(&format!("is {what}: choose another for the output")), "{}", run.err);
        assert_eq!(run.status, 2);
        assert_eq!(fs::read_to_string(&leads).unwrap(), LEADS);
    };
    let theirs = "the file with the leads";
    for name in ["leads.csv", "hard.csv", "soft.csv", "both.csv", "program/../hard.csv"] {
        refused(&onto(&program, &leads, &at(name), nothing(), Stdio::null()), theirs);
        refused(&onto(&program, &at(name), &leads, nothing(), Stdio::null()), theirs);
        refused(&onto(&program, Path::new("-"), &at(name), read(), Stdio::null()), theirs);
    }
    refused(
        &onto(
            &program,
            &leads,
            Path::new("/dev/stdin"),
            fs::File::options().read(true).write(true).open(&leads).unwrap(),
            Stdio::null(),
        ),
        theirs,
    );
    #[cfg(target_os = "linux")]
    refused(&onto(&program, Path::new("/proc/self/fd/0"), &at("hard.csv"), read(), Stdio::null()), theirs);
    // A shell does this for `>>`.
    let appended = || Stdio::from(fs::File::options().append(true).open(at("hard.csv")).unwrap());
    refused(&onto(&program, &leads, Path::new("-"), nothing(), appended()), theirs);
    refused(&onto(&program, Path::new("-"), Path::new("-"), read(), appended()), theirs);
    for name in ["program/program.json", "program/qualify.rhai", "script.csv"] {
        refused(&onto(&program, &leads, &at(name), nothing(), Stdio::null()), "a file of the program");
    }
    for name in ["program.json", "qualify.rhai"] {
        assert_eq!(fs::read(at("program").join(name)).unwrap(), fs::read(sample.join(name)).unwrap());
    }
    // An old output is overwritten, and a device that stores nothing may be written to.
    fs::write(at("out.csv"), "x".repeat(9_000)).unwrap();
    assert_eq!(onto(&program, &leads, &at("out.csv"), nothing(), Stdio::null()).status, 1);
    assert_eq!(rows(&fs::read_to_string(at("out.csv")).unwrap()), 2);
    assert_eq!(onto(&program, &leads, Path::new("/dev/null"), nothing(), Stdio::null()).status, 1);
    assert_eq!(
        onto(&program, Path::new("/dev/null"), Path::new("/dev/null"), nothing(), Stdio::null()).status,
        2
    );
}

fn piped(mut command: std::process::Command) -> std::process::Command {
    use std::process::Stdio;
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
