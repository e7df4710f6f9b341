//! `valid_when` and `pattern`: answers that are wrong by themselves, or together with others.

use jiff::civil::{Date, date};
use referral_widget::exchange::Session;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::precheck::Outcome;
use referral_widget::program::Program;
use referral_widget::rules::{Judging, Rules, Status, Verdict};
use serde_json::{Value, json};

const TODAY: Date = date(2026, 11, 23);
const SCRIPT: &str = r#"
const LEAST = 10;
require("start", "It starts within this decade.", |lead| lead.start < "2030-01-01");
review("end", "It ends within this decade.", |lead| lead.end < "2030-01-01");
"#;

fn program() -> Value {
    referral_testing::program()
        .field("start", "date")
        .required()
        .field("end", "date")
        .required()
        .and("valid_when", "lead.end >= lead.start")
        .and(
            "valid_message",
            json!({ "en": "It ends on the day it starts, or later.", "de": "Das Ende liegt nicht vor dem Beginn." }),
        )
        .field("pieces", "number")
        .and("valid_when", "lead.pieces >= LEAST")
        .and("valid_message", "Ten or more.")
        .field("vat", "text")
        .and("label", "VAT number")
        .and("pattern", "[A-Z]{2}\\d{9}")
        .and(
            "pattern_message",
            json!({ "en": "A VAT number is two letters and nine digits.", "de": "Zwei Buchstaben, neun Ziffern." }),
        )
        .json()
}

fn compile(program: &Value) -> Result<Rules, String> {
    let json = program.to_string();
    let said = |problems: Vec<_>| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let program = Program::parse(&json).map_err(said)?;
    Rules::compile(&program, &json, SCRIPT).map_err(said)
}

fn judge(lead: Value) -> Verdict {
    let rules = compile(&program()).expect("the program is fine");
    let answers: Answers = serde_json::from_value(lead).expect("answers");
    rules.evaluate(&Lead::read(rules.program(), &answers, NumberStyle::Plain).0, TODAY)
}

#[test]
fn a_wrong_answer_counts_as_none() {
    let verdict = judge(json!({ "start": "2027-02-01", "end": "2027-01-31", "pieces": 9 }));
    assert_eq!(verdict.invalid, ["end", "pieces"]);
    assert_eq!(
        (verdict.status, &verdict.findings[1].waiting_for[..]),
        (Status::Incomplete, &["end".to_string()][..])
    );
    let verdict = judge(json!({ "start": "2027-02-01", "end": "2027-02-01", "pieces": 10 }));
    assert_eq!((verdict.status, verdict.invalid.len()), (Status::Qualified, 0));
}

#[test]
fn nothing_is_compared_with_an_answer_that_is_not_there() {
    for lead in [json!({ "end": "2027-01-31" }), json!({ "start": "2027-02-01" }), json!({})] {
        assert_eq!(judge(lead).invalid, Vec::<String>::new());
    }
}

#[test]
fn the_form_is_told_in_its_language_and_does_not_send_it() {
    let mut session = Session::default();
    let load = json!({ "load": { "program": program().to_string(), "script": SCRIPT, "language": "de" } });
    assert_eq!(session.answer_json(&load.to_string()).as_deref(), Some(r#"{"loaded":{"quick":false}}"#));
    let mut ask = |answers: Value| -> Value {
        let request = json!({ "judge": { "id": 1, "answers": answers, "today": "2026-11-23" } });
        let reply = session.answer_json(&request.to_string()).expect("an answer");
        serde_json::from_str::<Value>(&reply).expect("JSON")["judged"].take()
    };
    let right = json!({ "start": "2027-02-01", "end": "2027-03-01", "vat": "DE123456789" });
    let wrong = json!({ "start": "2027-02-01", "end": "2027-01-01", "vat": "DE12345678" });
    let first = ask(right.clone());
    assert_eq!((&first["errors"], &first["lead"]), (&json!([]), &right));
    let said = ask(wrong);
    assert_eq!(
        said["errors"],
        json!([
            { "field": "vat", "message": "Zwei Buchstaben, neun Ziffern." },
            { "field": "end", "message": "Das Ende liegt nicht vor dem Beginn." },
        ])
    );
    assert_eq!(said["lead"], json!({ "start": "2027-02-01" }));
    assert_eq!(said["missing"], json!([]), "it is not said twice");
    assert_eq!(ask(right), first, "and back");
}

#[test]
fn mistakes_are_placed() {
    let with = |field: usize, key: &str, value: &str| {
        let mut program = program();
        program["fields"][field][key] = value.into();
        compile(&program).err().unwrap_or_else(|| panic!("was not refused: {value}"))
    };
    for (field, key, value, said) in [
        (0, "valid_message", "No.", "has only one of `valid_when` and `valid_message`"),
        (3, "pattern_message", " ", "has only one of `pattern` and `pattern_message`"),
        (
            3,
            "pattern",
            "(?=A)",
            "fields[3].pattern: is not a regular expression that browsers and endpoints read alike, column 1",
        ),
        (3, "type", "phone", "has a pattern, but is not a line of text"),
        (
            1,
            "valid_when",
            "lead.pieces > 1",
            "fields[1] `end`, valid_when, column 1: reads `pieces`, which is not asked before",
        ),
        (
            1,
            "valid_when",
            "lead.ende > 1",
            "fields[1] `end`, valid_when, column 6: unknown field `ende`; did you mean `end`?",
        ),
        (1, "valid_when", "true); require(\"x\", \"X.\", |lead| true", "must be one expression"),
    ] {
        let refusal = with(field, key, value);
        assert!(refusal.contains(said), "{value}\n{refusal}");
    }
}

#[test]
fn a_list_says_what_is_wrong_with_a_row() {
    let rules = compile(&program()).expect("the program is fine");
    let answers = json!({ "start": "2027-02-01", "end": "2027-01-31" });
    let answers: Answers = serde_json::from_value(answers).expect("answers");
    let mut judging = Judging::new(&rules, TODAY);
    judging.take(&rules, &Lead::read(rules.program(), &answers, NumberStyle::Plain).0);
    let brief = judging.brief(&rules, 0..rules.len());
    let outcome = Outcome::judged(2, &brief);
    assert_eq!((outcome.status, &outcome.waiting_for[..]), ("incomplete", &["end"][..]));
    assert_eq!(outcome.errors[0].message, "It ends on the day it starts, or later.");
}
