//! Builds a small program.

use referral_widget::program::Program;
use referral_widget::rules::Rules;
use serde_json::{Value, json};

/// A program that a test needs but is not about.
#[derive(Clone, Debug)]
pub struct ProgramBuilder(Value);

/// Returns a program with all that is required, and without questions. Its id is `test`, and it pays in euros.
#[must_use]
pub fn program() -> ProgramBuilder {
    ProgramBuilder(json!({
        "id": "test", "version": "1", "name": "Test", "currency": "EUR",
        "vendor": { "name": "Vendor" },
        "contact": { "name": "Partner desk", "email": "partners@vendor.example" },
        "fields": [],
        "agreement": { "version": "1", "title": "Agreement", "summary": "", "protection_days": 90 },
        "delivery": { "endpoint": "/api/referrals" }
    }))
}

impl ProgramBuilder {
    /// Adds a question that need not be answered. Its label is its name: `Last order` for `last_order`.
    #[must_use]
    pub fn field(self, name: &str, kind: &str) -> Self {
        self.question(json!({ "name": name, "label": label(name), "type": kind }))
    }

    /// Requires an answer to the last question.
    #[must_use]
    pub fn required(self) -> Self {
        self.and("required", true)
    }

    /// Gives the last question these options. Their labels are their values.
    #[must_use]
    pub fn options(self, values: &[&str]) -> Self {
        let options = values.iter().map(|value| json!({ "value": value, "label": value }));
        self.and("options", options.collect::<Value>())
    }

    /// Gives the last question another key.
    #[must_use]
    pub fn and(mut self, key: &str, value: impl Into<Value>) -> Self {
        let last = self.0["fields"].as_array_mut().and_then(|fields| fields.last_mut());
        last.expect("a question was asked before")[key] = value.into();
        self
    }

    /// Adds a question, as `program.json` writes it.
    #[must_use]
    pub fn question(mut self, question: Value) -> Self {
        self.0["fields"].as_array_mut().expect("`fields` is a list").push(question);
        self
    }

    /// Adds a compensation plan, paid after 30 days: `plan("small", json!({ "flat": 100 }))`.
    #[must_use]
    pub fn plan(mut self, id: &str, pays: Value) -> Self {
        let mut plan = json!({ "id": id, "name": label(id), "payment": { "days": 30, "after": "payment" } });
        for (key, value) in pays.as_object().expect("a plan is an object") {
            plan[key] = value.clone();
        }
        match &mut self.0["compensation"] {
            Value::Array(plans) => plans.push(plan),
            none => *none = json!([plan]),
        }
        self
    }

    /// Adds another key of `program.json`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0[key] = value.into();
        self
    }

    /// Returns `program.json`, for further changes.
    #[must_use]
    pub fn json(self) -> Value {
        self.0
    }

    /// Returns the text of `program.json`.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// Returns the program as it is read.
    ///
    /// # Panics
    ///
    /// It has a mistake.
    #[must_use]
    pub fn parsed(&self) -> Program {
        Program::parse(&self.text()).unwrap_or_else(|problems| panic!("{problems:#?}"))
    }

    /// Compiles a script for the program.
    ///
    /// # Panics
    ///
    /// The program or the script has a mistake.
    #[must_use]
    pub fn rules(&self, script: &str) -> Rules {
        Rules::compile(&self.parsed(), &self.text(), script)
            .unwrap_or_else(|problems| panic!("{script}\n{problems:#?}"))
    }
}

fn label(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.map(|letter| if letter == '_' { ' ' } else { letter })).collect()
}
