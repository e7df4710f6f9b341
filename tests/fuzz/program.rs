//! `program.json` is refused with places, or it can be shown, judged and written again.

use crate::{SAMPLES, assert_told, door, sample, told};
use referral_testing::TODAY;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::markup;
use referral_widget::program::Program;
use referral_widget::rules::Rules;
use serde_json::{Value, json};

const SCRIPT: &str = "require(\"a\", \"A.\", |lead| true);";

const WORDS: [&str; 27] = [
    "id",
    "fields",
    "type",
    "options",
    "visible_when",
    "valid_when",
    "pattern",
    "min",
    "max",
    "decimals",
    "max_items",
    "group",
    "money",
    "country",
    "multiselect",
    "EUR",
    "JPY",
    "DE",
    "lead.country == \"DE\"",
    "(a|a)*$",
    "[\\w-]{1,9}",
    "__proto__",
    "$serde_json::private::Number",
    "javascript:alert(1)",
    "https://vendor.example",
    "2027-02-30",
    "{label}",
];

#[test]
fn program() {
    let samples = SAMPLES.map(|name| sample(&format!("{name}/program.json")).into_bytes());
    door("program", samples.into(), &WORDS, 150).holds(holds);
}

fn holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = Program::parse(&text);
    assert_eq!(Program::parse(&text), read, "read a second time");
    let program = match read {
        Ok(program) => program,
        Err(problems) => {
            assert!(!problems.is_empty());
            return assert_told(&problems, &text);
        }
    };
    is_shown(&program);
    is_written_again(&program, &text);
    is_judged(&program, &text);
    let said = told(&program, &text, SCRIPT);
    assert_told(&said, &text);
    assert_eq!(told(&program, &text, SCRIPT), said, "checked a second time");
}

/// Checks that the program is shown as text, so that nothing in it becomes an element.
fn is_shown(program: &Program) {
    let html = markup::form(program, false, false, None);
    assert!(html.contains("<form") && !html.contains("<x-injected"), "{html}");
}

fn is_written_again(program: &Program, text: &str) {
    let json: Value = serde_json::from_str(text).expect("a program is JSON");
    for again in [json.to_string(), serde_json::to_string_pretty(&json).expect("JSON")] {
        assert_eq!(Program::parse(&again).as_ref(), Ok(program), "written anew");
    }
}

fn is_judged(program: &Program, text: &str) {
    let rules = match Rules::compile(program, text, SCRIPT) {
        Ok(rules) => rules,
        Err(problems) => return assert_told(&problems, text),
    };
    for answer in
        [Value::Null, json!("DE"), json!("12"), json!(true), json!(["DE"]), json!([{ "email": "a@b.co" }])]
    {
        let all = program.fields.iter().map(|field| (field.name.clone(), answer.clone()));
        let (lead, _) = Lead::read(program, &all.collect::<Answers>(), NumberStyle::Point);
        let verdict = rules.evaluate(&lead, TODAY);
        assert_eq!(rules.evaluate(&lead, TODAY), verdict, "judged a second time");
        let panel = markup::panel(program, &verdict);
        for html in panel.criteria.iter().chain([&panel.status, &panel.score, &panel.fee]) {
            assert!(!html.contains("<x-injected"), "{html}");
        }
    }
}
