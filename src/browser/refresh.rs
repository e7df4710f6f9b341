//! New rules go live without a reload.

use super::fetch::{self, Failed};
use super::form::{Form, joined, parse};
use super::json;
use crate::exchange::Request;
use crate::markup::Waiting;
use crate::program::MAX_PROGRAM_BYTES;
use crate::rules::MAX_SCRIPT_BYTES;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::VisibilityState;

/// Between two looks while the form is in use; the server answers 304 to most.
const LOOK_EVERY_MS: u32 = 3_000;
/// Between two looks once nobody has typed for a while.
const IDLE_LOOK_EVERY_MS: u32 = 30_000;
const IDLE_AFTER_MS: f64 = 300_000.0;

impl Form {
    /// Looks again in a while. Dropping the timer, when the element leaves the page, ends it.
    pub(super) fn schedule_refresh(&self) {
        let idle = js_sys::Date::now() - self.state.borrow().touched_at > IDLE_AFTER_MS;
        self.look_after(if idle { IDLE_LOOK_EVERY_MS } else { LOOK_EVERY_MS });
    }

    fn look_after(&self, wait: u32) {
        let this = self.this.clone();
        let look = Timeout::new(wait, move || {
            spawn_local(async move {
                let Some(form) = this.upgrade() else { return };
                if !form.host.is_connected() {
                    form.stop();
                } else if is_visible() && form.look_for_program().await {
                    form.look_for_rules().await;
                }
                if form.refresh.borrow().is_some() {
                    form.schedule_refresh();
                }
            });
        });
        *self.refresh.borrow_mut() = Some(look);
    }

    /// Ends looking and listening, when the element leaves the page or another form takes its place.
    pub fn stop(&self) {
        self.refresh.take();
        self.listeners.take();
        // The engine is ended too: what it was asked last stays without an answer.
        let mut state = self.state.borrow_mut();
        state.awaiting = false;
        if !state.has_rules {
            state.retry_at = Some(0.0);
        }
    }

    /// Looks and listens again, when the element comes back.
    pub fn resume(&self) {
        if self.refresh.borrow().is_none() {
            self.listen();
            self.judge();
            self.look_after(0);
        }
    }

    /// Whether the program in force is the newest one.
    async fn look_for_program(&self) -> bool {
        let fetched = match fetch::text(&self.source, MAX_PROGRAM_BYTES).await {
            Ok(fetched) => fetched,
            Err(failed) => {
                self.refuse_unusable(&failed);
                return false;
            }
        };
        let (is_known, is_sent) = {
            let state = self.state.borrow();
            let known = state.program.as_ref().is_some_and(|program| program.1 == fetched.text);
            (known, state.sent || state.sending)
        };
        if is_known || is_sent {
            return is_known;
        }
        match parse(&fetched.text) {
            Ok(program) => {
                self.adopt(Rc::new((program, fetched.text)));
                // The script in force was compiled for the program before.
                self.state.borrow_mut().script = None;
                true
            }
            Err(problems) => {
                self.refuse_once(&joined(&problems));
                false
            }
        }
    }

    /// A server that cannot be reached for a moment changes nothing; what came and cannot be used is refused.
    fn refuse_unusable(&self, failed: &Failed) {
        if failed.for_good {
            self.refuse_once(&failed.why);
        }
    }

    fn refuse_once(&self, why: &str) {
        // Once all is well again, the script is compiled again, which takes the notice away.
        self.state.borrow_mut().script = None;
        if self.state.borrow().refused.as_deref() != Some(why) {
            self.rules_refused(why);
        }
    }

    /// Fetches the script, and has the engine compile it if it is a new one.
    pub(super) async fn look_for_rules(&self) {
        let Some(url) = self.rules_url() else { return };
        let fetched = match fetch::text(&url, MAX_SCRIPT_BYTES).await {
            Ok(fetched) => fetched,
            Err(failed) => {
                let is_first = self.state.borrow().waiting == Waiting::OnItsWay;
                if is_first {
                    self.emit_failure("rules", &failed.why);
                    self.no_verdict("The criteria cannot be loaded right now.");
                } else {
                    self.refuse_unusable(&failed);
                }
                return;
            }
        };
        let request = {
            let mut state = self.state.borrow_mut();
            let retries = state.retry_at.is_some_and(|at| at <= js_sys::Date::now());
            let is_new = state.script.as_ref() != Some(&fetched.text) || retries;
            if is_new {
                state.retry_at = None;
            }
            let program = state.program.as_ref().filter(|_| is_new).map(|program| program.1.clone());
            program.map(|program| {
                state.script = Some(fetched.text.clone());
                Request::Load { program, script: fetched.text }
            })
        };
        let header_is_new = {
            let mut state = self.state.borrow_mut();
            std::mem::replace(&mut state.refused_header, fetched.refused.clone()) != fetched.refused
        };
        if header_is_new || request.is_some() {
            match &fetched.refused {
                Some(why) => self.rules_refused(why),
                None => {
                    self.state.borrow_mut().refused = None;
                    self.render_verdict();
                }
            }
        }
        if let Some(request) = request {
            self.page.load(&json::text(&request.to_json()));
        }
    }

    fn rules_url(&self) -> Option<String> {
        let state = self.state.borrow();
        let program = &state.program.as_ref()?.0;
        Some(web_sys::Url::new_with_base(&program.rules, &self.source).ok()?.href())
    }
}

fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}
