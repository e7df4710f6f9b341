//! `referral check` as a vendor meets it.

use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const SCRIPT: &str = r#"require("territory", "In Germany.", |lead| lead.country == "DE");
plan(|lead| "flat");
"#;

/// A folder of programs: `good`, which has a script and cases, and the files that a test adds.
struct Site(TempDir);

impl Site {
    fn new() -> Self {
        let site = Site(TempDir::new().unwrap());
        site.add("good", SCRIPT);
        site
    }

    fn add(&self, id: &str, script: &str) {
        fs::create_dir_all(self.file(id)).unwrap();
        self.write(&format!("{id}/program.json"), &program(id).to_string());
        self.write(&format!("{id}/qualify.rhai"), script);
        self.write(&format!("{id}/cases.json"), &cases("qualified"));
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
        command.arg("check").args(arguments).current_dir(self.0.path());
        command.env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
        command
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        said(&self.command(arguments).output().unwrap())
    }

    /// Returns the output for a program with that script, without the coverage.
    fn of_script(&self, script: &str) -> String {
        self.add("broken", script);
        let (status, text, _) = self.run(&["broken"]);
        assert_eq!(status, 1, "{text}");
        text
    }
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn program(id: &str) -> Value {
    referral_testing::program()
        .with("id", id)
        .field("country", "select")
        .options(&["DE", "US"])
        .required()
        .plan("flat", json!({ "flat": 100 }))
        .json()
}

fn cases(verdict: &str) -> String {
    format!(
        r#"{{ "cases": [
  {{ "name": "Germany", "today": "2026-11-23", "lead": {{ "country": "DE" }}, "verdict": "qualified" }},
  {{ "name": "The USA",
    "today": "2026-11-23", "lead": {{ "country": "US" }}, "verdict": "{verdict}" }}
] }}"#
    )
}

#[test]
fn the_samples_pass() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    let site = Site::new();
    let (status, text, errors) = site.run(&[rules.to_str().unwrap()]);
    assert_eq!((status, errors.as_str()), (0, ""), "{text}");
    assert!(!text.contains("error") && !text.contains("warning") && !text.contains("untried"), "{text}");
    for program in ["cloud-migration", "industrial-automation"] {
        let summary = format!("{program}: 15 rules, ");
        let summary = text.lines().find(|line| line.starts_with(&summary)).unwrap_or_default();
        assert!(summary.ends_with(" cases pass"), "{text}");
    }
}

#[test]
fn a_warning_of_the_script_is_shown_in_its_line_and_fails() {
    let site = Site::new();
    let text = site.of_script(&SCRIPT.replace("\"DE\"", "\"GB\""));
    let place = format!("--> {}:1:", Path::new("broken").join("qualify.rhai").display());
    assert!(text.starts_with("warning: ") && text.contains("GB") && text.contains(&place), "{text}");
}

#[test]
fn a_program_is_named_by_its_folder_by_the_folder_around_it_or_by_a_file_in_it() {
    let site = Site::new();
    site.write("good/cases.json", &cases("disqualified"));
    for arguments in
        [&["good"][..], &["."], &["good/program.json"], &["good/qualify.rhai"], &["good", ".", "./good"]]
    {
        let (status, text, _) = site.run(arguments);
        assert_eq!((status, text.as_str()), (0, "good: 2 rules, 2 cases pass\n"), "{arguments:?}");
    }
    let mut inside = site.command(&["."]);
    let (status, text, _) = said(&inside.current_dir(site.file("good")).output().unwrap());
    assert_eq!((status, text.as_str()), (0, "good: 2 rules, 2 cases pass\n"));
}

#[test]
fn what_is_no_program_is_a_mistake_of_usage() {
    let site = Site::new();
    fs::create_dir(site.file("empty")).unwrap();
    site.write("notes.txt", "");
    let wrong = [
        ("empty", "error: `empty` has no program.json, and no folder in it has one\n"),
        (
            "notes.txt",
            "error: `notes.txt` is not in a program's folder: there is no program.json beside it\n",
        ),
    ];
    for (argument, expected) in wrong {
        assert_eq!(site.run(&["good", argument]), (2, String::new(), expected.to_string()));
    }
    let (status, _, errors) = site.run(&["missing"]);
    assert_eq!(status, 2);
    assert!(errors.starts_with("error: `missing` cannot be read ("), "{errors}");
    assert_eq!(site.run(&[]).0, 2);
}

#[test]
fn a_mistake_in_the_document_is_shown_in_its_line() {
    let site = Site::new();
    let wrong = program("good").to_string().replace("\"compensation\"", "\n \"compensations\"");
    site.write("good/program.json", &wrong);
    let (status, text, _) = site.run(&["good"]);
    assert_eq!(status, 1);
    let end = wrong.lines().nth(1).unwrap().chars().take(60).collect::<String>();
    assert!(
        text.starts_with(&format!(
            "error: compensations: is not a key that is known here\n --> {}:2:2\n  |\n2 | {end}",
            Path::new("good").join("program.json").display()
        )),
        "{text}"
    );
    assert!(text.contains("  |  ^^^^^^^^^^^^^^^\n  |\n  = help: did you mean `compensation`?\n"), "{text}");
    assert!(text.ends_with("\ngood: 1 error, cases not tried\n"), "{text}");
    site.write("good/program.json", "{\n  \"id\": \"good\",\n}");
    let (_, text, _) = site.run(&["good"]);
    assert!(text.starts_with("error: program.json: is not JSON: trailing comma\n --> "), "{text}");
    assert!(text.contains(":3:1\n  |\n3 | }\n  | ^\n"), "{text}");
    assert!(text.ends_with("\ngood: 1 error, cases not tried\n"), "{text}");
}

#[test]
fn a_mistake_in_the_script_is_told_with_its_place() {
    let site = Site::new();
    let text = site.of_script("require(\"a\", \"A.\", |lead| lead.county == \"DE\");");
    for part in [
        "unknown field `county`; did you mean `country`?",
        "qualify.rhai",
        "\nbroken: 1 error, cases not tried\n",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let site = Site::new();
    let said = |name: &str, bytes: Option<&[u8]>| {
        site.add("broken", SCRIPT);
        fs::remove_file(site.file("broken").join(name)).unwrap();
        match bytes {
            Some(bytes) => fs::write(site.file("broken").join(name), bytes).unwrap(),
            None => fs::create_dir(site.file("broken").join(name)).unwrap(),
        }
        let (status, text, _) = site.run(&["broken"]);
        if bytes.is_none() {
            fs::remove_dir(site.file("broken").join(name)).unwrap();
        }
        assert_eq!(status, 1, "{text}");
        text.lines().next().unwrap().to_string()
    };
    for name in ["program.json", "qualify.rhai", "cases.json"] {
        assert_eq!(said(name, Some(b"\xff\xfe{")), format!("error: {name}: is not UTF-8 text"));
        let limit = if name == "cases.json" { 4 * 1024 * 1024 } else { 256 * 1024 };
        let expected = format!("error: {name}: is longer than {limit} bytes");
        assert_eq!(said(name, Some(&vec![b' '; limit + 1])), expected);
        assert_eq!(said(name, None), format!("error: {name}: cannot be read: it is not a file"));
    }
    site.add("broken", SCRIPT);
    fs::remove_file(site.file("broken/qualify.rhai")).unwrap();
    assert!(site.run(&["broken"]).1.starts_with("error: qualify.rhai: is missing\n"));
}

#[test]
fn a_program_has_the_name_of_its_folder() {
    let site = Site::new();
    fs::rename(site.file("good"), site.file("other")).unwrap();
    let (status, text, _) = site.run(&["other"]);
    assert_eq!(status, 1);
    assert!(text.starts_with("error: id: is `good`, but the folder's name is `other`\n"), "{text}");
    assert!(text.ends_with("\ngood: 1 error, 2 rules, 1 of 2 cases fails\n"), "{text}");
}

#[test]
fn a_case_that_fails_is_shown_with_what_came_out_and_why() {
    let site = Site::new();
    site.write("good/cases.json", &cases("review"));
    let (status, text, _) = site.run(&["good"]);
    assert_eq!(status, 1);
    let file = Path::new("good").join("cases.json");
    assert_eq!(
        text,
        format!(
            "error: the case \"The USA\" fails\n --> {}:3:5\n  |\n3 |   {{ \"name\": \"The USA\",\n  |     \
             ^^^^^^^^^^^^^^^^^\n  |\n  = verdict: expected review, got disqualified\n  = why: Disqualified: the \
             lead does not meet `territory`, which is\n{:9}required.\n\ngood: 2 rules, 1 of 2 cases fails\n",
            file.display(),
            ""
        )
    );
}

#[test]
fn no_cases_and_what_cases_leave_untried_are_no_failure() {
    let site = Site::new();
    fs::remove_file(site.file("good/cases.json")).unwrap();
    let (status, text, _) = site.run(&["good"]);
    assert_eq!(status, 0);
    assert!(text.starts_with("note: cases.json: is missing\n"), "{text}");
    assert!(text.ends_with("\ngood: 2 rules, no cases\n"), "{text}");
    site.write("good/cases.json", r#"{ "cases": [] }"#);
    let (status, text, _) = site.run(&["good"]);
    assert_eq!(status, 0);
    assert!(text.starts_with("note: cases.json: has no cases\n"), "{text}");
    let one = r#"{ "cases": [{ "name": "A", "today": "2026-11-23", "lead": {}, "verdict": "incomplete" }] }"#;
    site.write("good/cases.json", one);
    assert_eq!(
        site.run(&["good"]),
        (
            0,
            "good: 2 rules, 1 case passes\n  untried: no case meets `territory`.\n  untried: no case fails \
             `territory`.\n"
                .to_string(),
            String::new()
        )
    );
}

#[test]
fn everything_is_there_as_data() {
    let site = Site::new();
    site.add("json", SCRIPT);
    site.write("json/cases.json", &cases("review"));
    site.add("typo", SCRIPT);
    site.write("typo/cases.json", "{\n \"case\": [] }");
    let (status, text, _) = site.run(&["--format", "json", "json", "typo"]);
    assert_eq!((status, text.lines().count()), (1, 1));
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["passed"], false);
    let program = &report["programs"][0];
    assert_eq!(
        (&program["folder"], &program["program"], &program["rules"]),
        (&json!("json"), &json!("json"), &json!(2))
    );
    assert_eq!(program["problems"], json!([]));
    assert_eq!(
        program["cases"][1],
        json!({
            "name": "The USA", "passed": false, "line": 3, "verdict": "disqualified",
            "differences": [{ "what": "verdict", "expected": "review", "got": "disqualified" }],
            "reason": "Disqualified: the lead does not meet `territory`, which is required.",
        })
    );
    assert_eq!(
        program["coverage"]["rules"][0],
        json!({
            "code": "territory", "kind": "require", "met": 1, "unmet": 1, "pending": 0, "error": 0, "decisive": 1,
        })
    );
    assert_eq!(program["coverage"]["never_met"], json!([]));
    let typo = &report["programs"][1];
    assert_eq!(
        typo["problems"][1],
        json!({
            "file": "cases.json", "severity": "error", "code": "unknown-key", "place": "case",
            "message": "is not a key that is known here",
            "help": "did you mean `cases`?", "line": 2, "column": 2, "length": 6, "excerpt": " \"case\": [] }",
        })
    );
    assert_eq!(typo["cases"], Value::Null);
}

#[test]
fn what_a_program_says_cannot_steer_the_terminal() {
    let site = Site::new();
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}1A\u{202e}";
    let json = program("good");
    let texts = [
        ("program.json", json.to_string().replace("\"flat\":100", &format!("\"{evil}\":100"))),
        ("program.json", format!("{{ \"{evil}\" {evil} }}")),
        ("qualify.rhai", format!("require(\"{evil}\", \"{evil}\", |lead| lead.{evil});")),
        ("qualify.rhai", format!("require(\"a\", \"A.\", |lead| lead[\"{evil}\"]); /* {evil} */")),
        ("qualify.rhai", format!("require(\"a\", \"A.\", |lead| throw \"{evil}\"); // {evil}")),
        (
            "cases.json",
            cases("review")
                .replace("The USA", &evil.replace('\u{1b}', "\\u001b").replace('\u{7}', "\\u0007")),
        ),
        ("cases.json", cases("review").replace("The USA", evil)),
    ];
    for (file, text) in texts {
        site.add("good", SCRIPT);
        site.write(&format!("good/{file}"), &text);
        for arguments in [&["good"][..], &["good", "--format", "json"]] {
            let (status, text, _) = site.run(arguments);
            assert_eq!(status, 1, "{text}");
            let steers = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
            assert!(!text.chars().any(steers), "{text:?}");
        }
    }
}

#[test]
fn colour_is_for_terminals_only_and_can_be_asked_for() {
    let site = Site::new();
    assert!(!site.run(&["good"]).1.contains('\u{1b}'));
    let (_, text, _) = said(&site.command(&["good"]).env("CLICOLOR_FORCE", "1").output().unwrap());
    assert!(text.contains("\u{1b}["), "{text:?}");
    let mut both = site.command(&["good"]);
    let (_, text, _) = said(&both.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap());
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn watching_checks_again_when_a_file_changes_and_when_a_program_comes() {
    let site = Site::new();
    site.write("good/cases.json", &cases("disqualified"));
    let mut child = site.command(&["--watch", "."]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut until = |line: &str| assert!(lines.any(|printed| printed == line), "no line is: {line}");
    until("good: 2 rules, 2 cases pass");
    until("Watching for changes. Ctrl-C ends it.");
    site.write("good/cases.json", &cases("review"));
    until("good: 2 rules, 1 of 2 cases fails");
    until("Watching for changes. Ctrl-C ends it.");
    // Editors replace the old file by a new one.
    site.write("good/new", &cases("disqualified"));
    fs::rename(site.file("good/new"), site.file("good/cases.json")).unwrap();
    until("good: 2 rules, 2 cases pass");
    site.add("second", SCRIPT);
    until("second: 2 rules, 1 of 2 cases fails");
    site.write("second/cases.json", &cases("disqualified"));
    until("second: 2 rules, 2 cases pass");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn watching_ends_at_once_where_there_is_nothing_to_watch() {
    let (status, text, errors) = Site::new().run(&["--watch", "missing"]);
    assert_eq!((status, text.as_str()), (2, ""));
    assert!(errors.starts_with("error: `missing` cannot be read ("), "{errors}");
}

#[test]
fn a_rule_that_cannot_mean_what_it_says_is_shown_in_its_line() {
    let site = Site::new();
    let slip = SCRIPT.replace("lead.country == \"DE\"", "lead.country = \"DE\"");
    for (script, message, help) in [
        (slip, "`=` would set an answer of the lead", "to compare, write `==`"),
        (
            format!("{SCRIPT}score(\"half\", |lead| if lead.country == \"DE\" {{ 9 }});"),
            "`half` has an `if` without `else`",
            "add else { 0 }",
        ),
    ] {
        let text = site.of_script(&script);
        assert!(text.starts_with("warning: ") && text.contains(message) && text.contains(help), "{text}");
        assert!(
            text.contains(&format!("--> {}:", Path::new("broken").join("qualify.rhai").display())),
            "{text}"
        );
    }
}
