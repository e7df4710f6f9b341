//! `referral explain` as a vendor meets it.

use referral_testing::program;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const SCRIPT: &str = r#"require("territory", "In Germany.", |lead| lead.country == "DE");
review("size", "50 or more.", |lead| lead.employees >= 50);
review("note", "Says when.", |lead| lead.note != "fail" || 1 / 0 > 1);
score("budget", |lead| if lead.budget >= 100_000 { 30 } else { 10 });
qualify_at(20);
plan(|lead| "share");
route(|lead| if lead.employees > 1000 { "enterprise" } else { () });
"#;

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let program = program()
        .with("name", "Test program")
        .field("country", "select")
        .options(&["DE", "US"])
        .required()
        .field("employees", "number")
        .required()
        .field("budget", "money")
        .field("note", "text")
        .plan(
            "share",
            json!({
                "flat": 100, "basis": "budget", "tiering": "slices", "cap": 6000,
                "tiers": [{ "up_to": 100_000, "percent": 5 }, { "percent": "2.5" }],
            }),
        );
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("program.json", &program.text());
    write("qualify.rhai", SCRIPT);
    write(
        "cases.json",
        r#"{ "cases": [{ "name": "Small", "today": "2026-11-23", "verdict": "review",
             "lead": { "country": "DE", "employees": 3 } }] }"#,
    );
    folder
}

/// Returns the exit status, standard output and standard error. The lead comes on standard input.
fn run(folder: &Path, arguments: &[&str], lead: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
    command.arg("explain").args(arguments).current_dir(folder).env_remove("CLICOLOR_FORCE");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The command may have ended without reading its input.
    let _ = child.stdin.take().unwrap().write_all(lead.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn explain(lead: Value) -> (i32, String) {
    let folder = folder();
    let (status, text, errors) = run(folder.path(), &[".", "-", "--today", "2026-11-23"], &lead.to_string());
    assert_eq!(errors, "");
    (status, text)
}

#[test]
fn every_rule_is_told_with_what_it_read_and_the_fee_with_its_terms() {
    let lead = json!({ "country": "DE", "employees": 2000, "budget": "150000.50", "note": "soon" });
    let expected = "\
Test program (test, version 1), judged on 2026-11-23

Qualified: every requirement and review is met, and the score of 30 reaches 20.

✓ met      territory (require): In Germany.
           country = \"DE\"
✓ met      size (review): 50 or more.
           employees = 2000
✓ met      note (review): Says when.
           note = \"soon\"
✓ met      budget (score): 30 points, 30 so far
           budget = 150000.50
✓ met      plan: share
✓ met      route: enterprise
           employees = 2000

Score      30 points, 20 are enough
Plan       share (Share)
Fee        EUR 6000.00
           = 100 flat
           + 5 % of 100000 = 5000 (Budget)
           + 2.5 % of 50000.50 = 1250.0125 (Budget)
           cut at the cap of 6000
           paid 30 days after payment
Route      enterprise
";
    assert_eq!(explain(lead), (0, expected.to_string()));
}

#[test]
fn a_lead_that_is_not_complete_is_told_what_it_waits_for() {
    let expected = "\
Test program (test, version 1), judged on 2026-11-23

Incomplete: no answer yet to `employees`.

✓ met      territory (require): In Germany.
           country = \"DE\"
… pending  size (review): 50 or more.
           waits for employees
✓ met      note (review): Says when.
           note = no answer
✓ met      budget (score): 10 points, 10 so far
           budget = no answer
✓ met      plan: share
… pending  route
           waits for employees

Score      10 points so far, 20 are needed
Plan       share (Share)
Fee        none
Route      none
";
    assert_eq!(explain(json!({ "country": "DE" })), (0, expected.to_string()));
}

#[test]
fn the_reason_is_a_sentence() {
    let reason = |lead: Value| {
        let (_, text) = explain(lead);
        let lines: Vec<&str> =
            text.lines().skip(2).take_while(|line| !line.is_empty()).map(str::trim).collect();
        lines.join(" ")
    };
    assert_eq!(
        reason(json!({ "country": "US" })),
        "Disqualified: the lead does not meet `territory`, which is required."
    );
    assert_eq!(
        reason(json!({ "country": "DE", "employees": 3, "note": "fail" })),
        "Review, a partner manager decides: the lead does not meet `size`; `note` failed, which is a mistake in the \
         script; the score of 10 is below 20."
    );
}

#[test]
fn a_rule_that_fails_is_told_with_its_place() {
    let (_, text) = explain(json!({ "country": "DE", "employees": 60, "note": "fail" }));
    assert!(
        text.contains("! error    note (review): Says when.\n           qualify.rhai, line 3, column "),
        "{text}"
    );
    assert!(text.contains(": Division by zero: 1 / 0\n"), "{text}");
}

#[test]
fn mistakes_in_the_lead_come_first() {
    let (status, text) = explain(json!({ "country": "FR", "employes": 60, "employees": "many" }));
    assert_eq!(status, 1);
    let expected = "
The lead has mistakes. These answers count as not given:
  country: Country must be one of the options
  employees: Employees must be a number, such as 1,500.50
  employes: the program has no such field; did you mean `employees`?

Incomplete: no answer yet to `country` and `employees`.
";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_case_is_explained_by_its_name() {
    let folder = folder();
    let (status, text, _) = run(folder.path(), &["program.json", "--case", "Small"], "");
    assert_eq!(status, 0);
    assert!(text.starts_with("Test program (test, version 1), judged on 2026-11-23\n"), "{text}");
    assert!(text.contains("✗ unmet    size (review): 50 or more.\n           employees = 3\n"), "{text}");
    let (status, _, errors) = run(folder.path(), &[".", "--case", "Smal"], "");
    let file = Path::new(".").join("cases.json");
    let expected = format!("error: `{}` has no case \"Smal\"; did you mean \"Small\"?\n", file.display());
    assert_eq!((status, errors), (2, expected));
}

#[test]
fn the_verdict_and_what_was_read_are_there_as_data() {
    let folder = folder();
    let lead = r#"{ "country": "DE", "employees": 60 }"#;
    let arguments = [".", "-", "--today", "2026-11-23", "--format", "json"];
    let (status, text, _) = run(folder.path(), &arguments, lead);
    assert_eq!((status, text.lines().count()), (0, 1));
    let explained: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(explained["program"], "test");
    assert_eq!(explained["errors"], json!([]));
    assert_eq!(explained["reason"], "Review, a partner manager decides: the score of 10 is below 20.");
    assert_eq!(explained["verdict"]["status"], "review");
    assert_eq!(explained["values"], json!({ "country": "DE", "employees": 60 }));
}

#[test]
fn a_program_that_is_refused_is_shown_and_nothing_else() {
    let folder = folder();
    fs::write(folder.path().join("qualify.rhai"), "require(\"a\", \"A.\", |lead| lead.county == 1);")
        .unwrap();
    let (status, text, errors) = run(folder.path(), &[".", "-"], "{}");
    assert_eq!((status, text.as_str()), (1, ""));
    assert!(errors.contains("unknown field `county`; did you mean `country`?"), "{errors}");
}

#[test]
fn what_is_no_lead_is_a_mistake_of_usage() {
    let folder = folder();
    let said = |lead: &str| {
        let (status, text, errors) = run(folder.path(), &[".", "-"], lead);
        assert_eq!((status, text.as_str()), (2, ""));
        errors
    };
    assert_eq!(
        said("[]"),
        "error: standard input is not an object of answers, such as {\"country\": \"DE\"}\n"
    );
    assert_eq!(
        said("{"),
        "error: standard input is not JSON: EOF while parsing an object at line 1 column 1\n"
    );
    let (status, _, errors) = run(folder.path(), &[".", "missing.json"], "");
    assert_eq!(status, 2);
    assert!(errors.starts_with("error: `missing.json` cannot be read ("), "{errors}");
    fs::write(folder.path().join("lead.json"), b"\xff").unwrap();
    let (_, _, errors) = run(folder.path(), &[".", "lead.json"], "");
    assert_eq!(errors, "error: `lead.json` is not UTF-8 text: save it in the encoding UTF-8\n");
    let (status, _, errors) = run(folder.path(), &[".", "-", "--today", "2026-02-30"], "{}");
    assert_eq!(status, 2);
    assert!(errors.contains("not a date that exists, such as 2026-11-23"), "{errors}");
}

#[test]
fn rows_of_a_group_are_printed_as_a_script_writes_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/strategic-introduction");
    let (_, out, _) = run(&folder, &[".", "--case", "Four subsidiaries are few"], "");
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("contacts = [{ name: \"Owner\", role: \"decides\", known: \"well\" }]"), "{out}");
}
