//! What a partner does in the form.

use super::dom;
use super::form::Form;
use crate::markup::AGREEMENT;
use gloo::events::{EventListener, EventListenerOptions};
use serde_json::Value;
use web_sys::Event;

impl Form {
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
    pub(super) fn show_judged_errors(&self) {
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
}

/// A UUID of version 4 (RFC 9562). None where the page has no random numbers.
pub(super) fn new_key() -> Option<String> {
    let mut bytes = [0; 16];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}
