//! A script: constants, helper functions, and one to eight declarations.

use super::Choices;
use super::expression::Place;
use super::program::Field;
use std::fmt::Write;

const PREAMBLE: &str = r#"const TERRITORY = ["DE", "AT"];
const LIMIT = 50;
const LIMITS = [0, 10, 1_000];
fn is_large(number) { number != () && number >= 100 }
fn both(a, b) { a && b }

"#;

/// How many levels an expression may nest.
const DEPTH: usize = 3;

pub fn script(choices: &mut Choices, fields: &[Field]) -> String {
    let mut script = PREAMBLE.to_string();
    let mut once = vec!["qualify_at", "plan", "route"];
    for i in 0..=choices.below(8) {
        // This one may be declared only once, and was declared already.
        let declaration = match choices.below(12) {
            0..=3 => "require",
            4..=6 => "review",
            7 | 8 => "score",
            n => match once.iter().position(|name| *name == ["qualify_at", "plan", "route"][n - 9]) {
                Some(at) => once.remove(at),
                None => "score",
            },
        };
        declare(&mut script, declaration, i, choices, fields);
    }
    if once.len() == 3 {
        declare(&mut script, "require", 99, choices, fields);
    }
    script
}

fn declare(script: &mut String, declaration: &str, i: usize, choices: &mut Choices, fields: &[Field]) {
    let lead = choices.pick(&["lead", "l", "prospect"]);
    let mut at = Place { choices, fields, lead, depth: DEPTH, enclosed: false };
    let line = match declaration {
        "require" | "review" => {
            format!("{declaration}(\"rule-{i}\", \"Rule {i} holds.\", |{lead}| {});", at.truth())
        }
        "score" => format!("score(\"rule-{i}\", |{lead}| {});", points(&mut at)),
        "qualify_at" => format!("qualify_at({});", at.choices.pick(&["10", "0", "-5", "40"])),
        "plan" => {
            let other = at.choices.pick(&["\"small\"", "()", "\"share\"", "\"other\"", "1"]);
            format!("plan(|{lead}| if {} {{ \"small\" }} else {{ {other} }});", at.truth())
        }
        _ => {
            let test = at.truth();
            format!("route(|{lead}| if {test} {{ \"large-accounts\" }} else {{ `team-${{{lead}.f1}}` }});")
        }
    };
    let _ = writeln!(script, "{line}");
}

fn points(at: &mut Place) -> String {
    match at.choices.below(6) {
        0 => format!("if {} {{ 20 }} else {{ 10 }}", at.truth()),
        1 => "10".into(),
        2 => format!("if {} {{ 30 }} else if {} {{ 15 }} else {{ -5 }}", at.truth(), at.truth()),
        3 => at.switch(|arm| arm.choices.pick(&["5", "10", "0", "25"]).into()),
        4 => format!("{} ?? 0", at.any_field()),
        _ => at.number(),
    }
}
