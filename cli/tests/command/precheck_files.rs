//! How `referral precheck` reads the files that spreadsheets write, and what it writes itself.

use crate::leads::{HEADER, Run, command, precheck, run};
use crate::small::small_program;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::thread;
use tempfile::TempDir;

const QUALIFIED: &str = "qualified,80,12000.00,EUR,new-customer,sales-frankfurt,,,\n";

/// A text file as a German Excel writes it.
const GERMAN: &str = "Firma;country;need;first_year_spend;employees;existing_customer;in_talks;decision_date;consent\r\n\
Müller Pumpen;DE;migration;120.000,00;1.320;no;no;01.02.2027;WAHR\r\n\
Größe & Söhne;AT;recovery;64.000;85;no;no;;FALSCH\r\n";
const GERMAN_OUT: &str = "line;status;score;fee;currency;plan;route;unmet;waiting_for;errors\n\
2;qualified;90;12000.00;EUR;new-customer;sales-frankfurt;;;\n\
3;qualified;45;6400.00;EUR;new-customer;sales-frankfurt;;;\n";
const COMMA: [&str; 4] = ["--decimal", "comma", "--map", "Firma=company"];

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn first_line(run: &Run) -> &str {
    run.err.lines().next().unwrap()
}

#[test]
fn what_a_german_excel_writes_is_read() {
    let run = precheck(&COMMA, &windows_1252(GERMAN));
    assert_eq!(run.out, format!("\u{feff}{GERMAN_OUT}"));
    assert_eq!(
        first_line(&run),
        "standard input: windows-1252, cells separated by semicolons, numbers like 1.500,50"
    );
    let kept = precheck(&[&COMMA[..], &["--keep"]].concat(), &windows_1252(GERMAN));
    assert!(
        kept.out.contains("\nGröße & Söhne;AT;recovery;64.000;85;no;no;;FALSCH;3;qualified;45;"),
        "{}",
        kept.out
    );
}

#[test]
fn an_amount_that_can_be_read_in_one_way_tells_how_the_file_writes_numbers() {
    let run = precheck(&["--map", "Firma=company"], GERMAN.as_bytes());
    assert_eq!(
        first_line(&run),
        "standard input: UTF-8, cells separated by semicolons, numbers like 1.500,50"
    );
    assert_eq!(run.out, GERMAN_OUT);
}

#[test]
fn a_number_is_not_read_on_a_guess() {
    let run = precheck(&["--map", "Firma=company"], GERMAN.replace("120.000,00", "120.000").as_bytes());
    assert_eq!(
        first_line(&run),
        "standard input: UTF-8, cells separated by semicolons, numbers like 1,500.50 (guessed from the program's \
         language, en; if the file has others, add --decimal comma)"
    );
    let asked =
        "can be read in two ways; say whether decimals have a point or a comma (the option `decimal`)";
    assert_eq!(
        run.out,
        format!(
            "line;status;score;fee;currency;plan;route;unmet;waiting_for;errors\n\
             2;unreadable;;;;;;;;\"Expected spend in the first year: `120.000` {asked}; Employees: `1.320` {asked}\"\n\
             3;unreadable;;;;;;;;\"Expected spend in the first year: `64.000` {asked}\"\n"
        )
    );
}

#[test]
fn a_column_that_leaves_the_order_of_day_and_month_open_is_asked_for() {
    let list = "company,decision_date\nBeispiel GmbH,03/04/2027\n";
    let run = precheck(&[], list.as_bytes());
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(
        run.err.ends_with(
            "error: standard input: column 2 `decision_date`: `03/04/2027` in line 2 does not tell whether day or month \
             comes first, and neither does any other date in the column (say it with the option `dates`: day-first or \
             month-first)\n"
        ),
        "{}",
        run.err
    );
    let run = precheck(&["--dates", "day-first"], list.as_bytes());
    assert_eq!(run.status, 0, "{}", run.err);
    let run = precheck(&["--dates", "dmy"], b"");
    assert!(run.err.contains("use day-first (23/11/2026) or month-first (11/23/2026)"), "{}", run.err);
}

#[test]
fn every_encoding_of_spreadsheets_gives_the_same_verdicts() {
    let marked = format!("\u{feff}{GERMAN}");
    let tabs = |text: &str| text.replace(';', "\t");
    for (bytes, name) in [
        (GERMAN.as_bytes().to_vec(), "UTF-8"),
        (marked.as_bytes().to_vec(), "UTF-8"),
        (windows_1252(GERMAN), "windows-1252"),
        (utf_16(&tabs(&marked), u16::to_le_bytes), "UTF-16LE"),
        (utf_16(&tabs(&marked), u16::to_be_bytes), "UTF-16BE"),
        (utf_16(&tabs(GERMAN), u16::to_le_bytes), "UTF-16LE"),
        (utf_16(&tabs(GERMAN), u16::to_be_bytes), "UTF-16BE"),
        (GERMAN.replace("\r\n", "\r").into_bytes(), "UTF-8"),
        (format!("sep=;\r\n{GERMAN}").replace("Firma;", ",;").replace("Müller", ",").into_bytes(), "UTF-8"),
    ] {
        let run = precheck(&["--decimal", "comma"], &bytes);
        assert!(first_line(&run).starts_with(&format!("standard input: {name}, cells")), "{}", run.err);
        let verdicts: Vec<_> = run.out.lines().skip(1).map(|line| line.replace('\t', ";")).collect();
        let expected: Vec<_> = GERMAN_OUT.lines().skip(1).collect();
        let cells = |line: &str| line.split_once(';').unwrap().1.to_string();
        let verdicts: Vec<_> = verdicts.iter().map(|line| cells(line)).collect();
        assert_eq!(verdicts, expected.iter().map(|line| cells(line)).collect::<Vec<_>>(), "{name}");
    }
    let mut named = COMMA.to_vec();
    named.extend(["--encoding", "iso-8859-15", "--keep"]);
    let run = precheck(&named, &windows_1252(&GERMAN.replace("Söhne", "Söhne ¤")));
    assert!(run.out.contains("Größe & Söhne €;AT"), "{}", run.out);
    let run = precheck(&["--encoding", "utf-9"], b"");
    assert!(run.err.contains("there is no such encoding; known are utf-8, utf-16le,"), "{}", run.err);
}

/// The file is ASCII for its first 90 KiB, and then not any more.
#[test]
fn the_first_bytes_beyond_ascii_decide_wherever_they_are() {
    let plain = "Beispiel,DE\n".repeat(8_000);
    let text = |name: &[u8]| [b"company,country\n", plain.as_bytes(), name, b",DE\n"].concat();
    let run = precheck(&["--keep"], &text(b"M\xfcller"));
    assert!(run.out.contains("\nMüller,DE,8002,incomplete,"));
    let late = "standard input is not UTF-8 all through: its later part was read as windows-1252\n";
    assert!(run.err.contains(late), "{}", run.err);
    let run = precheck(&["--keep"], &text("Müller".as_bytes()));
    assert!(run.out.contains("\nMüller,DE,8002,incomplete,"));
    assert!(!run.err.contains("windows"), "{}", run.err);
}

#[test]
fn damaged_utf_8_costs_its_own_row() {
    let run =
        precheck(&[], b"company,country\nM\xc3\xbcller,DE\nGr\xff,DE\nS\xc3\xb6hne,DE\nS\xc3\xb6hne,DE\n");
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[2], "3,unreadable,,,,,,,,has bytes in the column `company` that are not UTF-8 text");
    assert!(lines[3].starts_with("4,incomplete,"));
    assert!(first_line(&run).starts_with("standard input: UTF-8, "));
}

const ONE: &str = "company,country,need,first_year_spend,employees,existing_customer,in_talks,Note,Note\n\
=HYPERLINK(1),DE,migration,120000,320,no,no,+49 30 23125 100,\"a\x1b[31m\nb\"\n\
-,DE,,,,,,,,more\n";

#[test]
fn json_lines_are_objects_of_one_line() {
    let run = precheck(&["--format", "jsonl"], ONE.as_bytes());
    assert_eq!(
        run.out,
        r#"{"line":2,"status":"qualified","score":80,"fee":"12000.00","currency":"EUR","plan":"new-customer","route":"sales-frankfurt","unmet":[],"waiting_for":[],"errors":[]}
{"line":4,"status":"unreadable","score":null,"fee":null,"currency":null,"plan":null,"route":null,"unmet":[],"waiting_for":[],"errors":[{"message":"has 10 cells, but the header has 9","help":"put quotes around cells with a delimiter in them"}]}
"#
    );
    let run = precheck(&["--format", "jsonl", "--keep"], ONE.as_bytes());
    let lines: Vec<serde_json::Value> =
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["input"]["company"], "=HYPERLINK(1)");
    assert_eq!(lines[0]["input"]["Note"], "+49 30 23125 100");
    assert_eq!(lines[0]["input"]["Note 2"], "a\u{1b}[31m\nb");
    assert_eq!((&lines[0]["line"], &lines[1]["input"]["country"]), (&2.into(), &"DE".into()));
}

#[test]
fn no_cell_that_comes_from_the_file_is_a_formula() {
    let run = precheck(&["--keep"], ONE.as_bytes());
    let kept = "'=HYPERLINK(1),DE,migration,120000,320,no,no,+49 30 23125 100,\"a\x1b[31m\nb\"";
    assert!(run.out.contains(&format!("\n{kept},2,{QUALIFIED}-,DE,,,,,,,,4,unreadable,")), "{}", run.out);
    let run = precheck(&["--keep"], b"=1+1,country\n@x,DE\n");
    assert!(run.out.starts_with("'=1+1,country,line,"), "{}", run.out);
    assert!(run.out.contains("\n'@x,DE,2,incomplete,"), "{}", run.out);
}

#[test]
fn a_table_fits_its_terminal_and_moves_no_cursor() {
    let arguments = ["--format", "table", "--keep"];
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration");
    for columns in [20, 90, 400] {
        let mut command = command(Path::new(program));
        command.args(arguments).env("COLUMNS", columns.to_string());
        let table = run(command, ONE.as_bytes()).out;
        assert_eq!(table.lines().count(), 3, "{table}");
        assert!(table.lines().all(|line| line.chars().count() <= columns), "{table}");
        assert!(!table.contains('\x1b'));
    }
    let run = precheck(&["--format", "table"], ONE.as_bytes());
    assert_eq!(
        run.out,
        "line  status      score  fee       currency  plan          route            unmet  waiting_for  errors\n\
         2     qualified   80     12000.00  EUR       new-customer  sales-frankfurt\n\
         4     unreadable                                                                                has 10 cells, \
         but the header has 9; put quotes around cells with a delimiter in them\n"
    );
    let empty = precheck(&["--format", "table"], b"company,country\n");
    assert_eq!(empty.out, HEADER.replace(',', "  "));
}

#[test]
fn a_program_that_cannot_be_used_says_why() {
    let folder = TempDir::new().unwrap();
    let name = folder.path().display();
    let said = |program: &Path| {
        let run = run(command(program), b"company\n");
        assert_eq!((run.status, run.out.as_str()), (2, ""));
        run.err
    };
    assert_eq!(
        said(&folder.path().join("none")),
        format!("error: `{name}/none` cannot be read (No such file or directory (os error 2))\n")
    );
    assert_eq!(
        said(folder.path()),
        format!("error: `{name}` is not a program's folder: there is no program.json in it\n")
    );
    let sample = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration"));
    fs::copy(sample.join("program.json"), folder.path().join("program.json")).unwrap();
    assert_eq!(
        said(folder.path()),
        format!(
            "error: the program `{name}` cannot be used:\n  qualify.rhai: is missing (put the file into the program's \
             folder, or correct `rules` in program.json)\n"
        )
    );
    fs::write(folder.path().join("qualify.rhai"), "require(\"a\", \"A.\", |lead| lead.nme == 1);").unwrap();
    assert!(said(folder.path()).contains("cannot be used:\n  qualify.rhai, line 1, column "));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let program = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration"));
    let mut child = command(program).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        input.write_all(b"company,country\n").unwrap();
        // It writes until nobody reads any more.
        while input.write_all("Beispiel,DE\n".repeat(100).as_bytes()).is_ok() {}
    });
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, HEADER);
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("error") && !said.contains("panicked"), "{said}");
}

#[test]
fn a_rule_that_fails_is_named_for_the_vendor() {
    let folder = TempDir::new().unwrap();
    small_program(folder.path());
    let script = "review(\"size\", \"Large.\", |lead| 1 / lead.company.len() > 0);\nrequire(\"b\", \"B.\", |lead| lead.company == \"B\");";
    fs::write(
        folder.path().join("qualify.rhai"),
        script.replace("lead.company.len()", "(lead.company.len() - 1)"),
    )
    .unwrap();
    let run = run(command(folder.path()), b"company\nB\nAB\n");
    assert_eq!(
        run.out,
        format!(
            "{HEADER}2,review,0,,,,,,,\"rule `size` failed: qualify.rhai, line 1, column 35: Division by zero: 1 / 0\"\n\
             3,disqualified,0,,,,,b,,\n"
        )
    );
    assert!(
        run.said().ends_with(
            "2 rows: 1 for review, 1 disqualified.\n\
             Not met:\n  1  b: B.\n\
             Rules that failed, for the vendor:\n  \
               1  size: qualify.rhai, line 1, column 35: Division by zero: 1 / 0\n"
        ),
        "{}",
        run.err
    );
}
