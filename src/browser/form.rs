//! One form and its life.

use super::page::Page;
use super::read::{self, get};
use super::state::{Asking, Check, Sending, State, Told};
use crate::markup::{self, Text, Waiting};
use crate::submission::Said;
use js_sys::Object;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

const PROGRAM_MISTAKE: Text = ("program-mistake", "The program that describes it has a mistake.");

/// One `<referral-form>`.
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

    /// Takes a program that the vendor publishes, as JSON and as its text. Without rules in force it is shown at once;
    /// else it waits until the engine has found no mistake in it. `false` where there is nothing that can be shown.
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

    /// Puts the program that waits in force, if there is one.
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
            // Nobody has accepted terms that were not shown.
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

    /// Renders the form with what was typed so far. A receipt stays until the next lead, and what is
    /// queued until it is answered.
    pub(super) fn show(&self) {
        let (html, answers) = {
            let mut state = self.state.borrow_mut();
            let is_shown = match state.sending {
                Sending::FilledIn | Sending::Checked | Sending::OnItsWay => true,
                Sending::Queued | Sending::Sent => false,
            };
            let Some(program) = state.program.clone().filter(|_| is_shown) else { return };
            state.left.iter_mut().for_each(|(_, told)| *told = Told::Nothing);
            let html =
                markup::form(&program, state.accepted, state.consented.is_some(), state.restored.as_deref());
            (html, state.answers.clone())
        };
        self.page.show(&html, &answers);
        self.show_button(markup::SEND);
        self.render_verdict();
    }

    /// Nothing can be shown; `why` in a sentence. Or `why` is a mistake in the program.
    pub fn unusable(&self, why: &str, is_mistake: bool) {
        if is_mistake {
            self.program_refused(&[why.into()]);
        } else {
            self.show_failure(("", why), &[]);
        }
    }

    /// The program has mistakes, and there is none before it.
    pub(super) fn program_refused(&self, problems: &[String]) {
        self.state.borrow_mut().program = None;
        self.show_failure(PROGRAM_MISTAKE, problems);
    }

    fn show_failure(&self, (key, text): (&'static str, &str), problems: &[String]) {
        let why = Said { key, text: text.to_string() };
        self.state.borrow_mut().check = Check::Waiting(Waiting::Unavailable(why));
        self.page.replace(&markup::failure((key, text), problems));
        self.page.fail("program", &[&[text.to_string()], problems].concat().join(" "));
    }

    /// Empties the form for another customer, but for what the page fills in.
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

    /// The answers as typed, by field name.
    pub fn value(&self) -> Object {
        self.state.borrow().answers.clone()
    }

    /// Fills in answers, as if typed. Names that are no field are kept for a program that has them.
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

    /// Goes on with a draft: when its answers were typed, and the key of a submission that may have arrived. The answers
    /// themselves are filled in before.
    pub fn restore(&self, when: String, key: Option<String>) {
        let mut state = self.state.borrow_mut();
        state.restored = Some(when);
        if key.is_some() {
            state.key = key;
        }
    }

    /// The verdict on the answers as they stand, or in a sentence why there is none; undefined while it is awaited.
    pub fn settled(&self) -> JsValue {
        let state = self.state.borrow();
        match (state.asking, &state.check) {
            (Asking::Idle, Check::Judged(judged)) => get(judged, "verdict"),
            (Asking::Idle, Check::Waiting(Waiting::Unavailable(why))) => why.text.as_str().into(),
            (Asking::Idle, Check::Waiting(Waiting::OnItsWay)) => JsValue::UNDEFINED,
            (Asking::Awaited | Asking::Outdated | Asking::Unasked, _) => JsValue::UNDEFINED,
        }
    }

    /// The newest verdict; else undefined.
    pub fn verdict(&self) -> JsValue {
        self.state.borrow().verdict()
    }
}
