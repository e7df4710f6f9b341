//! A program in a few words.

use referral_widget::program::Program;
use referral_widget::rules::Rules;
use serde_json::{Value, json};

/// A program that a test needs and is not about.
#[derive(Clone, Debug)]
pub struct ProgramBuilder(Value);

/// A program with all that must be in one, and no questions yet. It is called `test`, and pays in euros.
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
    /// Asks a further question, which may be left open. Its label is its name: `Last order` for `last_order`.
    #[must_use]
    pub fn field(self, name: &str, kind: &str) -> Self {
        self.question(json!({ "name": name, "label": label(name), "type": kind }))
    }

    /// The last question must be answered.
    #[must_use]
    pub fn required(self) -> Self {
        self.and("required", true)
    }

    /// The last question has these options. Their labels are their values.
    #[must_use]
    pub fn options(self, values: &[&str]) -> Self {
        let options = values.iter().map(|value| json!({ "value": value, "label": value }));
        self.and("options", options.collect::<Value>())
    }

    /// The last question has a further key.
    #[must_use]
    pub fn and(mut self, key: &str, value: impl Into<Value>) -> Self {
        let last = self.0["fields"].as_array_mut().and_then(|fields| fields.last_mut());
        last.expect("a question was asked before")[key] = value.into();
        self
    }

    /// Asks a further question, in the words of `program.json`.
    #[must_use]
    pub fn question(mut self, question: Value) -> Self {
        self.0["fields"].as_array_mut().expect("`fields` is a list").push(question);
        self
    }

    /// Has a further compensation plan, paid after 30 days: `plan("small", json!({ "flat": 100 }))`.
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

    /// Has another key of `program.json`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0[key] = value.into();
        self
    }

    /// `program.json`, to be changed further.
    #[must_use]
    pub fn json(self) -> Value {
        self.0
    }

    /// `program.json`.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// As it is read.
    ///
    /// # Panics
    ///
    /// It has a mistake.
    #[must_use]
    pub fn parsed(&self) -> Program {
        Program::parse(&self.text()).unwrap_or_else(|problems| panic!("{problems:#?}"))
    }

    /// Its rules, by a script.
    ///
    /// # Panics
    ///
    /// Program or script has a mistake.
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
