//! Requests to the rules engine, and the handling of its replies.

use super::form::Form;
use super::read::{get, list, object, problem, sentence, text};
use super::state::{Asking, Check, Sending};
use crate::markup::{self, Text, Waiting};
use crate::submission::Reason;
use wasm_bindgen::JsValue;

impl Form {
    /// Asks for a verdict on the current answers. Only one request is open at a time: if the answers change meanwhile,
    /// the next request follows after the reply.
    pub fn judge(&self) {
        let (id, answers) = {
            let mut state = self.state.borrow_mut();
            if !state.has_rules {
                return;
            }
            if state.asking.is_awaited() {
                state.asking = Asking::Outdated;
                return;
            }
            state.asking = Asking::Awaited;
            state.asked += 1;
            (state.asked, state.answers.clone())
        };
        self.page.ask(id, &answers);
    }

    /// Takes a reply of the rules engine (`exchange::Reply`).
    pub fn reply(&self, reply: &JsValue) {
        let [judged, refused] = ["judged", "refused"].map(|kind| get(reply, kind));
        if judged.is_object() {
            self.take_judged(judged);
        } else if refused.is_object() {
            let has_rules = {
                let mut state = self.state.borrow_mut();
                state.offered = None;
                // The engine may have been restarted meanwhile, and have lost a request.
                state.asking = state.asking.over();
                state.has_rules
            };
            let problems = list(&refused, "problems", problem);
            if !has_rules && get(&refused, "program").is_truthy() {
                self.program_refused(&problems);
            } else {
                self.rules_refused(&problems.join(" "));
                self.judge();
            }
        } else {
            {
                let mut state = self.state.borrow_mut();
                state.has_rules = true;
                state.asking = state.asking.over();
            }
            self.adopt_offered();
            self.judge();
        }
    }

    fn take_judged(&self, judged: JsValue) {
        let failed = text(&judged, "failed").unwrap_or_default();
        let verdict = get(&judged, "verdict");
        let (again, newly_failed) = {
            let mut state = self.state.borrow_mut();
            if get(&judged, "id") != state.asked {
                return;
            }
            state.asking = state.asking.over();
            state.check = Check::Judged(judged);
            let newly_failed = !failed.is_empty() && state.failed != failed;
            state.failed.clone_from(&failed);
            (state.asking != Asking::Idle, newly_failed)
        };
        self.render_verdict();
        self.page.verdict(&verdict);
        if newly_failed {
            self.page.fail("rules", &failed);
        }
        if again {
            self.judge();
        } else {
            self.show_judged_errors();
            self.submit_if_waiting();
        }
    }

    /// The newest script or program is not used, for the reason `why`: the last good one stays, and the page says so.
    /// Without a reason, it is used again.
    pub fn refused(&self, why: Option<String>) {
        match why {
            Some(why) => self.rules_refused(&why),
            None => {
                self.state.borrow_mut().refused = None;
                self.render_verdict();
            }
        }
    }

    fn rules_refused(&self, why: &str) {
        self.state.borrow_mut().refused = Some(why.to_string());
        self.page.fail("rules-refused", why);
        let has_rules = self.state.borrow().has_rules;
        if has_rules {
            self.render_verdict();
        } else {
            self.no_verdict(("criteria-not-checked", "The criteria cannot be checked here right now."));
        }
    }

    /// There is no script.
    pub fn no_rules(&self, why: &str) {
        self.page.fail("rules", why);
        self.no_verdict(("criteria-not-loaded", "The criteria cannot be loaded right now."));
    }

    /// The engine cannot be loaded, or did not answer in time. The lead can still be sent.
    pub fn engine_failed(&self, why: &str) {
        let is_news = {
            let mut state = self.state.borrow_mut();
            std::mem::replace(&mut state.failed, why.to_string()) != why
        };
        if is_news {
            self.page.fail("engine", why);
            // Without the engine, nothing can explain what is wrong with a program that cannot be shown.
            let has_program = self.state.borrow().program.is_some();
            if !has_program {
                self.program_refused(&[]);
            }
        }
        self.no_verdict(("check-not-finished", "The check could not be finished here."));
    }

    /// The engine was stopped. Its last request will not be answered.
    pub fn stop(&self) {
        let mut state = self.state.borrow_mut();
        state.asking = state.asking.over();
    }

    fn no_verdict(&self, why: Text) {
        let again = {
            let mut state = self.state.borrow_mut();
            let (key, text) = why;
            state.check = Check::Waiting(Waiting::Unavailable(Reason { key, text: text.into() }));
            std::mem::replace(&mut state.asking, Asking::Idle).over() != Asking::Idle
        };
        self.render_verdict();
        if again {
            self.judge();
        } else {
            self.submit_if_waiting();
        }
    }

    pub(super) fn render_verdict(&self) {
        let (panel, refused, hidden) = {
            let state = self.state.borrow();
            let Some(program) = state.program.as_ref().filter(|_| state.sending != Sending::Sent) else {
                return;
            };
            let (panel, is_known) = match &state.check {
                Check::Judged(judged) => (get(judged, "panel"), true),
                Check::Waiting(why) => {
                    let panel = object([("status", why.panel(program).into())]).into();
                    (panel, *why != Waiting::OnItsWay)
                }
            };
            let refused = state.refused.as_deref().map(|why| markup::refused(program, why));
            // If it will not be known which fields are asked, all are shown. Until then, only the fields that every
            // lead is asked are shown.
            let hidden = is_known.then(|| list(&state.verdict(), "hidden", sentence));
            (panel, refused.unwrap_or_default().into(), hidden)
        };
        if let Some(hidden) = hidden {
            self.page.hide(hidden);
        }
        self.page.panel(&panel);
        self.page.render("refused", &refused);
    }
}
