//! Reactions to what a partner does in the form.

use super::form::Form;
use super::state::FieldMessage;
use crate::lead::FieldError;
use crate::markup::{self, AGREEMENT, CONSENT};
use wasm_bindgen::JsValue;

/// The error for an answer that the browser could not read.
pub(super) fn unread(field: &str) -> FieldError {
    let (key, message) = ("unread", "Enter a complete, valid answer, or clear the field");
    FieldError { field: field.into(), message: message.into(), key: key.into(), ..FieldError::default() }
}

impl Form {
    /// One of the answers changed (`State::answers`).
    pub fn changed(&self) {
        self.touch();
        // This comes first, so that a worker can judge while the page handles the event.
        self.judge();
        self.page.emit("referral-change", &JsValue::NULL);
    }

    /// The agreement was accepted, or not. Ignored before there is a program, because its agreement may be another one.
    pub fn accept(&self, accepted: bool) {
        if !self.has_program() {
            return;
        }
        self.touch();
        self.state.borrow_mut().accepted = accepted;
        if accepted {
            self.set_error(AGREEMENT, None);
        }
    }

    /// The customer's consent was confirmed at that time (RFC 3339), or is not confirmed.
    pub fn consent(&self, at: Option<String>) {
        if !self.has_program() {
            return;
        }
        self.touch();
        let is_given = at.is_some();
        self.state.borrow_mut().consented = at;
        if is_given {
            self.set_error(CONSENT, None);
        }
    }

    fn has_program(&self) -> bool {
        self.state.borrow().program.is_some()
    }

    /// Marks the form as used. From now on it is a submission with a key.
    pub(super) fn touch(&self) {
        let mut state = self.state.borrow_mut();
        if state.key.is_none() {
            state.key = Some(self.new_key());
        }
    }

    /// The focus left a field.
    pub fn leave(&self, name: &str) {
        self.state.borrow_mut().told(name);
        self.show_judged_errors();
    }

    /// Shows the errors that the engine found in fields that were left, and removes corrected ones. A new error is
    /// shown only after its field is left.
    pub(super) fn show_judged_errors(&self) {
        let (left, wrong, missing) = {
            let state = self.state.borrow();
            if state.asking.is_awaited() || state.left.is_empty() {
                return;
            }
            let [wrong, missing] = ["errors", "missing"].map(|key| state.judged_errors(key));
            (state.left.clone(), wrong, missing)
        };
        for (name, told) in left.iter().filter(|(name, _)| name != AGREEMENT && name != CONSENT) {
            let found = wrong.iter().find(|error| error.field == *name);
            if self.page.is_unread(name) {
                self.set_error(name, Some(&unread(name)));
            } else if found.is_some() {
                self.set_error(name, found);
            } else if *told == FieldMessage::Error && !missing.iter().any(|missing| missing.field == *name) {
                self.set_error(name, None);
            }
        }
    }

    pub(super) fn set_error(&self, field: &str, error: Option<&FieldError>) {
        // From now on, the error is removed as soon as it is corrected.
        *self.state.borrow_mut().told(field) =
            if error.is_some() { FieldMessage::Error } else { FieldMessage::Nothing };
        self.page.error(field, error.map(markup::error).as_deref());
    }

    /// A UUID, version 4 (RFC 9562).
    pub fn new_key(&self) -> String {
        let mut bytes = [0; 16];
        self.page.random(&mut bytes);
        let uuid = uuid::Builder::from_random_bytes(bytes).into_uuid();
        uuid.hyphenated().encode_lower(&mut [0; 36]).to_string()
    }
}
