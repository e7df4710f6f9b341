//! A form from its first program to its reset.

use super::page::Page;
use super::read::{self, get};
use super::state::{Asking, Check, FieldMessage, Sending, State};
use crate::markup::{self, Text, Waiting};
use crate::submission::Reason;
use js_sys::Object;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

const PROGRAM_MISTAKE: Text = ("program-mistake", "The program that describes it has a mistake.");

/// A `<referral-form>`.
pub struct Form {
    pub(super) page: Page,
    pub(super) state: RefCell<State>,
}

impl Form {
    /// A form that has nothing to show yet.
    #[must_use]
    pub fn new(page: Page) -> Form {
        Form { page, state: RefCell::default() }
    }

    /// Takes a published program, as JSON and as its text. If no rules are in force, it is shown at once. Otherwise it
    /// waits until the engine has found no mistake in it. Returns `false` if it cannot be shown.
    pub fn offer(&self, program: JsValue, text: JsValue) -> bool {
        {
            let mut state = self.state.borrow_mut();
            if state.text == text {
                return state.is_readable;
            }
            if state.has_rules {
                state.offered = Some((program, text));
                return true;
            }
        }
        self.adopt(&program, text)
    }

    /// Puts the waiting program in force, if there is one.
    pub(super) fn adopt_offered(&self) {
        let offered = self.state.borrow_mut().offered.take();
        if let Some((program, text)) = offered {
            self.adopt(&program, text);
        }
    }

    fn adopt(&self, program: &JsValue, text: JsValue) -> bool {
        let program = read::program(program);
        let is_first = {
            let mut state = self.state.borrow_mut();
            state.text = text;
            state.is_readable = program.is_some();
            let Some(program) = program else { return false };
            // Nobody can have accepted terms that were not shown.
            if let Some(before) = state.program.clone() {
                let is_translated = before.language != program.language;
                let is_other = before.agreement.version != program.agreement.version
                    || !is_translated && before.agreement != program.agreement;
                if is_other {
                    state.accepted = false;
                }
            }
            if state.program.as_ref().is_some_and(|before| before.consent != program.consent) {
                state.consented = None;
            }
            let is_first = state.program.replace(Rc::new(program)).is_none();
            if let (true, Check::Waiting(waiting)) = (is_first, &mut state.check) {
                *waiting = Waiting::OnItsWay;
            }
            is_first
        };
        self.show();
        if is_first {
            self.page.emit("referral-ready", &JsValue::NULL);
        }
        true
    }

    /// Renders the form with the answers so far. A receipt stays until the next lead. A queued submission stays until
    /// it is answered.
    pub(super) fn show(&self) {
        let (html, answers) = {
            let mut state = self.state.borrow_mut();
            let is_shown = match state.sending {
                Sending::FilledIn | Sending::Checked | Sending::OnItsWay => true,
                Sending::Queued | Sending::Sent => false,
            };
            let Some(program) = state.program.clone().filter(|_| is_shown) else { return };
            state.left.iter_mut().for_each(|(_, told)| *told = FieldMessage::Nothing);
            let html =
                markup::form(&program, state.accepted, state.consented.is_some(), state.restored.as_deref());
            (html, state.answers.clone())
        };
        self.page.show(&html, &answers);
        self.show_button(markup::SEND);
        self.render_verdict();
    }

    /// Nothing can be shown, for the reason `why`. With `is_mistake`, `why` is a mistake in the program.
    pub fn unusable(&self, why: &str, is_mistake: bool) {
        if is_mistake {
            self.program_refused(&[why.into()]);
        } else {
            self.show_failure(("", why), &[]);
        }
    }

    /// The program has mistakes, and there is no earlier one.
    pub(super) fn program_refused(&self, problems: &[String]) {
        self.state.borrow_mut().program = None;
        self.show_failure(PROGRAM_MISTAKE, problems);
    }

    fn show_failure(&self, (key, text): (&'static str, &str), problems: &[String]) {
        let why = Reason { key, text: text.to_string() };
        self.state.borrow_mut().check = Check::Waiting(Waiting::Unavailable(why));
        self.page.replace(&markup::failure((key, text), problems));
        self.page.fail("program", &[&[text.to_string()], problems].concat().join(" "));
    }

    /// Empties the form for another customer, except for the answers that the page fills in.
    pub fn reset(&self) {
        let prefilled = self.page.prefilled();
        {
            let mut state = self.state.borrow_mut();
            state.answers = prefilled;
            state.restored = None;
            state.left.clear();
            state.accepted = false;
            state.consented = None;
            state.key = None;
            state.sending = Sending::FilledIn;
        }
        self.show();
        self.judge();
        self.page.focus("input, select, textarea");
    }

    /// The typed answers, by field name.
    pub fn value(&self) -> Object {
        self.state.borrow().answers.clone()
    }

    /// Sets the answers, as if typed. Answers to unknown fields are kept for a later program.
    pub fn set_value(&self, answers: Object) {
        self.touch();
        {
            let mut state = self.state.borrow_mut();
            state.answers = answers;
            state.restored = None;
        }
        self.show();
        self.judge();
    }

    /// Continues with a draft. `when` is the time when its answers were typed, `key` the key of a submission that may
    /// have arrived. The answers themselves are set before.
    pub fn restore(&self, when: String, key: Option<String>) {
        let mut state = self.state.borrow_mut();
        state.restored = Some(when);
        if key.is_some() {
            state.key = key;
        }
    }

    /// The verdict on the current answers, or the reason why there is none. Undefined while the engine has not
    /// answered.
    pub fn settled(&self) -> JsValue {
        let state = self.state.borrow();
        match (state.asking, &state.check) {
            (Asking::Idle, Check::Judged(judged)) => get(judged, "verdict"),
            (Asking::Idle, Check::Waiting(Waiting::Unavailable(why))) => why.text.as_str().into(),
            (Asking::Idle, Check::Waiting(Waiting::OnItsWay)) => JsValue::UNDEFINED,
            (Asking::Awaited | Asking::Outdated | Asking::Unasked, _) => JsValue::UNDEFINED,
        }
    }

    /// The newest verdict, or undefined.
    pub fn verdict(&self) -> JsValue {
        self.state.borrow().verdict()
    }
}
