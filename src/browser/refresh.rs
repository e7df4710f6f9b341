//! New rules go live without a reload.

use super::fetch;
use super::form::Form;
use crate::markup::Check;
use crate::program::{MAX_PROGRAM_BYTES, Program};
use crate::rules::{MAX_SCRIPT_BYTES, Request};
use gloo::timers::callback::Timeout;
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
        let this = self.this.clone();
        let wait = if idle { IDLE_LOOK_EVERY_MS } else { LOOK_EVERY_MS };
        let look = Timeout::new(wait, move || {
            spawn_local(async move {
                let Some(form) = this.upgrade().filter(|form| form.host.is_connected()) else { return };
                if is_visible() {
                    form.look_for_program().await;
                    form.look_for_rules().await;
                }
                if form.refresh.borrow().is_some() {
                    form.schedule_refresh();
                }
            });
        });
        *self.refresh.borrow_mut() = Some(look);
    }

    /// Ends looking and telling, when the element leaves the page.
    pub fn stop(&self) {
        self.refresh.take();
    }

    /// Looks again at once, when the element comes back.
    pub fn resume(&self) {
        if self.refresh.borrow().is_none() {
            self.schedule_refresh();
        }
    }

    async fn look_for_program(&self) {
        // A server that cannot be reached for a moment changes nothing.
        let Ok(fetched) = fetch::text(&self.source, MAX_PROGRAM_BYTES).await else { return };
        let (is_known, is_sent) = {
            let state = self.state.borrow();
            let known = state.program.as_ref().is_some_and(|(_, json)| *json == fetched.text);
            (known, state.sent || state.sending)
        };
        if is_known || is_sent {
            return;
        }
        match Program::parse(&fetched.text) {
            Ok(program) => {
                self.adopt(program, fetched.text);
                // The script in force was compiled for the program before.
                self.state.borrow_mut().script = None;
            }
            Err(problems) => {
                let why: Vec<String> = problems.iter().map(ToString::to_string).collect();
                let why = why.join(" ");
                if self.state.borrow().refused.as_deref() != Some(&why) {
                    self.rules_refused(&why);
                }
            }
        }
    }

    /// Fetches the script, and has the engine compile it if it is a new one.
    pub(super) async fn look_for_rules(&self) {
        let Some(url) = self.rules_url() else { return };
        let fetched = match fetch::text(&url, MAX_SCRIPT_BYTES).await {
            Ok(fetched) => fetched,
            Err(why) => {
                let is_first = self.state.borrow().check == Check::OnItsWay;
                if is_first {
                    self.state.borrow_mut().check =
                        Check::Unavailable("The criteria cannot be loaded right now.".into());
                    self.emit_failure("rules", &why);
                    self.render_verdict();
                }
                return;
            }
        };
        let request = {
            let mut state = self.state.borrow_mut();
            let is_new = state.script.as_ref() != Some(&fetched.text);
            let program = state.program.as_ref().filter(|_| is_new).map(|(_, json)| json.clone());
            program.map(|program| {
                state.script = Some(fetched.text.clone());
                Request::Load { program, script: fetched.text }
            })
        };
        let newly_refused = {
            let state = self.state.borrow();
            request.is_none() && state.refused != fetched.refused
        };
        if let Some(why) = fetched.refused.as_deref().filter(|_| newly_refused || request.is_some()) {
            self.rules_refused(why);
        } else if newly_refused || request.is_some() {
            self.state.borrow_mut().refused = None;
            self.render_verdict();
        }
        if let Some(request) = request {
            self.ask(&request);
        }
    }

    fn rules_url(&self) -> Option<String> {
        let state = self.state.borrow();
        let (program, _) = state.program.as_ref()?;
        Some(web_sys::Url::new_with_base(&program.rules, &self.source).ok()?.href())
    }
}

fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}
