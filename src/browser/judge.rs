//! What the rules engine is asked, and what becomes of its answers.

use super::form::Form;
use super::read::{get, list, object, problem, sentence, text};
use crate::markup::{self, Text, Waiting};
use crate::submission::Said;
use wasm_bindgen::JsValue;

impl Form {
    /// Asks for a verdict on the answers as they stand. One question at a time: what changes meanwhile is asked
    /// once the answer is there.
    pub fn judge(&self) {
        let (id, answers) = {
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
            (state.asked, state.answers.clone())
        };
        self.page.ask(id, &answers);
    }

    /// Takes what the rules engine answers (`exchange::Reply`).
    pub fn reply(&self, reply: &JsValue) {
        let [judged, refused] = ["judged", "refused"].map(|kind| get(reply, kind));
        if judged.is_object() {
            self.take_judged(judged);
        } else if refused.is_object() {
            let has_rules = {
                let mut state = self.state.borrow_mut();
                state.offered = None;
                // The engine may have been restarted on the way, and what it was asked be lost.
                state.awaiting = false;
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
                state.awaiting = false;
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
            state.awaiting = false;
            state.judged = judged;
            let newly_failed = !failed.is_empty() && state.failed != failed;
            state.failed.clone_from(&failed);
            (state.stale, newly_failed)
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

    /// Why the newest script or program is not used: the last good one stays, and the page says so. Or that it is used
    /// again.
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

    /// The engine cannot be had, or did not answer in time. The lead can be sent all the same.
    pub fn engine_failed(&self, why: &str) {
        let is_news = {
            let mut state = self.state.borrow_mut();
            std::mem::replace(&mut state.failed, why.to_string()) != why
        };
        if is_news {
            self.page.fail("engine", why);
            // There is nobody then who could tell what is wrong with a program that cannot be shown.
            let has_program = self.state.borrow().program.is_some();
            if !has_program {
                self.program_refused(&[]);
            }
        }
        self.no_verdict(("check-not-finished", "The check could not be finished here."));
    }

    /// The engine is ended: what it was asked last stays without an answer.
    pub fn stop(&self) {
        self.state.borrow_mut().awaiting = false;
    }

    fn no_verdict(&self, why: Text) {
        let again = {
            let mut state = self.state.borrow_mut();
            state.awaiting = false;
            state.judged = JsValue::UNDEFINED;
            let (key, text) = why;
            state.waiting = Waiting::Unavailable(Said { key, text: text.into() });
            std::mem::take(&mut state.stale)
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
            let Some(program) = state.program.as_ref().filter(|_| !state.sent) else { return };
            let panel = if state.judged.is_object() {
                get(&state.judged, "panel")
            } else {
                object([("status", state.waiting.panel(program).into())]).into()
            };
            let refused = state.refused.as_deref().map(|why| markup::refused(program, why));
            // Where nobody can tell which fields are asked, all are; until then, those that are asked of every lead.
            let is_known = state.judged.is_object() || matches!(state.waiting, Waiting::Unavailable(_));
            let hidden = is_known.then(|| list(&get(&state.judged, "verdict"), "hidden", sentence));
            (panel, refused.unwrap_or_default().into(), hidden)
        };
        if let Some(hidden) = hidden {
            self.page.hide(hidden);
        }
        self.page.panel(&panel);
        self.page.render("refused", &refused);
    }
}
