//! From the click to the receipt.

use super::form::Form;
use super::input::unread;
use super::read::{body, get, object};
use crate::lead::FieldError;
use crate::markup::{self, AGREEMENT, AGREEMENT_ERROR, CHECKING, SEND, SENDING, TRY_AGAIN, Text, Waiting};
use crate::submission::{Answered, Receipt, Said};
use wasm_bindgen::JsValue;

impl Form {
    /// Sends the lead if it can be sent, else says what is missing. While the check or an attempt is on its way,
    /// another click changes nothing.
    pub fn submit(&self) {
        let waits = {
            let mut state = self.state.borrow_mut();
            if state.sending || state.sent || state.program.is_none() {
                return;
            }
            let on_its_way = state.judged.is_undefined() && state.waiting == Waiting::OnItsWay;
            state.submit_when_judged = state.awaiting || on_its_way;
            state.submit_when_judged
        };
        if waits {
            self.show_button(SEND);
            return;
        }
        let errors = self.errors();
        self.show_errors(&errors);
        if !errors.is_empty() {
            return;
        }
        self.touch();
        let key = self.state.borrow().key.clone().unwrap_or_default();
        if self.page.emit("referral-before-submit", &object([("key", key.as_str().into())])) {
            self.post(&key);
        }
    }

    /// Goes on with a submission that waited for the check.
    pub(super) fn submit_if_waiting(&self) {
        let waited = std::mem::take(&mut self.state.borrow_mut().submit_when_judged);
        if waited {
            self.show_button(SEND);
            self.submit();
        }
    }

    /// All that keeps the lead from being sent, in the order of the form. Without a check, what the browser
    /// itself can tell.
    fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let state = self.state.borrow();
        let Some(program) = &state.program else { return errors };
        let [wrong, missing] = ["errors", "missing"].map(|key| state.judged_errors(key));
        for field in &program.fields {
            let found = wrong.iter().chain(&missing).find(|error| error.field == field.name);
            let error = if self.page.is_unread(&field.name) {
                unread(&field.name)
            } else if let Some(error) = found {
                error.clone()
            } else if state.judged.is_undefined() {
                match self.page.native_error(&field.name) {
                    Some(native) => {
                        let message = [&field.label, ": ", &native].concat();
                        FieldError { field: field.name.clone(), message, ..FieldError::default() }
                    }
                    None => continue,
                }
            } else {
                continue;
            };
            errors.push(error);
        }
        if !state.accepted {
            let (key, message) = AGREEMENT_ERROR;
            errors.push(FieldError {
                field: AGREEMENT.into(),
                message: message.into(),
                key: key.into(),
                ..FieldError::default()
            });
        }
        errors
    }

    /// Posts the envelope (`submission::Submission`).
    fn post(&self, key: &str) {
        let (endpoint, submission) = {
            let mut state = self.state.borrow_mut();
            let Some(program) = state.program.clone() else { return };
            state.sending = true;
            let verdict = state.verdict();
            let has_verdict = verdict.is_object();
            let versions = object([
                ("program", program.version.as_str().into()),
                ("program_hash", get(&verdict, "program_hash")),
                ("rules_hash", get(&verdict, "rules_hash")),
            ]);
            let agreement = object([
                ("version", program.agreement.version.as_str().into()),
                ("accepted", state.accepted.into()),
            ]);
            let lead = if has_verdict { get(&state.judged, "lead") } else { state.answers.clone().into() };
            let submission = object([
                ("key", key.into()),
                ("program", program.id.as_str().into()),
                ("versions", versions.into()),
                ("lead", lead),
                ("typed", (!has_verdict).into()),
                ("language", program.language.as_str().into()),
                ("attribution", self.page.attribution()),
                ("agreement", agreement.into()),
                ("verdict", verdict),
            ]);
            (program.delivery.endpoint.clone(), submission)
        };
        self.page.render("sending", &"".into());
        self.show_button(SEND);
        self.page.post(&endpoint, key, &submission);
    }

    /// Hears what an endpoint answered, as JSON where it is any. Status 0: no answer came.
    pub fn answered(&self, status: u16, redirected: bool, answer: &JsValue) {
        self.state.borrow_mut().sending = false;
        let answered = if status == 0 {
            let text =
                "The receiving system could not be reached. Your connection may be down, or it may be.";
            Answered::Retry(Said { key: "not-reached", text: text.into() })
        } else {
            Answered::read(status, redirected, body(answer))
        };
        self.show_button(SEND);
        match answered {
            Answered::Delivered(receipt) => self.show_receipt(receipt.as_ref(), false),
            Answered::Earlier(receipt) => self.show_receipt(Some(&receipt), true),
            Answered::Fields(errors, detail) => {
                self.say_not_sent("refused", &detail);
                self.show_errors(&errors);
            }
            Answered::Retry(why) => self.say_not_sent("network", &why),
            Answered::Refused(why) => self.say_not_sent("refused", &why),
        }
    }

    /// Shows errors at their fields and above the form, and moves there. None clears them.
    fn show_errors(&self, errors: &[FieldError]) {
        let shown = self.state.borrow().shown.clone();
        for field in shown {
            self.set_error(&field, None);
        }
        for error in errors {
            self.set_error(&error.field, Some(error));
        }
        let summary = if errors.is_empty() { String::new() } else { markup::summary(errors) };
        self.page.render("summary", &summary.into());
        if !errors.is_empty() {
            self.page.focus("#summary");
        }
    }

    /// The button as things stand; `idle` is what it says while nothing is on its way.
    pub(super) fn show_button(&self, idle: Text) {
        let (label, busy) = {
            let state = self.state.borrow();
            match (state.sending, state.submit_when_judged) {
                (true, _) => (SENDING, true),
                (_, true) => (CHECKING, true),
                _ => (idle, false),
            }
        };
        self.page.button(&markup::text(label), busy);
    }

    /// The lead did not arrive, for now (`network`) or for good (`refused`).
    fn say_not_sent(&self, reason: &str, why: &Said) {
        let can_retry = reason == "network";
        self.page.render("sending", &markup::sending_failed(why, can_retry).into());
        self.page.focus("#sending");
        if can_retry {
            self.show_button(TRY_AGAIN);
        }
        self.page.fail(reason, &why.text);
    }

    fn show_receipt(&self, receipt: Option<&Receipt>, earlier: bool) {
        let (html, key) = {
            let mut state = self.state.borrow_mut();
            state.sent = true;
            let Some(program) = &state.program else { return };
            (markup::receipt(program, receipt, earlier), state.key.clone().unwrap_or_default())
        };
        self.page.replace(&html);
        self.page.focus("#receipt");
        let text = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from);
        let detail = object([
            ("key", key.into()),
            ("referral", text(receipt.map(|receipt| receipt.referral.as_str()))),
            ("status", text(receipt.map(|receipt| receipt.status.as_str()))),
        ]);
        self.page.emit("referral-submitted", &detail);
    }
}
