//! One form: its life, its events, its verdict.

use super::page::Page;
use super::state::State;
use super::{dom, fetch};
use crate::lead::{Answer, Answers};
use crate::markup::{self, AGREEMENT, Check};
use crate::program::{MAX_PROGRAM_BYTES, Problem, Program};
use crate::rules::{Finding, Kind, Outcome, Reply, Request, Status, Verdict};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use js_sys::Promise;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlElement, ShadowRoot};

/// How long answers must rest before a screen reader is told the verdict.
const ANNOUNCE_AFTER_MS: u32 = 800;

/// One `<referral-form>`.
pub struct Form {
    pub(super) host: HtmlElement,
    pub(super) root: ShadowRoot,
    pub(super) page: Page,
    /// The address of `program.json`, absolute.
    pub(super) source: String,
    pub(super) state: RefCell<State>,
    pub(super) this: Weak<Form>,
    listeners: RefCell<Vec<EventListener>>,
    announcement: RefCell<Option<Timeout>>,
    /// The next look for a newer program or script. None while the element is out of the page.
    pub(super) refresh: RefCell<Option<Timeout>>,
}

/// What `referral-verdict` tells the page.
#[derive(Serialize)]
struct VerdictDetail<'a> {
    status: Status,
    score: i64,
    plan: &'a Option<String>,
    findings: Vec<FindingDetail<'a>>,
}

#[derive(Serialize)]
struct FindingDetail<'a> {
    code: &'a str,
    kind: Kind,
    outcome: Outcome,
}

impl<'a> From<&'a Finding> for FindingDetail<'a> {
    fn from(finding: &'a Finding) -> Self {
        FindingDetail { code: &finding.code, kind: finding.kind, outcome: finding.outcome }
    }
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
            Ok(fetched) => match Program::parse(&fetched.text) {
                Ok(program) => {
                    self.state.borrow_mut().refused = fetched.refused;
                    self.adopt(program, fetched.text);
                    self.emit("referral-ready", false, &());
                }
                Err(problems) => self.show_failure("The program that describes it has a mistake.", &problems),
            },
            Err(why) => self.show_failure(&why, &[]),
        }
        self.look_for_rules().await;
        self.schedule_refresh();
    }

    /// Puts a program in force and renders the form with what was typed so far.
    pub(super) fn adopt(&self, program: Program, json: String) {
        let html = {
            let mut state = self.state.borrow_mut();
            let html = markup::form(&program, &state.answers, state.accepted);
            state.program = Some((program, json));
            state.panel.clear();
            html
        };
        let focused = self.root.active_element().map(|element| element.id());
        self.page.render(&self.root.clone().unchecked_into(), &html);
        if let Some(element) = focused.and_then(|id| dom::by_id(&self.root, &id)) {
            // An element of ours, just rendered: focusing cannot throw.
            let _ = element.focus();
        }
        self.render_verdict();
    }

    fn show_failure(&self, message: &str, problems: &[Problem]) {
        self.page.render(&self.root.clone().unchecked_into(), &markup::failure(message, problems));
        let all: Vec<String> =
            std::iter::once(message.to_string()).chain(problems.iter().map(ToString::to_string)).collect();
        self.emit_failure("program", &all.join(" "));
    }

    fn listen(&self) {
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
        {
            let mut state = self.state.borrow_mut();
            state.touched_at = js_sys::Date::now();
            if name == AGREEMENT {
                state.accepted = matches!(answer, Answer::Bool(true));
            } else if state.answers.get(&name) == Some(&answer) {
                return;
            } else {
                state.answers.insert(name.clone(), answer);
            }
            if state.key.is_none() {
                state.key = new_key();
            }
        }
        // A shown error goes as soon as it is mended; a new one waits until the field is left.
        let mended = {
            let state = self.state.borrow();
            state.errors.contains_key(&name)
                && (if name == AGREEMENT { state.accepted } else { state.error_of(&name).is_none() })
        };
        if mended {
            self.set_error(&name, None);
        }
        self.emit("referral-change", false, &());
        self.judge();
    }

    fn on_leave(&self, event: &Event) {
        if let Some((name, _)) = dom::answer_of(event) {
            let error = self.state.borrow().error_of(&name);
            if error.is_some() {
                self.set_error(&name, error.as_deref());
            }
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
            match message {
                Some(message) => state.errors.insert(field.to_string(), message.to_string()),
                None => state.errors.remove(field),
            };
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
            Request::Evaluate { id: state.asked, lead: state.lead().0.answers(), today: today() }
        };
        self.ask(&request);
    }

    pub(super) fn ask(&self, request: &Request) {
        match request.serialize(&Serializer::json_compatible()) {
            Ok(request) => self.page.ask(&request),
            Err(error) => self.engine_failed(&error.to_string()),
        }
    }

    /// Takes what the rules engine answers.
    pub fn reply(&self, reply: JsValue) {
        match serde_wasm_bindgen::from_value(reply) {
            Ok(Reply::Loaded) => {
                {
                    let mut state = self.state.borrow_mut();
                    state.has_rules = true;
                    state.awaiting = false;
                }
                self.judge();
            }
            Ok(Reply::Refused { problems }) => {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                self.rules_refused(&problems.join(" "));
            }
            Ok(Reply::Verdict { id, verdict }) => self.take_verdict(id, verdict),
            Err(error) => self.engine_failed(&error.to_string()),
        }
    }

    fn take_verdict(&self, id: u32, verdict: Box<Verdict>) {
        let again = {
            let mut state = self.state.borrow_mut();
            if id != state.asked {
                return;
            }
            state.awaiting = false;
            state.check = Check::Live(verdict.clone());
            state.stale
        };
        self.render_verdict();
        let findings = verdict.findings.iter().map(FindingDetail::from).collect();
        let detail =
            VerdictDetail { status: verdict.status, score: verdict.score, plan: &verdict.plan, findings };
        self.emit("referral-verdict", false, &detail);
        for finding in verdict.findings.iter().filter(|finding| finding.outcome == Outcome::Error) {
            let why = finding.error.as_deref().unwrap_or_default();
            self.emit_failure("rules", &format!("Rule `{}` failed. {why}", finding.code));
        }
        if again {
            self.judge();
        }
    }

    /// The newest script is refused: the last good one stays, and the page says so.
    pub(super) fn rules_refused(&self, why: &str) {
        {
            let mut state = self.state.borrow_mut();
            state.refused = Some(why.to_string());
            if !state.has_rules {
                state.check = Check::Unavailable("The criteria cannot be checked here right now.".into());
            }
        }
        self.emit_failure("rules-refused", why);
        self.render_verdict();
    }

    /// The engine cannot be had, or did not answer in time. The lead can be sent all the same.
    pub fn engine_failed(&self, why: &str) {
        {
            let mut state = self.state.borrow_mut();
            state.awaiting = false;
            state.stale = false;
            state.check = Check::Unavailable("The check could not be finished here.".into());
        }
        self.emit_failure("engine", why);
        self.render_verdict();
    }

    pub(super) fn render_verdict(&self) {
        let (panel, headline, changed) = {
            let mut state = self.state.borrow_mut();
            let Some((program, _)) = &state.program else { return };
            let panel = markup::panel(program, &state.check, state.refused.as_deref()).into_string();
            let headline = markup::headline(&state.check);
            let changed = panel != state.panel;
            state.panel.clone_from(&panel);
            (panel, headline, changed)
        };
        let (true, Some(region)) = (changed, dom::by_id(&self.root, "verdict")) else { return };
        self.page.render(&region, &panel);
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
            state.errors.clear();
            state.accepted = false;
            state.key = None;
            state.sent = false;
            state.program.clone()
        };
        if let Some((program, json)) = program {
            self.adopt(program, json);
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
    pub fn set_value(&self, answers: Answers) {
        let program = {
            let mut state = self.state.borrow_mut();
            state.answers = answers;
            state.key = state.key.take().or_else(new_key);
            state.program.clone().filter(|_| !state.sent)
        };
        if let Some((program, json)) = program {
            self.adopt(program, json);
            self.judge();
        }
    }

    /// The newest verdict.
    pub fn verdict(&self) -> Option<Box<Verdict>> {
        match &self.state.borrow().check {
            Check::Live(verdict) => Some(verdict.clone()),
            _ => None,
        }
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
