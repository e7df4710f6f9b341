//! Rules and keys that are valid but cannot mean what they say: which of them the author is told about, and which not.

mod programs;
mod scripts;

use jiff::civil::date;
use referral_widget::program::{Problem, Program, Severity};
use referral_widget::rules::check_script;
use serde_json::{Value, json};

fn options(values: &[&str]) -> Value {
    values.iter().map(|value| json!({ "value": value, "label": value })).collect()
}

fn program_json() -> Value {
    referral_testing::program()
        .field("company", "text")
        .required()
        .field("country", "select")
        .options(&["DE", "US"])
        .required()
        .field("employees", "number")
        .required()
        .field("robots", "number")
        .required()
        .field("budget", "money")
        .required()
        .field("share", "percent")
        .field("start", "date")
        .field("end", "date")
        .field("notes", "textarea")
        .field("agreed", "checkbox")
        .field("products", "multiselect")
        .options(&["crm", "erp"])
        .question(json!({ "name": "contacts", "label": "Contacts", "type": "group", "item": "Contact", "fields": [
            { "name": "email", "label": "E-mail", "type": "email", "required": true },
            { "name": "role", "label": "Role", "type": "select", "options": options(&["decides", "advises"]) },
            { "name": "since", "label": "Since", "type": "date" },
            { "name": "seats", "label": "Seats", "type": "number" },
            { "name": "tools", "label": "Tools", "type": "multiselect", "options": options(&["mail", "chat"]) },
        ] }))
        .with("rates", json!({ "base": "EUR", "as_of": "2026-11-20", "source": "Bank", "buys": { "CHF": "0.94" } }))
        .plan("flat", json!({ "flat": 100 }))
        .json()
}

fn problems_of(program: &Value, script: &str) -> Vec<Problem> {
    let json = program.to_string();
    let program = Program::parse(&json).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let checked = check_script(&program, &json, script, date(2026, 11, 23));
    let mut found = checked.map_or_else(|refused| refused, |(_, doubts)| doubts);
    found.retain(|problem| problem.severity != Severity::Note);
    found
}
