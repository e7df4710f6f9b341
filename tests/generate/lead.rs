//! Answers as they are typed: most are correct, some are missing, some are wrong, and some are limit cases.

use super::Choices;
use super::program::{Field, Kind, OPTIONS, ROW};
use serde_json::{Map, Value, json};

const NUMBERS: [&str; 12] = [
    "50",
    "0",
    "1",
    "49",
    "51",
    "1000",
    "-5",
    "9007199254740991",
    "-9007199254740991",
    "12,000",
    " 7 ",
    "250",
];
const AMOUNTS: [&str; 10] =
    ["10000", "0", "0.01", "9999.99", "10000.01", "12,000.50", "-3.5", "9007199254740991", "100000", ".5"];
const TEXTS: [&str; 10] =
    ["Kessel AG", "a", "GmbH & Co. KG", "50", "true", "Ünïcödé 😀", "<b>", "  spaced  ", "DE", "\u{202e}x"];
const DATES: [&str; 7] =
    ["2026-11-23", "2026-11-24", "2026-11-22", "2024-02-29", "0001-01-01", "9999-12-31", "2027-03-31"];
const WRONG: [&str; 5] = ["abc", "1.2.3", "2026-02-30", "maybe", "99999999999999999999999999999999"];

/// Answers some of the questions.
pub fn answers(choices: &mut Choices, fields: &[Field]) -> Map<String, Value> {
    let mut answers = Map::new();
    for field in fields {
        if choices.chance(75) {
            answers.insert(field.name.clone(), answer(choices, field.kind));
        }
    }
    answers
}

fn answer(choices: &mut Choices, kind: Kind) -> Value {
    if choices.chance(6) {
        return odd(choices);
    }
    match kind {
        Kind::Truth => Value::Bool(choices.chance(60)),
        Kind::Integer if choices.chance(20) => json!(choices.below(200)),
        Kind::Integer => choices.pick(&NUMBERS).into(),
        Kind::Decimal("percent") => choices.pick(&["50", "0", "100.00", "12.5%", "101"]).into(),
        Kind::Decimal(_) => choices.pick(&AMOUNTS).into(),
        Kind::Option(_) => choices.pick(&OPTIONS).into(),
        Kind::List => (0..choices.below(4)).map(|_| choices.pick(&OPTIONS)).collect(),
        Kind::Date => choices.pick(&DATES).into(),
        Kind::Rows => (0..choices.below(4)).map(|_| row(choices)).collect(),
        Kind::Text("email") => choices.pick(&["it@kessel.example", "a@b.co", "ö@ü.example"]).into(),
        Kind::Text("phone") => choices.pick(&["+49 30 1234567", "12345", "(030) 12-34-56"]).into(),
        Kind::Text("url") => choices.pick(&["kessel.example", "https://kessel.example/x?y=1"]).into(),
        Kind::Text(_) => choices.pick(&TEXTS).into(),
    }
}

fn row(choices: &mut Choices) -> Value {
    let mut answers = Map::new();
    for (name, kind, _) in ROW {
        if choices.chance(75) {
            answers.insert(name.into(), answer(choices, kind));
        }
    }
    answers.into()
}

/// Returns an answer that no form sends, but anybody can.
fn odd(choices: &mut Choices) -> Value {
    match choices.below(8) {
        0 => "".into(),
        1 => Value::Null,
        2 => choices.pick(&WRONG).into(),
        3 => json!([1, ["a"]]),
        4 => json!({ "a": { "b": null } }),
        5 => json!(1.5),
        6 => "x".repeat(10_001).into(),
        _ => json!(u64::MAX),
    }
}
