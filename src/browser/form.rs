//! One form and its life.

use super::input::new_key;
use super::page::Page;
use super::state::State;
use super::{dom, fetch, json};
use crate::lead::{Answers, NumberStyle};
use crate::markup;
use crate::program::{MAX_PROGRAM_BYTES, Problem, Program};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::Promise;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

pub(super) const PROGRAM_MISTAKE: &str = "The program that describes it has a mistake.";

/// One `<referral-form>`.
pub struct Form {
    pub(super) host: HtmlElement,
    pub(super) root: ShadowRoot,
    pub(super) page: Page,
    /// The address of `program.json`, absolute.
    pub(super) source: String,
    pub(super) state: RefCell<State>,
    pub(super) this: Weak<Form>,
    pub(super) listeners: RefCell<Vec<EventListener>>,
    /// What a screen reader is told next.
    pub(super) announcement: RefCell<Option<Timeout>>,
    /// The next look for a newer program or script. None while the element is out of the page.
    pub(super) refresh: RefCell<Option<Timeout>>,
}

impl Form {
    /// A form that has nothing to show yet.
    #[must_use]
    pub fn new(host: HtmlElement, root: ShadowRoot, page: Page, source: String) -> Rc<Form> {
        Rc::new_cyclic(|this| Form {
            host,
            root,
            page,
            source,
            state: RefCell::default(),
            this: this.clone(),
            listeners: RefCell::default(),
            announcement: RefCell::default(),
            refresh: RefCell::default(),
        })
    }

    /// Shows the form once the program is there, whose request the loader has begun, then asks for the rules.
    pub async fn start(&self, program: Promise) {
        self.listen();
        match fetch::read(program, &self.source, MAX_PROGRAM_BYTES).await {
            Ok(fetched) => match parse(&fetched.text) {
                Ok(program) => {
                    self.state.borrow_mut().refused = fetched.refused;
                    self.adopt(Rc::new((program, fetched.text)));
                    self.emit("referral-ready", false, &Value::Null);
                }
                Err(problems) => self.show_failure(PROGRAM_MISTAKE, &problems),
            },
            Err(failed) => self.show_failure(&failed.why, &[]),
        }
        self.look_for_rules().await;
        self.schedule_refresh();
    }

    /// Puts a program in force and renders the form with what was typed so far.
    pub(super) fn adopt(&self, program: Rc<(Program, String)>) {
        let html = {
            let mut state = self.state.borrow_mut();
            // Nobody has accepted terms that were not shown.
            let agreement = state.program.as_ref().map(|before| &before.0.agreement);
            if agreement.is_some_and(|agreement| *agreement != program.0.agreement) {
                state.accepted = false;
            }
            let html = markup::form(&program.0, &state.answers, state.accepted);
            state.program = Some(program);
            state.panel.clear();
            state.shown.clear();
            html
        };
        let caret = dom::Caret::of(&self.root);
        self.page.render(&self.root.clone().unchecked_into(), &html);
        if let Some(caret) = caret {
            caret.restore(&self.root);
        }
        self.render_verdict();
    }

    pub(super) fn show_failure(&self, message: &str, problems: &[Problem]) {
        self.page.render(&self.root.clone().unchecked_into(), &markup::failure(message, problems));
        let all: Vec<String> =
            std::iter::once(message.to_string()).chain(problems.iter().map(ToString::to_string)).collect();
        self.emit_failure("program", &all.join(" "));
    }

    /// Empties the form for another customer.
    pub fn reset(&self) {
        let program = {
            let mut state = self.state.borrow_mut();
            state.answers.clear();
            state.left.clear();
            state.shown.clear();
            state.accepted = false;
            state.key = None;
            state.sent = false;
            state.program.clone()
        };
        if let Some(program) = program {
            self.adopt(program);
            self.judge();
            if let Some(first) = self.root.query_selector("input, select, textarea").ok().flatten() {
                let _ = first.unchecked_into::<HtmlElement>().focus();
            }
        }
    }

    /// The answers as typed, by field name.
    pub fn value(&self) -> Answers {
        self.state.borrow().answers.clone()
    }

    /// Fills in answers, as if typed. Names that are no field are kept for a program that has them.
    ///
    /// # Errors
    ///
    /// The value is no object.
    pub fn set_value(&self, answers: &JsValue) -> Result<(), String> {
        let program = self.state.borrow().program.clone();
        let language = program.as_ref().map_or("", |program| program.0.language.as_str());
        let answers = json::answers(answers, NumberStyle::typed_in(language))?;
        let program = {
            let mut state = self.state.borrow_mut();
            state.answers = answers;
            state.key = state.key.take().or_else(new_key);
            state.program.clone().filter(|_| !state.sent)
        };
        if let Some(program) = program {
            self.adopt(program);
            self.judge();
        }
        Ok(())
    }

    /// The newest verdict.
    pub fn verdict(&self) -> Value {
        let state = self.state.borrow();
        state.judged.as_ref().and_then(|judged| judged.get("verdict")).cloned().unwrap_or_default()
    }
}

pub(super) fn joined(problems: &[Problem]) -> String {
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    problems.join(" ")
}

/// Reads a program by the browser's own JSON parser. The engine looks for contradictions.
pub(super) fn parse(program: &str) -> Result<Program, Vec<Problem>> {
    match json::parse(program) {
        Ok(json) => Program::read(&json),
        Err(message) => Err(vec![Problem::new("program.json", format!("is not JSON: {message}"))]),
    }
}
