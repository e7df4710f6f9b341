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
    /// The fields that were left: their errors may be shown.
    pub left: Vec<String>,
    /// The fields whose errors are shown.
    pub shown: Vec<String>,
    /// Why there is no verdict, while there is none.
    pub waiting: Waiting,
    /// What the engine last said of the answers (`exchange::Judged`); else undefined.
    pub judged: JsValue,
    /// The idempotency key: made when the form is first touched.
    pub key: Option<String>,
    /// When the answers were typed, where they come from a draft.
    pub restored: Option<String>,
    /// How many verdicts were asked for; the newest answer counts.
    pub asked: u32,
    /// Whether a verdict is awaited, and whether the answers have changed since it was asked for.
    pub awaiting: bool,
    pub stale: bool,
    /// Whether the lead is to be sent as soon as the check is there.
    pub submit_when_judged: bool,
    /// Whether a submission is on its way, waits in the outbox, or has arrived.
    pub sending: bool,
    pub queued: bool,
    pub sent: bool,
    /// What the page was last told of rules or an engine that fail.
    pub failed: String,
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
            shown: Vec::new(),
            waiting: Waiting::OnItsWay,
            judged: JsValue::UNDEFINED,
            key: None,
            restored: None,
            asked: 0,
            awaiting: false,
            stale: false,
            submit_when_judged: false,
            sending: false,
            queued: false,
            sent: false,
            failed: String::new(),
        }
    }
}

impl State {
    /// What the engine said under that key: a list of field errors.
    pub fn judged_errors(&self, key: &str) -> Vec<FieldError> {
        list(&self.judged, key, field_error)
    }

    /// The newest verdict; else undefined.
    pub fn verdict(&self) -> JsValue {
        get(&self.judged, "verdict")
    }
}
