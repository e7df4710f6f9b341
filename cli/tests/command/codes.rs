//! The codes of problems: each is explained in `rules/CODES.md`, and each has a mistake here that causes it.

use jiff::civil::date;
use referral_widget::precheck::{Options, Records, begin, languages};
use referral_widget::program::{Code, Problem, Program, Relayed};
use referral_widget::rules::{Rules, check_script};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

const SCRIPT: &str = r#"require("a", "A.", |lead| lead.country == "DE");"#;

/// The code of a defect of the engine. There is no mistake that causes it: a script that did would be a bug to fix.
const OF_A_DEFECT: [Code; 1] = [Code::EngineFailed];

fn program(changes: &[(&str, Value)]) -> Value {
    let mut program = json!({
        "id": "acme", "version": "1", "name": "Acme", "currency": "EUR",
        "vendor": { "name": "Acme Ltd" },
        "contact": { "name": "Partner desk", "email": "partners@acme.example" },
        "fields": [
            { "name": "country", "label": "Country", "type": "select", "required": true, "options": [
                { "value": "DE", "label": "Germany" }, { "value": "AT", "label": "Austria" }
            ] },
            { "name": "budget", "label": "Budget", "type": "money", "required": true },
            { "name": "employees", "label": "Employees", "type": "number", "required": true },
            { "name": "note", "label": "Note", "type": "text" },
            { "name": "start", "label": "Start", "type": "date", "required": true }
        ],
        "compensation": [{ "id": "flat", "name": "Fee", "flat": 100, "payment": { "days": 30, "after": "payment" } }],
        "agreement": { "version": "1", "title": "Agreement", "summary": "", "protection_days": 90 },
        "delivery": { "endpoint": "/api/referrals" }
    });
    for (path, value) in changes {
        match program.pointer_mut(path) {
            Some(there) => *there = value.clone(),
            None => {
                let (parent, key) = path.rsplit_once('/').unwrap();
                program.pointer_mut(parent).unwrap()[key] = value.clone();
            }
        }
    }
    program
}

fn codes(problems: &[Problem]) -> Vec<Code> {
    problems.iter().map(|problem| problem.code).collect()
}

/// Returns the codes for a program with these changes and a script.
fn of(changes: &[(&str, Value)], script: &str) -> Vec<Code> {
    let json = program(changes).to_string();
    let checked =
        Program::parse(&json).and_then(|program| check_script(&program, &json, script, date(2026, 11, 23)));
    codes(&checked.map_or_else(|refused| refused, |(_, doubts)| doubts))
}

fn of_program(changes: &[(&str, Value)]) -> Vec<Code> {
    of(changes, SCRIPT)
}

/// Returns the codes for a rule with that check.
fn of_check(body: &str) -> Vec<Code> {
    of(&[], &format!("require(\"a\", \"A.\", |lead| {body});"))
}

/// Returns the codes for a plan that pays shares of the budget.
fn of_plan(budget: Value, plan: &Value) -> Vec<Code> {
    let mut with =
        json!({ "id": "share", "name": "Share", "basis": "budget", "payment": { "days": 1, "after": "it" } });
    with.as_object_mut().unwrap().extend(plan.as_object().unwrap().clone());
    let mut field = json!({ "name": "budget", "label": "Budget", "type": "money", "required": true });
    field.as_object_mut().unwrap().extend(budget.as_object().unwrap().clone());
    of_program(&[("/compensation/0", with), ("/fields/1", field)])
}

fn of_cases(cases: &Value) -> Vec<Code> {
    let json = program(&[]).to_string();
    let rules = Rules::compile(&Program::parse(&json).unwrap(), &json, SCRIPT).unwrap();
    codes(&rules.read_cases(&cases.to_string()).err().unwrap_or_default())
}

fn of_relay(relay: &Value) -> Vec<Code> {
    let program = Program::parse(&program(&[]).to_string()).unwrap();
    codes(&Relayed::parse_all(&relay.to_string(), &program).err().unwrap_or_default())
}

fn of_list(text: &str, columns: &[(&str, &str)]) -> Vec<Code> {
    let json = program(&[]).to_string();
    let languages = languages(&Program::parse(&json).unwrap(), &json);
    let columns = columns.iter().map(|(column, field)| ((*column).into(), (*field).into())).collect();
    let options = Options { columns, ..Options::default() };
    let mut records = Records::new(text.as_bytes(), None).unwrap();
    codes(
        &begin(&mut records, &languages, &options)
            .unwrap()
            .map_or_else(|refused| refused, |(_, notes)| notes),
    )
}

/// Returns the codes that `referral check` prints for a folder with these files beside a valid program.
fn of_folder(changes: &[(&str, Value)], files: &[(&str, &str)]) -> Vec<Code> {
    let site = TempDir::new().unwrap();
    let folder = site.path().join("acme");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("program.json"), program(changes).to_string()).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let checked = Command::new(env!("CARGO_BIN_EXE_referral"))
        .args(["check", "--format", "json"])
        .arg(&folder)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let problems = report["programs"][0]["problems"].as_array().unwrap().iter();
    let known = |word: &Value| *Code::ALL.iter().find(|code| code.as_str() == word).unwrap();
    problems.map(|problem| known(&problem["code"])).collect()
}

fn many_fields() -> Value {
    (0..201).map(|i| json!({ "name": format!("f{i}"), "label": "F", "type": "text" })).collect()
}

/// One mistake for each code, with all codes that are found with it.
fn mistakes() -> Vec<(Code, Vec<Code>)> {
    let script = [("qualify.rhai", SCRIPT)];
    vec![
        (Code::NotJson, codes(&Program::parse("{").unwrap_err())),
        (Code::UnknownKey, of_program(&[("/nme", json!("Acme"))])),
        (Code::Missing, of_program(&[("/name", Value::Null)])),
        (Code::Empty, of_program(&[("/name", json!(" "))])),
        (Code::WrongType, of_program(&[("/name", json!(1))])),
        (Code::UnknownWord, of_program(&[("/fields/0/type", json!("selct"))])),
        (Code::KeyOutOfPlace, of_program(&[("/fields/3/options", json!([{ "value": "a", "label": "A" }]))])),
        (Code::IncompletePair, of_program(&[("/fields/3/pattern", json!("a+"))])),
        (Code::Duplicate, of_program(&[("/fields/1/name", json!("country"))])),
        (Code::TooLong, codes(&Program::parse(&" ".repeat(300_000)).unwrap_err())),
        (Code::TooMany, of_program(&[("/fields", many_fields())])),
        (Code::OutOfRange, of_program(&[("/outbox_days", json!(0))])),
        (Code::EmptyRange, of_program(&[("/fields/2/min", json!(5)), ("/fields/2/max", json!(1))])),
        (Code::NotAName, of_program(&[("/id", json!("Acme Ltd"))])),
        (Code::NotAnAddress, of_program(&[("/delivery/endpoint", json!("ftp://acme.example"))])),
        (Code::NotADate, of_program(&[("/fields/4/earliest", json!("2026-02-30"))])),
        (Code::NotACountry, of_program(&[("/territory", json!(["Germany"]))])),
        (Code::NotACurrency, of_program(&[("/currency", json!("EURO"))])),
        (Code::NotATimeZone, of_program(&[("/time_zone", json!("Europe/Nowhere"))])),
        (
            Code::NotASecret,
            of_relay(
                &json!({ "destinations": [{ "id": "crm", "endpoint": "https://crm.example/${PATH}" }] }),
            ),
        ),
        (Code::InvisibleCharacter, of_program(&[("/version", json!("1\u{202e}"))])),
        (
            Code::BadPattern,
            of_program(&[
                ("/fields/3/pattern", json!("(")),
                ("/fields/3/pattern_message", json!("As here.")),
            ]),
        ),
        (Code::AmbiguousOption, of_program(&[("/fields/0/options/1/label", json!("Germany"))])),
        (Code::UnknownField, of_check("lead.nope == 1")),
        (Code::WrongField, of_program(&[("/agreement/known_by", json!(["budget"]))])),
        (Code::UnknownPlan, of(&[], &format!("{SCRIPT}\nplan(|lead| \"none\");"))),
        (Code::UnknownRule, of_program(&[("/messages", json!({ "nope": "No." }))])),
        (Code::StepOrder, of_program(&[("/steps", json!([{ "title": "All", "fields": ["budget"] }]))])),
        (
            Code::TierOrder,
            of_plan(json!({}), &json!({ "tiers": [{ "percent": 1 }, { "up_to": 5, "percent": 2 }] })),
        ),
        (
            Code::MixedCurrencies,
            of_plan(json!({ "currency": "USD" }), &json!({ "tiers": [{ "percent": 1 }] })),
        ),
        (Code::PaysNothing, of_program(&[("/compensation/0/flat", json!(0))])),
        (
            Code::PaysLess,
            of_plan(
                json!({}),
                &json!({ "tiering": "whole", "tiers": [{ "up_to": 1000, "percent": 10 }, { "percent": 1 }] }),
            ),
        ),
        (Code::PointlessCap, of_program(&[("/compensation/0/cap", json!(50))])),
        (
            Code::IdleTier,
            of_plan(
                json!({ "max": 100 }),
                &json!({ "tiers": [{ "up_to": 200, "percent": 1 }, { "percent": 2 }] }),
            ),
        ),
        (Code::ZeroDays, of_program(&[("/agreement/protection_days", json!(0))])),
        (
            Code::FutureDate,
            of_program(&[(
                "/rates",
                json!({ "base": "EUR", "as_of": "2030-01-01", "source": "A bank", "buys": { "USD": 1.1 } }),
            )]),
        ),
        (Code::TooFine, of_program(&[("/compensation/0/flat", json!("1.005"))])),
        (Code::UnknownAutofill, of_program(&[("/fields/3/autocomplete", json!("organisation"))])),
        (Code::UnknownLanguage, of_program(&[("/name", json!({ "en": "Acme", "sv": "Acme" }))])),
        (Code::Untranslated, of_program(&[("/name", json!({ "en": "Acme", "de": "Acme" }))])),
        (Code::Exposed, of_program(&[("/fields/3/sensitive", json!(true)), ("/prefill", json!(["note"]))])),
        (Code::BadHeader, of_program(&[("/delivery/headers", json!({ "x y": "1" }))])),
        (Code::UnknownSource, of_program(&[("/delivery/map", json!({ "company": "leed.company" }))])),
        (Code::PageCannotSend, of_program(&[("/delivery/format", json!("pipedrive"))])),
        (Code::ScriptSyntax, of(&[], "require(")),
        (Code::UndefinedVariable, of_check("limit == 1")),
        (Code::ScriptFailed, of(&[], "throw \"no\";")),
        (Code::WrongCall, of(&[], "require(\"a\");")),
        (Code::TakenName, of(&[], &format!("fn require(a) {{ a }}\n{SCRIPT}"))),
        (Code::MisusedToday, of(&[], &format!("let today = 1;\n{SCRIPT}"))),
        (Code::NoRules, of(&[], "const LIMIT = 1;")),
        (Code::BadCondition, of_program(&[("/fields/3/visible_when", json!("lead.start == \"\""))])),
        (Code::UnknownFunction, of_check("nope(lead.country)")),
        (Code::UnknownOption, of_check("lead.country == \"FR\"")),
        (Code::UnknownRate, of_check("convert(lead.budget, \"EUR\", \"USD\") > 1.0")),
        (Code::UnknownGroup, of_check("in_group(lead.country, \"Nowhere\")")),
        (Code::WrongKind, of_check("lead.employees")),
        (Code::NeverEqual, of_check("lead.country == 1")),
        (Code::NeverMet, of_check("lead.country == \"DE\" && lead.country == \"AT\"")),
        (Code::AlwaysMet, of_check("lead.country == \"DE\" || lead.country == \"AT\"")),
        (Code::EmptyText, of_check("lead.note == \"\"")),
        (Code::DateArithmetic, of_check("lead.start + 90 == today")),
        (Code::LostFraction, of_check("lead.employees * (1 / 2) > 3")),
        (Code::Assignment, of_check("lead.country = \"DE\"")),
        (Code::Gap, of_check("if lead.country == \"DE\" { true }")),
        (
            Code::UnusedPlan,
            of_program(&[(
                "/compensation",
                json!([
                    { "id": "a", "name": "A", "flat": 1, "payment": { "days": 1, "after": "it" } },
                    { "id": "b", "name": "B", "flat": 2, "payment": { "days": 1, "after": "it" } }
                ]),
            )]),
        ),
        (Code::UnusedField, of_program(&[])),
        (
            Code::WrongAnswer,
            of_cases(&json!({ "cases": [{
                "name": "No number", "today": "2026-11-23", "lead": { "budget": "much" }, "verdict": "incomplete"
            }] })),
        ),
        (Code::UnknownColumn, of_list("country\nDE", &[("Nope", "country")])),
        (Code::AmbiguousColumn, of_list("country,country\nDE,DE", &[])),
        (Code::NoColumn, of_list("country\nDE", &[])),
        (Code::LeftOut, of_list("country,remarks\nDE,none", &[])),
        (Code::WrongUnit, of_list("country,Budget (USD)\nDE,5", &[])),
        (Code::UndecidedDates, of_list("country,start\nDE,03/04/2027", &[])),
        (Code::UnreadableRow, of_list("\"country\nDE", &[])),
        (Code::Untried, of_folder(&[], &script)),
        (Code::UnreadableFile, of_folder(&[], &[])),
        (Code::ScriptElsewhere, of_folder(&[("/rules", json!("https://acme.example/qualify.rhai"))], &[])),
        (Code::WrongFolder, of_folder(&[("/id", json!("other"))], &script)),
        (Code::WrongPartners, of_folder(&[], &[script[0], ("partners.json", "{")])),
        (Code::Unproven, of_folder(&[], &[script[0], ("program.sig", "nothing")])),
    ]
}

#[test]
fn every_code_is_that_of_some_mistake() {
    let mistakes = mistakes();
    let wrong: Vec<_> = mistakes.iter().filter(|(code, found)| !found.contains(code)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let made: BTreeSet<Code> = mistakes.iter().map(|(code, _)| *code).chain(OF_A_DEFECT).collect();
    let all: BTreeSet<Code> = Code::ALL.iter().copied().collect();
    assert_eq!(made, all);
}

#[test]
fn every_code_is_explained_and_every_one_that_is_explained_exists() {
    let page = include_str!("../../../rules/CODES.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let explained: Vec<&str> = rows.filter(|(_, says)| says.len() > 10).map(|(code, _)| code).collect();
    let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(explained, known);
    let is_kebab = |word: &&str| {
        word.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
    };
    assert!(known.iter().all(is_kebab), "{known:?}");
    assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), known.len());
}
