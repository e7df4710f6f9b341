//! Tests that a formula gives the same result as the script engine, or none.

use super::*;
use crate::program::Program;
use serde_json::json;

fn program() -> (Program, String) {
    let json = referral_testing::program()
        .field("text", "text")
        .field("none", "text")
        .field("number", "number")
        .field("money", "money")
        .field("yes", "checkbox")
        .field("day", "date")
        .field("list", "multiselect")
        .options(&["DE", "AT"])
        .with("partner_facts", json!(["level", "country"]))
        .with(
            "rates",
            json!({ "base": "EUR", "as_of": "2026-11-20", "source": "A bank", "buys": { "CHF": "0.94", "JPY": "178.5" } }),
        )
        .text();
    (Program::parse(&json).expect("the program is fine"), json)
}

/// Runs every body as a formula and as a script. The value of a formula and the fields that it reads must be the same
/// as the engine's. Returns the number of formulas that gave a value.
fn compare(head: &str, bodies: &[String]) -> usize {
    let (program, json) = program();
    let mut understood_bodies = 0;
    for some in bodies.chunks(500) {
        let mut script = head.to_string();
        for (i, body) in some.iter().enumerate() {
            script += &format!("score(\"s{i}\", |lead| {{ {body} }});\n");
        }
        let rules = Rules::compile(&program, &json, &script).unwrap_or_else(|all| panic!("{all:#?}"));
        let mut judging = Judging::new(&rules, jiff::civil::date(2026, 11, 23));
        let answers = [
            Scalar::Text("DE".into()),
            Scalar::Unit,
            Scalar::Int(7),
            Scalar::Decimal("12.50".parse().expect("a decimal")),
            Scalar::Bool(true),
            Scalar::Text("2026-12-01".into()),
            Scalar::List(["DE".into()].into()),
            Scalar::Unit,
            Scalar::Text("DE".into()),
        ];
        for (field, answer) in answers.into_iter().enumerate() {
            judging.set(&rules, field, answer);
        }
        for (i, rule) in rules.rules.iter().enumerate() {
            let formula = rule.formula.as_ref().expect("a check is a function of the lead");
            let mut reads = Reads::default();
            let answers = judging.reading.answers().clone();
            let Some(value) =
                Run::run(formula, &answers, "2026-11-23", rules.program.rates.as_ref(), &mut reads)
            else {
                continue;
            };
            understood_bodies += 1;
            let said: Dynamic = judging.checks[i]
                .call(&rules.engine, &rules.ast, (judging.reading.clone(),))
                .unwrap_or_else(|error| panic!("{}: {value:?}, but the engine: {error}", some[i]));
            let value = format!("{value:?}");
            let said = Scalar::from_dynamic(&said).unwrap_or_else(|| panic!("{}: {said:?}", some[i]));
            assert_eq!(value, format!("{said:?}"), "{}", some[i]);
            assert_eq!(reads, judging.reading.take_reads(), "{}", some[i]);
        }
    }
    understood_bodies
}

const VALUES: [&str; 20] = [
    "lead.text",
    "lead.none",
    "lead.number",
    "lead.money",
    "lead.yes",
    "lead.day",
    "lead[\"text\"]",
    "partner.country",
    "partner.level",
    "()",
    "true",
    "7",
    "12.5",
    "0",
    "-3",
    "\"DE\"",
    "\"7\"",
    "today",
    "9223372036854775807",
    "79228162514264337593543950335.0",
];

#[test]
fn operators_come_to_what_the_engine_says() {
    let operators = ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "??"];
    let mut bodies = Vec::new();
    for a in VALUES {
        bodies.push(format!("!{a} || -({a}) == 3"));
        for b in VALUES {
            bodies.extend(operators.iter().map(|operator| format!("{a} {operator} {b}")));
            bodies.push(format!("if {a} == 7 {{ {b} }} else {{ 2 }}"));
            if a.starts_with("lead") && b.starts_with("lead") {
                bodies.push(format!("{a} && {b} || {b} && {a}"));
                bodies.push(format!("{a} || {b}"));
                bodies.push(format!("if {a} {{ {b} }}"));
            }
            bodies.push(format!("{{ let x = {a}; lead.number; x == {b} }}"));
            bodies.push(format!("{a} in [{b}, 7, \"DE\", 12.50, true, ()]"));
            bodies.push(format!("{a} !in LIST || {b} in \"DENMARK\""));
            bodies.push(format!("same({a}, {b}) && in_list(lead, {b})"));
            if !b.starts_with("lead") && !b.starts_with("partner") && b != "today" {
                bodies.push(format!("switch {a} {{ {b} => 1, 7 => {a}, _ => 2 }}"));
            }
            bodies.push(format!(
                "switch {a} {{ \"x\" | 7 if {b} == 7 => 1, 7 => {b}, true => 3, -3 => 4, 0.00 => 5 }}"
            ));
            bodies.push(format!(
                "switch {a} {{ \"DE\" => 1, 7 => 2, 5..8 if {b} == 8 => 3, -3..=13 | () => {b} }}"
            ));
            bodies.push(format!("{{ let x = {a}; x = {b}; x }}"));
            bodies.push(format!("{{ let x = {a}; if x == 7 {{ x = {b}; }} x }}"));
        }
    }
    let head = "const LIST = [\"DE\", 7, ()]; fn same(a, b) { a == b } \
                fn in_list(l, x) { let y = l.text; y == x || l.money > x }\n";
    let understood = compare(head, &bodies);
    assert!(understood > bodies.len() / 2, "{understood} of {}", bodies.len());
}

#[test]
fn helper_functions_take_the_partner() {
    let head = "fn of(p) { p.country } fn both(l, p) { of(p) == l.text && p.level == () }\n";
    let bodies = [
        "both(lead, partner)",
        "of(partner) == partner.level",
        "partner[\"country\"] == lead[\"text\"]",
        "{ let x = partner.country; of(partner) == x }",
    ];
    assert_eq!(compare(head, &bodies.map(String::from)), bodies.len());
}

#[test]
fn a_script_that_has_its_own_contains_is_asked() {
    let bodies = ["lead.text in [\"DE\"]".to_string(), "[1].contains(1)".into()];
    assert_eq!(compare("fn contains(list, item) { false }\n", &bodies), 2);
}

#[test]
fn money_is_converted_without_the_engine() {
    let mut bodies = Vec::new();
    for amount in VALUES {
        for (from, to) in [("EUR", "CHF"), ("CHF", "JPY"), ("JPY", "EUR"), ("EUR", "EUR")] {
            bodies.push(format!("convert({amount}, \"{from}\", \"{to}\")"));
        }
    }
    // The missing answer, the answers that are numbers, and the literal numbers except one that is too large.
    assert!(compare("", &bodies) >= 9 * 4, "of {}", bodies.len());
    let currency = "convert(lead.money, if lead.yes { \"CHF\" } else { \"EUR\" }, \"JPY\") > 2_000";
    assert_eq!(compare("", &[currency.into()]), 1);
}

#[test]
fn a_switch_runs_without_the_engine() {
    let bodies = [
        "switch lead.text { \"DE\" => 5, \"AT\" | \"CH\" => 3, _ => 0 }",
        "switch lead.number { 0..5 => 1, 5..=9 if lead.yes => 2, _ => 3 }",
        "switch lead.yes { true => switch lead.none { () => -1, \"x\" => 2 } }",
        "switch lead.money { -12.50 => 1, 12.5 => 2 }",
        "switch lead.number { 1 => 2 }",
    ];
    assert_eq!(compare("", &bodies.map(String::from)), bodies.len());
}

/// Tries comparisons of a list with several values.
#[test]
fn lists_come_to_what_the_engine_says() {
    let mut bodies = Vec::new();
    for value in VALUES.into_iter().chain(["lead.list", "[\"DE\"]", "[]"]) {
        bodies.push(format!("{value} in lead.list"));
        bodies.push(format!("{value} == lead.list"));
        bodies.push(format!("lead.list != {value}"));
        bodies.push(format!("lead.list < {value}"));
        bodies.push(format!("lead.list in [{value}, \"DE\"]"));
        bodies.push(format!("lead.list + {value} == 7"));
        bodies.push(format!("(lead.none ?? lead.list) == {value}"));
        bodies.push(format!("{{ let x = lead.list; {value} in x && !(\"CH\" in x) }}"));
        bodies.push(format!("switch lead.list {{ \"DE\" => 1, 0..5 => 2, () => 3, _ => {value} in [7] }}"));
    }
    let understood = compare("", &bodies);
    assert!(understood > bodies.len() / 2, "{understood} of {}", bodies.len());
}

/// Tries every answer on every lead of a few answers: as a suggestion, and as a given answer.
#[test]
fn an_answer_that_is_tried_or_spared_turns_the_verdict_as_one_that_is_given() {
    let (program, json) = program();
    let script = r#"
        require("more", "M.", |lead| lead.number > 10);
        require("either", "E.", |lead| lead.yes || lead.money > 5);
        review("both", "B.", |lead| lead.money > 5 && lead.text == "DE");
        review("wrong", "W.", |lead| if lead.text == "AT" { lead.number.nothing() } else { true });
        score("points", |lead| if lead.yes { 10 } else { 0 });
        qualify_at(10);
    "#;
    let rules = Rules::compile(&program, &json, script).unwrap_or_else(|all| panic!("{all:#?}"));
    let decimal = |text: &str| Scalar::Decimal(text.parse().expect("a decimal"));
    let answers: [(usize, Vec<Scalar>); 4] = [
        (0, ["DE", "AT", "CH"].map(|text| Scalar::Text(text.into())).into()),
        (2, [5, 20].map(Scalar::Int).into()),
        (3, ["1", "10"].map(decimal).into()),
        (4, [true, false].map(Scalar::Bool).into()),
    ];
    let mut judging = Judging::new(&rules, jiff::civil::date(2026, 11, 23));
    let (mut spared, mut better) = (0, 0);
    for lead in 0..24 {
        for ((field, choices), place) in answers.iter().zip([lead, lead / 3, lead / 6, lead / 12]) {
            judging.set(&rules, *field, choices[place % choices.len()].clone());
        }
        judging.run(&rules);
        let now = judging.summary(&rules).status;
        for (field, choices) in &answers {
            let others = judging.others(&rules, now, *field);
            let before = judging.answer(*field);
            for choice in choices {
                judging.set(&rules, *field, choice.clone());
                judging.run(&rules);
                let then = judging.summary(&rules).status;
                judging.set(&rules, *field, before.clone());
                judging.run(&rules);
                let turned = (rank(then) > rank(now)).then_some(then);
                let tried = others.as_ref().and_then(|others| judging.turned(&rules, others, choice.clone()));
                assert_eq!(tried, turned, "lead {lead}, field {field}, {choice:?}");
                better += u32::from(turned.is_some());
            }
            match others {
                Some(others) => judging.put_back(&rules, others),
                None => spared += 1,
            }
            assert_eq!(judging.summary(&rules).status, now);
        }
    }
    assert!(spared > 20 && better > 10, "{spared} fields were spared, {better} answers were better");
}
