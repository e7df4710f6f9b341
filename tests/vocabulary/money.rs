//! Money in two currencies.

use super::{compile, fails, holds, is, judge, outcome, program};
use referral_widget::program::Program;
use referral_widget::rules::Outcome;
use serde_json::{Value, json};

#[test]
fn amounts_are_converted_by_the_programs_rates() {
    holds(&[
        ("convert(100, \"EUR\", \"CHF\")", "94.00"),
        ("convert(94, \"CHF\", \"USD\")", "112.50"),
        ("convert(100.50, \"EUR\", \"EUR\")", "100.50"),
        ("convert(1, \"EUR\", \"JPY\")", "178.0"),
        ("convert(0, \"CHF\", \"JPY\")", "0.0"),
        ("convert(-94, \"CHF\", \"EUR\")", "-100.00"),
    ]);
    // `==` treats 178 and 178.00 as equal, but 178.00 is not an amount of yen.
    is("convert(1, \"EUR\", \"JPY\").to_string()", "\"178\"");
    is("convert(1, \"CHF\", \"EUR\").to_string()", "\"1.06\"");
}

#[test]
fn an_answer_is_compared_in_another_currency() {
    let rules = compile(
        &program(),
        "require(\"size\", \"At least 100,000 euros.\", |lead| convert(lead.budget, \"CHF\", \"EUR\") >= 100_000);",
    );
    let outcome = |lead: Value| judge(&rules, &lead).findings.remove(0).outcome;
    assert_eq!(outcome(json!({ "budget": "94000" })), Outcome::Met);
    assert_eq!(outcome(json!({ "budget": "93999.99" })), Outcome::Unmet);
    assert_eq!(outcome(json!({})), Outcome::Unmet, "an optional answer that is not given is not enough");
}

#[test]
fn a_rate_that_is_missing_is_told_with_its_mend() {
    fails(&[
        (
            "convert(1, \"EUR\", \"GBP\") > 0",
            "there is no rate for `GBP`: add to program.json, at `rates.buys`, how much of it one EUR buys",
        ),
        ("convert((), \"chf\", \"EUR\") == ()", "there is no rate for `chf`"),
        (
            "convert(79228162514264337593543950335.0, \"EUR\", \"JPY\") > 0",
            "is too large to be converted to JPY",
        ),
    ]);
    let mut without = program();
    without.as_object_mut().expect("an object").remove("rates");
    let rules = compile(&without, "require(\"a\", \"A.\", |lead| convert(1, \"EUR\", \"CHF\") > 0);");
    let error = judge(&rules, &json!({})).findings.remove(0).error.expect("it fails");
    assert!(error.ends_with("there is no rate for `EUR`: program.json has no `rates`"), "{error}");
    assert_eq!(outcome("convert(\"5\", \"EUR\", \"CHF\") > 0").outcome, Outcome::Error);
}

#[test]
fn mistakes_in_the_rates_are_told_with_their_place() {
    let said = |pointer: &str, value: Value| {
        let mut program = program();
        *program.pointer_mut(pointer).expect("it is there") = value;
        match Program::parse(&program.to_string()) {
            Ok(_) => "fine".into(),
            Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        }
    };
    let currency = "use three capital letters (ISO 4217), such as EUR";
    for (pointer, value, expected) in [
        ("/rates", json!(null), "fine".into()),
        ("/rates", json!([]), "rates: must be an object in braces, but is a list".into()),
        ("/rates/base", json!("EURO"), format!("rates.base: `EURO` is not a currency ({currency})")),
        ("/rates/buys", json!({ "XY": 1 }), format!("rates.buys.XY: `XY` is not a currency ({currency})")),
        ("/rates/buys", json!({}), "rates.buys: has 0 rates; it takes 1 to 200".into()),
        (
            "/rates/buys",
            json!("CHF"),
            "rates.buys: must be an object in braces, but is the text \"CHF\"".into(),
        ),
        (
            "/rates/buys/CHF",
            json!(0),
            "rates.buys.CHF: is 0: one EUR buys nothing of it (give a number above zero)".into(),
        ),
        (
            "/rates/buys/CHF",
            json!("-1"),
            "rates.buys.CHF: is -1: one EUR buys nothing of it (give a number above zero)".into(),
        ),
        (
            "/rates/buys/CHF",
            json!("0,94"),
            "rates.buys.CHF: must be a decimal number of at most 28 digits, such as 7.5 or \"7.50\", \
            but is the text \"0,94\""
                .into(),
        ),
        (
            "/rates/buys",
            json!({ "EUR": 1 }),
            "rates.buys.EUR: is the base itself (leave it out: it is 1)".into(),
        ),
        (
            "/rates/as_of",
            json!("2026-02-30"),
            "rates.as_of: `2026-02-30` is not the day of a rate (write it as 2026-11-23)".into(),
        ),
        (
            "/rates/as_of",
            json!("0026-11-02"),
            "rates.as_of: `0026-11-02` is not the day of a rate (write it as 2026-11-23)".into(),
        ),
        ("/rates/source", json!(" "), "rates.source: is empty (say who publishes the rates)".into()),
    ] {
        assert_eq!(said(pointer, value.clone()), expected, "{pointer} = {value}");
    }
}
