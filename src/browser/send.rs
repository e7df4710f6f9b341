//! Sending a lead, from the click to the receipt.

use super::form::Form;
use super::input::unread;
use super::read::{answer, get, object};
use super::state::{Check, FieldMessage, Sending};
use crate::lead::FieldError;
use crate::markup::{
    self, AGREEMENT, AGREEMENT_ERROR, CHECKING, CONSENT, CONSENT_ERROR, SEND, SENDING, TRY_AGAIN, Text,
    Waiting,
};
use crate::submission::{Answered, Next, Reason, Receipt, Waits};
use wasm_bindgen::JsValue;

impl Form {
    /// Sends the lead if that is possible, or else shows what is missing. While the check or an attempt is running,
    /// another click has no effect. Returns `false` if there is nothing to send.
    pub fn submit(&self) -> bool {
        let waits = {
            let mut state = self.state.borrow_mut();
            match state.sending {
                _ if state.program.is_none() => return false,
                Sending::Sent | Sending::Queued => return false,
                Sending::OnItsWay => return true,
                Sending::FilledIn | Sending::Checked => {}
            }
            let waits = state.asking.is_awaited() || matches!(state.check, Check::Waiting(Waiting::OnItsWay));
            state.sending = if waits { Sending::Checked } else { Sending::FilledIn };
            waits
        };
        if waits {
            self.show_button(SEND);
            return true;
        }
        let errors = self.errors();
        self.show_errors(&errors);
        if !errors.is_empty() {
            self.page.incomplete();
            return true;
        }
        self.touch();
        let key = {
            let mut state = self.state.borrow_mut();
            state.sending = Sending::OnItsWay;
            state.key.clone().unwrap_or_default()
        };
        self.page.render("sending", &"".into());
        self.show_button(SEND);
        self.page.before_submit(&key);
        true
    }

    /// The page holds back the submission with that key, for the reason `why` if it gives one.
    pub fn hold(&self, key: &str, why: Option<String>) {
        {
            let mut state = self.state.borrow_mut();
            if state.key.as_deref() != Some(key) {
                return;
            }
            if state.sending == Sending::OnItsWay {
                state.sending = Sending::FilledIn;
            }
        }
        self.show_button(SEND);
        if let Some(why) = why {
            self.say_not_sent("cancelled", &Reason { key: "", text: why });
        }
    }

    /// Shows the errors of the fields that are members of an object, as sending does. Returns true if there are none,
    /// and `None` while the check is running.
    pub fn check(&self, fields: &JsValue) -> Option<bool> {
        if self.state.borrow().asking.is_awaited() {
            return None;
        }
        let mut errors = self.errors();
        errors.retain(|error| get(fields, &error.field).is_truthy());
        self.show_errors(&errors);
        Some(errors.is_empty())
    }

    /// Continues with a submission that waited for the check.
    pub(super) fn submit_if_waiting(&self) {
        let waits = self.state.borrow().sending == Sending::Checked;
        if waits {
            self.state.borrow_mut().sending = Sending::FilledIn;
            self.show_button(SEND);
            self.submit();
        }
    }

    /// Everything that keeps the lead from being sent, in the order of the form. Without a check, this uses the
    /// browser's own validation.
    fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let state = self.state.borrow();
        let Some(program) = &state.program else { return errors };
        let [wrong, missing] = ["errors", "missing"].map(|key| state.judged_errors(key));
        for field in &program.fields {
            let before = errors.len();
            if self.page.is_unread(&field.name) {
                errors.push(unread(&field.name));
                continue;
            }
            let is_of = |error: &&FieldError| error.question() == field.name;
            errors.extend(wrong.iter().chain(&missing).filter(is_of).cloned());
            if errors.len() == before
                && matches!(state.check, Check::Waiting(_))
                && let Some(native) = self.page.native_error(&field.name)
            {
                let message = [&field.label, ": ", &native].concat();
                errors.push(FieldError { field: field.name.clone(), message, ..FieldError::default() });
            }
        }
        let unconfirmed = program.consent.is_some() && state.consented.is_none();
        for ((key, message), field, is_open) in
            [(CONSENT_ERROR, CONSENT, unconfirmed), (AGREEMENT_ERROR, AGREEMENT, !state.accepted)]
        {
            if is_open {
                let [field, message, key] = [field, message, key].map(String::from);
                errors.push(FieldError { field, message, key, ..FieldError::default() });
            }
        }
        errors
    }

    /// The page allows the submission with that key, and passes the token of its challenge, if it has one. Posts the
    /// data (`submission::Submission`). Does nothing if the form was emptied meanwhile.
    pub fn send(&self, key: &str, challenge: JsValue) {
        let (endpoint, submission) = {
            let state = self.state.borrow();
            let Some(program) = state.program.clone() else { return };
            if state.key.as_deref() != Some(key) {
                return;
            }
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
            let consent = match (&program.consent, &state.consented) {
                (Some(consent), Some(at)) => {
                    object([("text", consent.text.as_str().into()), ("given_at", at.as_str().into())]).into()
                }
                _ => JsValue::NULL,
            };
            let lead = if has_verdict { state.judged("lead") } else { state.answers.clone().into() };
            let submission = object([
                ("key", key.into()),
                ("program", program.id.as_str().into()),
                ("versions", versions.into()),
                ("lead", lead),
                ("typed", (!has_verdict).into()),
                ("language", program.language.as_str().into()),
                ("attribution", self.page.attribution()),
                ("agreement", agreement.into()),
                ("consent", consent),
                ("verdict", verdict),
                ("challenge", challenge),
            ]);
            (program.delivery.endpoint.clone(), submission)
        };
        self.page.post(&endpoint, key, &submission);
    }

    /// Takes the answer to the submission with that key. `kept` is given if it will be sent again automatically, and
    /// tells whether the browser stores it meanwhile. Returns `false` if this form did not send it.
    pub fn answered(&self, key: &str, reply: &JsValue, kept: Option<bool>) -> bool {
        let was_queued = {
            let mut state = self.state.borrow_mut();
            // The form may have been emptied for another lead.
            if state.sending == Sending::Sent || state.key.as_deref() != Some(key) {
                return false;
            }
            state.attempt_is_over()
        };
        let answered = Answered::read(key, answer(reply));
        if let (Answered::Retry(why), Some(kept)) = (&answered, kept) {
            self.show_queued(key, why, kept, was_queued);
            return true;
        }
        let is_over =
            matches!(answered, Answered::Delivered(_) | Answered::Unconfirmed | Answered::Earlier(_));
        if was_queued && !is_over {
            self.show();
        }
        self.show_button(SEND);
        match answered {
            Answered::Delivered(receipt) => self.show_receipt(receipt.as_ref(), false),
            Answered::Earlier(receipt) => self.show_receipt(Some(&receipt), true),
            Answered::Unconfirmed => {
                self.show_receipt(None, false);
                self.page.unconfirmed();
            }
            Answered::Known([since, until]) => {
                let text = "This customer has already been referred";
                self.say_not_sent("known", &Reason { key: "known", text: text.into() });
                self.page.known(since.as_deref(), until.as_deref());
            }
            Answered::Fields(errors, detail) => {
                self.say_not_sent("refused", &detail);
                self.show_errors(&errors);
            }
            Answered::Retry(why) => self.say_not_sent("network", &why),
            Answered::Refused(why) => self.say_not_sent("refused", &why),
        }
        true
    }

    /// Shows that the submission waits in the outbox.
    fn show_queued(&self, key: &str, why: &Reason, kept: bool, was_queued: bool) {
        self.state.borrow_mut().sending = Sending::Queued;
        if was_queued {
            return;
        }
        self.page.queued(why.key, &why.text, kept);
        self.page.emit("referral-queued", &object([("key", key.into()), ("kept", kept.into())]));
    }

    /// The submission with that key was withdrawn: its answers are shown again. It keeps its key, because it may have
    /// arrived.
    pub fn withdrawn(&self, key: &str) {
        let is_shown = {
            let mut state = self.state.borrow_mut();
            state.key.as_deref() == Some(key) && state.sending == Sending::Queued && state.attempt_is_over()
        };
        if is_shown {
            self.show();
            self.page.emit("referral-change", &JsValue::NULL);
        }
    }

    /// Shows errors at their fields and above the form, and moves the focus there. Without errors, clears them.
    fn show_errors(&self, errors: &[FieldError]) {
        let left = self.state.borrow().left.clone();
        for (field, _) in left.iter().filter(|(_, told)| *told == FieldMessage::Error) {
            self.set_error(field, None);
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

    /// Updates the button. `idle` is its label while nothing is being sent or checked.
    pub(super) fn show_button(&self, idle: Text) {
        let (label, busy) = {
            match self.state.borrow().sending {
                Sending::OnItsWay => (SENDING, true),
                Sending::Checked => (CHECKING, true),
                Sending::FilledIn | Sending::Queued | Sending::Sent => (idle, false),
            }
        };
        self.page.button(&markup::text(label), busy);
    }

    /// The lead did not arrive, for now (`network`, `cancelled`) or for good (`refused`, `known`).
    fn say_not_sent(&self, reason: &str, why: &Reason) {
        let can_retry = matches!(reason, "network" | "cancelled");
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
            state.sending = Sending::Sent;
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

/// What follows after an attempt to send a submission in the outbox (`submission::Waits::after`): the time of the next
/// attempt, or `sent`, `refused` or `expired`.
#[must_use]
pub fn after(key: &str, reply: &JsValue, [attempts, until, now]: [f64; 3], random: u32) -> JsValue {
    let waits = Waits { attempts: attempts as u32, sent: 0, due: 0, until: until as u64 };
    let retry_after = get(reply, "retryAfter").as_f64().map(|seconds| seconds as u32);
    match waits.after(&Answered::read(key, answer(reply)), now as u64, random, retry_after) {
        Next::Waits(waits) => (waits.due as f64).into(),
        Next::Sent => "sent".into(),
        Next::Refused => "refused".into(),
        Next::Expired => "expired".into(),
    }
}

/// How long a submission in the outbox still waits, in milliseconds.
#[must_use]
pub fn wait(sent: f64, due: f64, now: f64) -> f64 {
    Waits { attempts: 0, sent: sent as u64, due: due as u64, until: 0 }.wait(now as u64) as f64
}
