//! `qualify.rhai` is refused with a place, or it gives every lead a verdict, the same each time.

use crate::{assert_told, door, sample, told};
use referral_testing::TODAY;
use referral_testing::fuzz::assert_readable;
use referral_widget::lead::{Lead, NumberStyle};
use referral_widget::program::Program;
use referral_widget::rules::{Judging, Rules, Verdict};
use serde_json::Value;

const WORDS: [&str; 40] = [
    "lead",
    "lead.employees",
    "lead.country",
    "lead.contacts",
    "today",
    "require",
    "review",
    "score",
    "qualify_at",
    "plan",
    "route",
    "|lead|",
    "|x|",
    "()",
    "[]",
    "#{",
    "}",
    ")",
    "(",
    ";",
    ",",
    "\"",
    "`${lead.country}`",
    "9223372036854775807",
    "0.1",
    "50_000",
    "loop {}",
    "for i in 0..9_999_999",
    "while true",
    "switch",
    "=>",
    "??",
    "?.",
    "**",
    "/",
    "this",
    "throw",
    "try { } catch",
    ".map(",
    "fn f(x) { f(x) }",
];

#[test]
fn script() {
    let samples = ["cloud-migration", "industrial-automation", "every-question"];
    let samples = samples.map(|name| sample(&format!("{name}/qualify.rhai")).into_bytes());
    let json = sample("every-question/program.json");
    let program = Program::parse(&json).expect("the sample is a program");
    let cases: Value = serde_json::from_str(&sample("every-question/cases.json")).expect("JSON");
    let cases = cases["cases"].as_array().expect("cases").iter().take(3);
    let leads: Vec<Lead> = cases
        .map(|case| serde_json::from_value(case["lead"].clone()).expect("answers"))
        .map(|answers| Lead::read(&program, &answers, NumberStyle::Plain).0)
        .collect();
    door("script", samples.into(), &WORDS, 150).holds(|bytes| holds(&program, &json, &leads, bytes));
}

fn holds(program: &Program, json: &str, leads: &[Lead], bytes: &[u8]) {
    let script = String::from_utf8_lossy(bytes);
    let said = told(program, json, &script);
    assert_told(&said, &script);
    assert_eq!(told(program, json, &script), said, "checked a second time");
    let rules = match Rules::compile(program, json, &script) {
        Ok(rules) => rules,
        Err(problems) => {
            assert!(!problems.is_empty());
            return assert_told(&problems, &script);
        }
    };
    let again = Rules::compile(program, json, &script).expect("it compiled before");
    let mut judging = Judging::new(&rules, TODAY);
    for lead in leads {
        let verdict = rules.evaluate(lead, TODAY);
        is_told(&verdict);
        assert_eq!(again.evaluate(lead, TODAY), verdict, "by rules compiled anew");
        judging.take(&rules, lead);
        assert_eq!(judging.verdict(&rules), verdict, "after other leads");
    }
}

fn is_told(verdict: &Verdict) {
    let json = serde_json::to_string(verdict).expect("a verdict is JSON");
    assert_eq!(serde_json::from_str::<Verdict>(&json).expect("and reads back"), *verdict);
    verdict
        .findings
        .iter()
        .flat_map(|finding| &finding.error)
        .for_each(|error| assert_readable(error, 1_000));
}
