//! The state of a form.

use super::read::{field_error, get, list};
use crate::lead::FieldError;
use crate::markup::Waiting;
use crate::program::Program;
use js_sys::Object;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Everything that changes during the life of a form.
pub struct State {
    /// The program in force.
    pub program: Option<Rc<Program>>,
    /// The text that was read last, and true if it was a program that can be shown.
    pub text: JsValue,
    pub is_readable: bool,
    /// A newer program and its text, which wait until the engine accepts them.
    pub offered: Option<(JsValue, JsValue)>,
    /// True if the engine has compiled a script.
    pub has_rules: bool,
    /// The reason why the newest script or program is not used.
    pub refused: Option<String>,
    /// The typed answers, by field name. The loader writes typed answers directly into this object.
    pub answers: Object,
    /// True if the agreement is accepted.
    pub accepted: bool,
    /// The time when the customer's consent was confirmed (RFC 3339).
    pub consented: Option<String>,
    /// The fields that were left, so that their errors may be shown, or that had an error.
    pub left: Vec<(String, FieldMessage)>,
    /// The result of checking the answers.
    pub check: Check,
    /// The idempotency key. It is created when the form is first used.
    pub key: Option<String>,
    /// The time when the answers were typed, if they come from a draft.
    pub restored: Option<String>,
    /// The number of requests for a verdict. Only the reply to the newest counts.
    pub asked: u32,
    /// The state of the newest request.
    pub asking: Asking,
    /// The progress of the lead.
    pub sending: Sending,
    /// The last failure of the rules or the engine that the page was told.
    pub failed: String,
}

/// The message at a field.
#[derive(Clone, Copy, PartialEq)]
pub enum FieldMessage {
    /// No message.
    Nothing,
    /// An error: the answer is missing or wrong.
    Error,
}

/// The result of checking the answers.
pub enum Check {
    /// No result, and the reason.
    Waiting(Waiting),
    /// The last reply of the engine (`exchange::Judged`).
    Judged(JsValue),
}

/// The state of a request to the engine.
#[derive(Clone, Copy, PartialEq)]
pub enum Asking {
    /// There is no open request.
    Idle,
    /// There is no open request, but the answers have changed since the last one.
    Unasked,
    /// A request is open.
    Awaited,
    /// A request is open, and the answers have changed since.
    Outdated,
}

impl Asking {
    /// True if a request is open.
    pub fn is_awaited(self) -> bool {
        match self {
            Asking::Awaited | Asking::Outdated => true,
            Asking::Idle | Asking::Unasked => false,
        }
    }

    /// The state after the request has ended.
    pub fn over(self) -> Asking {
        match self {
            Asking::Idle | Asking::Awaited => Asking::Idle,
            Asking::Outdated | Asking::Unasked => Asking::Unasked,
        }
    }
}

/// The progress of a lead.
#[derive(Clone, Copy, PartialEq)]
pub enum Sending {
    /// It is being filled in.
    FilledIn,
    /// It will be sent as soon as the check has finished.
    Checked,
    /// It is being sent.
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
    /// A member of the engine's last reply (`exchange::Judged`), or undefined.
    pub fn judged(&self, key: &str) -> JsValue {
        match &self.check {
            Check::Waiting(_) => JsValue::UNDEFINED,
            Check::Judged(judged) => get(judged, key),
        }
    }

    /// The errors in a member of the engine's last reply.
    pub fn judged_errors(&self, key: &str) -> Vec<FieldError> {
        match &self.check {
            Check::Waiting(_) => Vec::new(),
            Check::Judged(judged) => list(judged, key, field_error),
        }
    }

    /// The newest verdict, or undefined.
    pub fn verdict(&self) -> JsValue {
        self.judged("verdict")
    }

    /// The message at a field. Adds the field if it is new.
    pub fn told(&mut self, field: &str) -> &mut FieldMessage {
        let known = self.left.iter().position(|(left, _)| left == field);
        let place = known.unwrap_or(self.left.len());
        if known.is_none() {
            self.left.push((field.to_string(), FieldMessage::Nothing));
        }
        &mut self.left[place].1
    }

    /// Ends an attempt: the lead is open for editing again, unless it waits for its check. Returns true if it was in
    /// the outbox.
    pub fn attempt_is_over(&mut self) -> bool {
        let before = self.sending;
        self.sending = match before {
            Sending::OnItsWay | Sending::Queued => Sending::FilledIn,
            Sending::FilledIn | Sending::Checked | Sending::Sent => before,
        };
        before == Sending::Queued
    }
}
