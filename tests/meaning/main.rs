//! What runs, and cannot mean what it says: what an author is told of it, and of which nothing is said.

mod programs;
mod scripts;

use jiff::civil::date;
use referral_widget::program::{Problem, Program, Severity};
use referral_widget::rules::check;
use serde_json::{Value, json};

fn options(values: &[&str]) -> Value {
    values.iter().map(|value| json!({ "value": value, "label": value })).collect()
}

fn program_json() -> Value {
    json!({
        "id": "test", "version": "1", "name": "Test", "currency": "EUR",
        "vendor": { "name": "Vendor" },
        "contact": { "name": "Partner desk", "email": "partners@vendor.example" },
        "fields": [
            { "name": "company", "label": "Company", "type": "text", "required": true },
            { "name": "country", "label": "Country", "type": "select", "required": true,
              "options": options(&["DE", "US"]) },
            { "name": "employees", "label": "Employees", "type": "number", "required": true },
            { "name": "robots", "label": "Robots", "type": "number", "required": true },
            { "name": "budget", "label": "Budget", "type": "money", "required": true },
            { "name": "share", "label": "Share", "type": "percent" },
            { "name": "start", "label": "Start", "type": "date" },
            { "name": "end", "label": "End", "type": "date" },
            { "name": "notes", "label": "Notes", "type": "textarea" },
            { "name": "agreed", "label": "Agreed", "type": "checkbox" },
            { "name": "products", "label": "Products", "type": "multiselect", "options": options(&["crm", "erp"]) },
            { "name": "contacts", "label": "Contacts", "type": "group", "item": "Contact", "fields": [
                { "name": "email", "label": "E-mail", "type": "email", "required": true },
                { "name": "role", "label": "Role", "type": "select", "options": options(&["decides", "advises"]) },
                { "name": "since", "label": "Since", "type": "date" },
                { "name": "seats", "label": "Seats", "type": "number" },
                { "name": "tools", "label": "Tools", "type": "multiselect", "options": options(&["mail", "chat"]) },
            ] },
        ],
        "rates": { "base": "EUR", "as_of": "2026-11-20", "source": "Bank", "buys": { "CHF": "0.94" } },
        "compensation": [{ "id": "flat", "name": "Flat", "flat": 100, "payment": { "days": 30, "after": "payment" } }],
        "agreement": { "version": "1", "title": "Agreement", "summary": "", "protection_days": 90 },
        "delivery": { "endpoint": "/api/referrals" }
    })
}

fn problems_of(program: &Value, script: &str) -> Vec<Problem> {
    let json = program.to_string();
    let program = Program::parse(&json).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let checked = check(&program, &json, script, date(2026, 11, 23));
    let mut found = checked.map_or_else(|refused| refused, |(_, doubts)| doubts);
    found.retain(|problem| problem.severity != Severity::Note);
    found
}
