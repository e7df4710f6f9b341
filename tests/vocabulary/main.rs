//! The functions that a script can call, each with its results. The vocabulary is a promise to vendors.

mod companies;
mod dates;
mod documented;
mod language;
mod limits;
mod money;
mod properties;

use referral_widget::program::Program;
use referral_widget::rules::{Finding, Outcome, Rules, Verdict};
use serde_json::{Value, json};

/// A program with two questions and some rates.
pub fn program() -> Value {
    referral_testing::program()
        .field("note", "textarea")
        .field("other", "textarea")
        .field("budget", "money")
        .and("currency", "CHF")
        .with(
            "rates",
            json!({
                "base": "EUR", "buys": { "CHF": "0.94", "JPY": "178.5", "USD": "1.125" },
                "as_of": "2026-11-02", "source": "European Central Bank"
            }),
        )
        .json()
}

pub(crate) fn compile(program: &Value, script: &str) -> Rules {
    let json = program.to_string();
    let program = Program::parse(&json).expect("the program is fine");
    Rules::compile(&program, &json, script).unwrap_or_else(|all| panic!("{script}\n{all:?}"))
}

pub(crate) fn judge(rules: &Rules, answers: &Value) -> Verdict {
    referral_testing::judge(rules, answers)
}

/// Returns the finding of a rule with this body. The body is used as it is, so `==` is Rhai's own.
pub fn outcome(body: &str) -> Finding {
    let rules = compile(&program(), &format!("require(\"a\", \"A.\", |lead| {{ {body} }});"));
    judge(&rules, &json!({})).findings.remove(0)
}

/// Checks that one expression equals another. Their kinds are compared too: `1 == 1.0` is true, but dividing by them
/// gives different results.
pub fn is(expression: &str, expected: &str) {
    let body = format!(
        "let said = {expression}; let due = {expected}; type_of(said) == type_of(due) && said == due"
    );
    let finding = outcome(&body);
    assert_eq!(finding.outcome, Outcome::Met, "{expression} is not {expected}: {:?}", finding.error);
}

pub(crate) fn holds(table: &[(&str, &str)]) {
    for (expression, expected) in table {
        is(expression, expected);
    }
}

pub(crate) fn fails(table: &[(&str, &str)]) {
    for (body, said) in table {
        let finding = outcome(body);
        assert_eq!(finding.outcome, Outcome::Error, "{body}");
        let error = finding.error.unwrap_or_default();
        assert!(error.contains(said), "{body}: {error}");
    }
}
