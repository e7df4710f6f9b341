//! What one form knows.

use crate::json::text;
use crate::lead::{Answers, FieldError};
use crate::markup::Waiting;
use crate::program::Program;
use serde_json::Value;
use std::rc::Rc;

/// Everything that changes while a form lives.
pub struct State {
    /// The program in force, and the text it came from.
    pub program: Option<Rc<(Program, String)>>,
    /// The newest script, in force or refused.
    pub script: Option<String>,
    /// Whether the engine has compiled a script.
    pub has_rules: bool,
    /// Why the newest script or program is not used, where it is not.
    pub refused: Option<String>,
    /// What the server last said of it (`Referral-Refused`).
    pub refused_header: Option<String>,
    /// The answers as typed.
    pub answers: Answers,
    /// Whether the agreement is accepted.
    pub accepted: bool,
    /// The fields that were left: their errors may be shown.
    pub left: Vec<String>,
    /// The fields whose errors are shown.
    pub shown: Vec<String>,
    /// Why there is no verdict, while there is none.
    pub waiting: Waiting,
    /// What the engine last said of the answers (`exchange::Judged`).
    pub judged: Option<Rc<Value>>,
    /// The idempotency key: made when the form is first touched.
    pub key: Option<String>,
    /// How many verdicts were asked for; the newest answer counts.
    pub asked: u32,
    /// Whether a verdict is awaited, and whether the answers have changed since it was asked for.
    pub awaiting: bool,
    pub stale: bool,
    /// Whether the lead is to be sent as soon as the check is there.
    pub submit_when_judged: bool,
    /// Whether a submission is on its way, or has arrived.
    pub sending: bool,
    pub sent: bool,
    /// When the form was last touched, in milliseconds since 1970.
    pub touched_at: f64,
    /// When to have the script compiled again, where the engine failed before it had one.
    pub retry_at: Option<f64>,
    /// What the page was last told of rules or an engine that fail.
    pub failed: String,
    /// What the verdict's region shows, so that the same is not rendered twice.
    pub panel: String,
}

impl Default for State {
    fn default() -> Self {
        State {
            program: None,
            script: None,
            has_rules: false,
            refused: None,
            refused_header: None,
            answers: Answers::new(),
            accepted: false,
            left: Vec::new(),
            shown: Vec::new(),
            waiting: Waiting::OnItsWay,
            judged: None,
            key: None,
            asked: 0,
            awaiting: false,
            stale: false,
            submit_when_judged: false,
            sending: false,
            sent: false,
            touched_at: js_sys::Date::now(),
            retry_at: None,
            failed: String::new(),
            panel: String::new(),
        }
    }
}

impl State {
    /// What the engine said under that key: a list of field errors.
    pub fn judged_errors(&self, key: &str) -> Vec<FieldError> {
        let judged = self.judged.as_deref().unwrap_or(&Value::Null);
        crate::json::list(judged, key, FieldError::from_json)
    }

    /// What the engine said under that key.
    pub fn judged_text(&self, key: &str) -> Option<String> {
        text(self.judged.as_deref()?, key)
    }

    /// What is wrong with a field as the engine last saw it; a missing answer is not, before submitting.
    pub fn error_of(&self, name: &str) -> Option<String> {
        self.judged_errors("errors").into_iter().find(|error| error.field == name).map(|error| error.message)
    }
}
