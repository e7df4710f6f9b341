//! What the rules engine is asked, and what becomes of its answers.

use super::form::{Form, PROGRAM_MISTAKE, joined};
use super::{dom, json};
use crate::exchange::Request;
use crate::json::{list, text};
use crate::markup::{self, Waiting};
use crate::program::Problem;
use gloo::timers::callback::Timeout;
use serde_json::Value;
use std::rc::Rc;

/// How long answers must rest before a screen reader is told the verdict.
const ANNOUNCE_AFTER_MS: u32 = 800;
/// When a rules module that could not be loaded is tried again.
const RETRY_AFTER_MS: f64 = 15_000.0;

impl Form {
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

    /// Takes what the rules engine answers (`exchange::Reply`).
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
}

/// The evaluation date: today in UTC, as at the endpoint.
fn today() -> String {
    let now: String = js_sys::Date::new_0().to_iso_string().into();
    now.chars().take(10).collect()
}
