//! What one form knows.

use super::read::{field_error, get, list};
use crate::lead::FieldError;
use crate::markup::Waiting;
use crate::program::Program;
use js_sys::Object;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Everything that changes while a form lives.
pub struct State {
    /// The program in force.
    pub program: Option<Rc<Program>>,
    /// The text that was read last, and whether it was a program that can be shown.
    pub text: JsValue,
    pub is_readable: bool,
    /// A newer program and its text, which wait for the engine to take them.
    pub offered: Option<(JsValue, JsValue)>,
    /// Whether the engine has compiled a script.
    pub has_rules: bool,
    /// Why the newest script or program is not used, where it is not.
    pub refused: Option<String>,
    /// The answers as typed, by field name. The loader writes into it what is typed.
    pub answers: Object,
    /// Whether the agreement is accepted.
    pub accepted: bool,
    /// When the customer's consent was confirmed (RFC 3339), if it is.
    pub consented: Option<String>,
    /// The fields that were left, so that their errors may be shown, or of which something was said.
    pub left: Vec<(String, Told)>,
    /// What is known of the answers.
    pub check: Check,
    /// The idempotency key: made when the form is first touched.
    pub key: Option<String>,
    /// When the answers were typed, where they come from a draft.
    pub restored: Option<String>,
    /// How many verdicts were asked for; the newest answer counts.
    pub asked: u32,
    /// How the last of these questions stands.
    pub asking: Asking,
    /// How far the lead has come.
    pub sending: Sending,
    /// What the page was last told of rules or an engine that fail.
    pub failed: String,
}

/// What is said at a field.
#[derive(Clone, Copy, PartialEq)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// That its answer is missing or wrong.
    Error,
}

/// What is known of the answers.
pub enum Check {
    /// Nothing, and why.
    Waiting(Waiting),
    /// What the engine last said of them (`exchange::Judged`).
    Judged(JsValue),
}

/// How a question to the engine stands.
#[derive(Clone, Copy, PartialEq)]
pub enum Asking {
    /// It is answered, or there was none.
    Idle,
    /// It was answered, or never will be, and the form's answers have changed since.
    Unasked,
    /// Its answer is awaited.
    Awaited,
    /// Its answer is awaited, and the form's answers have changed since.
    Outdated,
}

impl Asking {
    /// Whether an answer is awaited.
    pub fn is_awaited(self) -> bool {
        match self {
            Asking::Awaited | Asking::Outdated => true,
            Asking::Idle | Asking::Unasked => false,
        }
    }

    /// The same once nothing is awaited any more.
    pub fn over(self) -> Asking {
        match self {
            Asking::Idle | Asking::Awaited => Asking::Idle,
            Asking::Outdated | Asking::Unasked => Asking::Unasked,
        }
    }
}

/// How far a lead has come.
#[derive(Clone, Copy, PartialEq)]
pub enum Sending {
    /// It is filled in.
    FilledIn,
    /// It is sent as soon as the check is there.
    Checked,
    /// It is on its way.
    OnItsWay,
    /// It waits in the outbox.
    Queued,
    /// It has arrived.
    Sent,
}

impl Default for State {
    fn default() -> Self {
        State {
            program: None,
            text: JsValue::UNDEFINED,
            is_readable: false,
            offered: None,
            has_rules: false,
            refused: None,
            answers: Object::new(),
            accepted: false,
            consented: None,
            left: Vec::new(),
            check: Check::Waiting(Waiting::OnItsWay),
            key: None,
            restored: None,
            asked: 0,
            asking: Asking::Idle,
            sending: Sending::FilledIn,
            failed: String::new(),
        }
    }
}

impl State {
    /// What the engine last said of the answers under that key (`exchange::Judged`); else undefined.
    pub fn judged(&self, key: &str) -> JsValue {
        match &self.check {
            Check::Waiting(_) => JsValue::UNDEFINED,
            Check::Judged(judged) => get(judged, key),
        }
    }

    /// The errors among it.
    pub fn judged_errors(&self, key: &str) -> Vec<FieldError> {
        match &self.check {
            Check::Waiting(_) => Vec::new(),
            Check::Judged(judged) => list(judged, key, field_error),
        }
    }

    /// The newest verdict; else undefined.
    pub fn verdict(&self) -> JsValue {
        self.judged("verdict")
    }

    /// What is said at a field from now on.
    pub fn told(&mut self, field: &str) -> &mut Told {
        let known = self.left.iter().position(|(left, _)| left == field);
        let place = known.unwrap_or(self.left.len());
        if known.is_none() {
            self.left.push((field.to_string(), Told::Nothing));
        }
        &mut self.left[place].1
    }

    /// An attempt is over: the lead is filled in again, unless it waits for its check. Whether it was in the outbox.
    pub fn attempt_is_over(&mut self) -> bool {
        let before = self.sending;
        self.sending = match before {
            Sending::OnItsWay | Sending::Queued => Sending::FilledIn,
            Sending::FilledIn | Sending::Checked | Sending::Sent => before,
        };
        before == Sending::Queued
    }
}
