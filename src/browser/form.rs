//! One form: its life, its events, its verdict.

use super::page::Page;
use super::state::State;
use super::{dom, fetch, json};
use crate::json::{list, text};
use crate::lead::{Answers, NumberStyle};
use crate::markup::{self, AGREEMENT, Waiting};
use crate::program::{MAX_PROGRAM_BYTES, Problem, Program};
use crate::rules::Request;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use js_sys::Promise;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlElement, ShadowRoot};

/// How long answers must rest before a screen reader is told the verdict.
const ANNOUNCE_AFTER_MS: u32 = 800;

const PROGRAM_MISTAKE: &str = "The program that describes it has a mistake.";

/// When a rules module that could not be loaded is tried again.
const RETRY_AFTER_MS: f64 = 15_000.0;

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
    announcement: RefCell<Option<Timeout>>,
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

    fn show_failure(&self, message: &str, problems: &[Problem]) {
        self.page.render(&self.root.clone().unchecked_into(), &markup::failure(message, problems));
        let all: Vec<String> =
            std::iter::once(message.to_string()).chain(problems.iter().map(ToString::to_string)).collect();
        self.emit_failure("program", &all.join(" "));
    }

    pub(super) fn listen(&self) {
        let on = |name: &'static str, options: EventListenerOptions, act: fn(&Form, &Event)| {
            let this = self.this.clone();
            EventListener::new_with_options(&self.root, name, options, move |event| {
                if let Some(form) = this.upgrade() {
                    act(&form, event);
                }
            })
        };
        let passive = EventListenerOptions::default();
        let active = EventListenerOptions::enable_prevent_default();
        *self.listeners.borrow_mut() = vec![
            on("input", passive, Form::on_input),
            // Some autofill tools dispatch `change` alone.
            on("change", passive, Form::on_input),
            on("focusout", passive, Form::on_leave),
            on("submit", active, |form, event| {
                event.prevent_default();
                form.submit();
            }),
            on("click", active, Form::on_click),
        ];
    }

    fn on_input(&self, event: &Event) {
        let Some((name, answer)) = dom::answer_of(event) else { return };
        let accepted = {
            let mut state = self.state.borrow_mut();
            state.touched_at = js_sys::Date::now();
            if name == AGREEMENT {
                state.accepted = answer == Value::Bool(true);
            } else if state.answers.get(&name) == Some(&answer) {
                return;
            } else {
                state.answers.insert(name.clone(), answer);
            }
            if state.key.is_none() {
                state.key = new_key();
            }
            state.accepted
        };
        if name == AGREEMENT {
            if accepted {
                self.set_error(AGREEMENT, None);
            }
            return;
        }
        self.emit("referral-change", false, &Value::Null);
        self.judge();
    }

    fn on_leave(&self, event: &Event) {
        if let Some((name, _)) = dom::answer_of(event) {
            let mut state = self.state.borrow_mut();
            if !state.left.contains(&name) {
                state.left.push(name);
            }
            drop(state);
            self.show_judged_errors();
        }
    }

    /// Shows what the engine found wrong with fields that were left, and takes away what is mended. A new error
    /// waits until its field is left.
    fn show_judged_errors(&self) {
        let unread = |name: &str| dom::is_unread(&self.root, name).then(|| dom::UNREAD.to_string());
        let changes: Vec<(String, Option<String>)> = {
            let state = self.state.borrow();
            if state.awaiting {
                return;
            }
            let missing = state.judged_errors("missing");
            let is_missing = |name: &String| missing.iter().any(|missing| missing.field == *name);
            let left = state.left.iter().filter(|name| *name != AGREEMENT);
            let changed = left.map(|name| (name.clone(), unread(name).or_else(|| state.error_of(name))));
            changed
                .filter(|(name, error)| error.is_some() || state.shown.contains(name) && !is_missing(name))
                .collect()
        };
        for (name, error) in changes {
            self.set_error(&name, error.as_deref());
        }
    }

    fn on_click(&self, event: &Event) {
        if let Some(link) = dom::closest(event, "[data-focus]") {
            event.prevent_default();
            let field = link.get_attribute("data-focus").unwrap_or_default();
            if let Some(control) = dom::by_id(&self.root, &format!("f-{field}")) {
                let _ = control.focus();
            }
        } else if dom::closest(event, "#again").is_some() {
            self.reset();
        }
    }

    pub(super) fn set_error(&self, field: &str, message: Option<&str>) {
        {
            let mut state = self.state.borrow_mut();
            state.shown.retain(|shown| shown != field);
            if message.is_some() {
                state.shown.push(field.to_string());
                // From now on it is told when it is mended.
                if !state.left.iter().any(|left| left == field) {
                    state.left.push(field.to_string());
                }
            }
        }
        dom::show_error(&self.root, field, message);
    }

    /// Asks for a verdict on the answers as they stand. One question at a time: what changes meanwhile is asked
    /// once the answer is there.
    pub(super) fn judge(&self) {
        let request = {
            let mut state = self.state.borrow_mut();
            if !state.has_rules {
                return;
            }
            if state.awaiting {
                state.stale = true;
                return;
            }
            state.awaiting = true;
            state.stale = false;
            state.asked += 1;
            Request::Judge { id: state.asked, answers: state.answers.clone(), today: today() }
        };
        self.page.ask(&json::text(&request.to_json()));
    }

    /// Takes what the rules engine answers (`rules::Reply`).
    pub fn reply(&self, reply: &str) {
        let reply = json::parse(reply).unwrap_or(Value::Null);
        if let Some(judged) = reply.get("judged") {
            self.take_judged(judged);
        } else if let Some(refused) = reply.get("refused") {
            let problems = list(refused, "problems", Problem::from_json);
            let is_program = refused.get("program") == Some(&Value::Bool(true));
            if is_program && !self.state.borrow().has_rules {
                self.show_failure(PROGRAM_MISTAKE, &problems);
            } else {
                self.rules_refused(&joined(&problems));
                // The engine may have been restarted on the way, and what it was asked be lost.
                self.state.borrow_mut().awaiting = false;
                self.judge();
            }
        } else if reply == "loaded" {
            {
                let mut state = self.state.borrow_mut();
                state.has_rules = true;
                state.awaiting = false;
            }
            self.judge();
        } else {
            self.engine_failed("The rules module answered with something else than a reply.");
        }
    }

    fn take_judged(&self, judged: &Value) {
        let failed = text(judged, "failed").unwrap_or_default();
        let (again, newly_failed) = {
            let mut state = self.state.borrow_mut();
            if judged.get("id").and_then(Value::as_u64) != Some(state.asked.into()) {
                return;
            }
            state.awaiting = false;
            state.judged = Some(Rc::new(judged.clone()));
            let newly_failed = !failed.is_empty() && state.failed != failed;
            state.failed.clone_from(&failed);
            (state.stale, newly_failed)
        };
        self.render_verdict();
        if let Some(event) = judged.get("event") {
            self.emit("referral-verdict", false, event);
        }
        if newly_failed {
            self.emit_failure("rules", &failed);
        }
        if again {
            self.judge();
        } else {
            self.show_judged_errors();
            self.submit_if_waiting();
        }
    }

    /// The newest script is refused: the last good one stays, and the page says so.
    pub(super) fn rules_refused(&self, why: &str) {
        self.state.borrow_mut().refused = Some(why.to_string());
        self.emit_failure("rules-refused", why);
        let has_rules = self.state.borrow().has_rules;
        if has_rules {
            self.render_verdict();
        } else {
            self.no_verdict("The criteria cannot be checked here right now.");
        }
    }

    /// The engine cannot be had, or did not answer in time. The lead can be sent all the same.
    pub fn engine_failed(&self, why: &str) {
        let is_news = {
            let mut state = self.state.borrow_mut();
            if !state.has_rules {
                state.retry_at = Some(js_sys::Date::now() + RETRY_AFTER_MS);
            }
            std::mem::replace(&mut state.failed, why.to_string()) != why
        };
        if is_news {
            self.emit_failure("engine", why);
        }
        self.no_verdict("The check could not be finished here.");
    }

    pub(super) fn no_verdict(&self, why: &str) {
        {
            let mut state = self.state.borrow_mut();
            state.awaiting = false;
            state.stale = false;
            state.judged = None;
            state.waiting = Waiting::Unavailable(why.to_string());
        }
        self.render_verdict();
        self.submit_if_waiting();
    }

    pub(super) fn render_verdict(&self) {
        let (panel, headline, refused, changed) = {
            let mut state = self.state.borrow_mut();
            let Some(program) = state.program.clone().filter(|_| !state.sent) else { return };
            let panel = state.judged_text("panel").unwrap_or_else(|| state.waiting.panel(&program.0));
            let headline = state.judged_text("headline").unwrap_or_else(|| state.waiting.headline().into());
            let refused = state.refused.as_deref().map(|why| markup::refused(&program.0, why));
            let all = format!("{panel}{}", refused.as_deref().unwrap_or_default());
            let changed = all != state.panel;
            state.panel = all;
            (panel, headline, refused, changed)
        };
        if !changed {
            return;
        }
        if let Some(region) = dom::by_id(&self.root, "verdict") {
            self.page.render(&region, &panel);
        }
        if let Some(notice) = dom::by_id(&self.root, "refused") {
            notice.set_hidden(refused.is_none());
            self.page.render(&notice, &refused.unwrap_or_default());
        }
        if let Some(bar) = dom::by_id(&self.root, "bar") {
            bar.set_text_content(Some(&headline));
        }
        self.announce(headline);
    }

    /// Tells screen readers, once the answers rest.
    fn announce(&self, headline: String) {
        let live = dom::by_id(&self.root, "live");
        *self.announcement.borrow_mut() = live
            .filter(|live| live.text_content().as_deref() != Some(&headline))
            .map(|live| Timeout::new(ANNOUNCE_AFTER_MS, move || live.set_text_content(Some(&headline))));
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

/// A UUID of version 4 (RFC 9562). None where the page has no random numbers.
fn new_key() -> Option<String> {
    let mut bytes = [0; 16];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}

/// The evaluation date: today in UTC, as at the endpoint.
fn today() -> String {
    let now: String = js_sys::Date::new_0().to_iso_string().into();
    now.chars().take(10).collect()
}
