//! From the click to the receipt.

use super::dom;
use super::fetch;
use super::form::Form;
use super::json;
use crate::json::{object, text, text_or_null};
use crate::lead::FieldError;
use crate::markup::{self, AGREEMENT, AGREEMENT_ERROR, SEND, Waiting};
use crate::submission::{Acceptance, Answered, Attribution, Receipt, Submission, Versions};
use serde_json::{Map, Value};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, Url, UrlSearchParams};

/// How much of a UTM parameter is kept, in characters.
const MAX_UTM_LENGTH: usize = 200;

impl Form {
    /// Sends the lead if it can be sent, else says what is missing. While the check or an attempt is on its way,
    /// another click changes nothing.
    pub fn submit(&self) {
        let waits = {
            let mut state = self.state.borrow_mut();
            if state.sending || state.sent || state.program.is_none() {
                return;
            }
            let on_its_way = state.judged.is_none() && state.waiting == Waiting::OnItsWay;
            state.submit_when_judged = state.awaiting || on_its_way;
            state.submit_when_judged
        };
        if waits {
            self.set_button("Checking…", true);
            return;
        }
        let errors = self.errors();
        self.show_errors(&errors);
        if !errors.is_empty() {
            return;
        }
        let Some((submission, url)) = self.submission() else {
            self.say_not_sent("This page's browser cannot make the key that sending needs.", false);
            return;
        };
        let detail = object([("key", submission.key.as_str().into())]);
        if !self.emit("referral-before-submit", true, &detail) {
            return;
        }
        self.set_sending(true);
        if let Some(form) = self.this.upgrade() {
            spawn_local(async move { form.send(submission, url).await });
        }
    }

    /// Goes on with a submission that waited for the check.
    pub(super) fn submit_if_waiting(&self) {
        let waited = std::mem::take(&mut self.state.borrow_mut().submit_when_judged);
        if waited {
            self.set_button(SEND, false);
            self.submit();
        }
    }

    /// All that keeps the lead from being sent, in the order of the form. Without a check, what the browser
    /// itself can tell.
    fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let state = self.state.borrow();
        let Some(program) = state.program.as_deref() else { return errors };
        let (wrong, missing) = (state.judged_errors("errors"), state.judged_errors("missing"));
        for field in &program.0.fields {
            let found = wrong.iter().chain(&missing).find(|error| error.field == field.name);
            match found {
                _ if dom::is_unread(&self.root, &field.name) => {
                    errors.push(FieldError { field: field.name.clone(), message: dom::UNREAD.into() });
                }
                Some(error) => errors.push(error.clone()),
                None if state.judged.is_none() => {
                    let message = dom::native_error(&self.root, &field.name);
                    errors.extend(message.map(|message| FieldError {
                        field: field.name.clone(),
                        message: format!("{}: {message}", field.label),
                    }));
                }
                None => {}
            }
        }
        if !state.accepted {
            errors.push(FieldError { field: AGREEMENT.into(), message: AGREEMENT_ERROR.into() });
        }
        errors
    }

    async fn send(&self, submission: Submission, url: String) {
        let text = json::text(&submission.to_json());
        let answered = match fetch::post(&url, &submission.key, &text).await {
            Some(answer) => {
                let json = json::parse(&answer.text).unwrap_or(Value::Null);
                Answered::read(answer.status, &json).or_elsewhere(answer.redirected)
            }
            None => Answered::Retry(
                "The receiving system could not be reached. Your connection may be down, or it may be."
                    .into(),
            ),
        };
        self.set_sending(false);
        match answered {
            Answered::Delivered(receipt) => self.show_receipt(&submission.key, receipt.as_deref(), false),
            Answered::Earlier(receipt) => self.show_receipt(&submission.key, Some(&receipt), true),
            Answered::Fields(errors, detail) => {
                self.say_not_sent(&detail, false);
                self.show_errors(&errors);
                self.emit_failure("refused", &detail);
            }
            Answered::Retry(why) => {
                self.say_not_sent(&why, true);
                self.emit_failure("network", &why);
            }
            Answered::Refused(why) => {
                self.say_not_sent(&why, false);
                self.emit_failure("refused", &why);
            }
        }
    }

    fn submission(&self) -> Option<(Submission, String)> {
        let state = self.state.borrow();
        let program = &state.program.as_ref()?.0;
        let url = Url::new_with_base(&program.delivery.endpoint, &self.source).ok()?.href();
        let judged = state.judged.as_deref();
        let verdict = judged.and_then(|judged| judged.get("verdict")).cloned();
        let hash = |key: &str| verdict.as_ref().and_then(|verdict| text(verdict, key));
        let lead = judged.and_then(|judged| judged.get("lead")).and_then(Value::as_object);
        let submission = Submission {
            key: state.key.clone()?,
            program: program.id.clone(),
            versions: Versions {
                program: program.version.clone(),
                program_hash: hash("program_hash"),
                rules_hash: hash("rules_hash"),
            },
            lead: lead.unwrap_or(&state.answers).clone(),
            typed: lead.is_none(),
            attribution: self.attribution(),
            agreement: Acceptance { version: program.agreement.version.clone(), accepted: state.accepted },
            verdict,
        };
        Some((submission, url))
    }

    fn attribution(&self) -> Attribution {
        let attribute = |name: &str| self.host.get_attribute(name).filter(|value| !value.is_empty());
        let location = web_sys::window().and_then(|window| window.location().href().ok());
        let referrer =
            web_sys::window().and_then(|window| window.document()).map(|document| document.referrer());
        Attribution {
            partner: attribute("partner"),
            campaign: attribute("campaign"),
            utm: location.as_deref().map(utm).unwrap_or_default(),
            page: location.as_deref().and_then(without_query),
            referrer: referrer.as_deref().and_then(without_query),
        }
    }

    /// Shows errors at their fields and above the form, and moves there. None clears them.
    fn show_errors(&self, errors: &[FieldError]) {
        let shown = self.state.borrow().shown.clone();
        for field in shown {
            self.set_error(&field, None);
        }
        for error in errors {
            self.set_error(&error.field, Some(&error.message));
        }
        let Some(summary) = dom::by_id(&self.root, "summary") else { return };
        summary.set_hidden(errors.is_empty());
        self.page.render(&summary, &if errors.is_empty() { String::new() } else { markup::summary(errors) });
        if !errors.is_empty() {
            focus(&summary);
        }
    }

    fn set_sending(&self, sending: bool) {
        self.state.borrow_mut().sending = sending;
        if let Some(notice) = dom::by_id(&self.root, "sending") {
            notice.set_hidden(true);
        }
        self.set_button(if sending { "Sending…" } else { SEND }, sending);
    }

    fn set_button(&self, label: &str, busy: bool) {
        let Some(button) = dom::by_id(&self.root, "submit") else { return };
        button.set_text_content(Some(label));
        // Not `disabled`: that would drop the keyboard's focus.
        let _ = button.set_attribute("aria-disabled", if busy { "true" } else { "false" });
    }

    fn say_not_sent(&self, why: &str, can_retry: bool) {
        let Some(notice) = dom::by_id(&self.root, "sending") else { return };
        self.page.render(&notice, &markup::sending_failed(why, can_retry));
        notice.set_hidden(false);
        focus(&notice);
        if let Some(button) = dom::by_id(&self.root, "submit").filter(|_| can_retry) {
            button.set_text_content(Some("Try again"));
        }
    }

    fn show_receipt(&self, key: &str, receipt: Option<&Receipt>, earlier: bool) {
        let html = {
            let mut state = self.state.borrow_mut();
            state.sent = true;
            match &state.program {
                Some(program) => markup::receipt(&program.0, receipt, earlier),
                None => return,
            }
        };
        self.page.render(&self.root.clone().unchecked_into(), &html);
        if let Some(heading) = dom::by_id(&self.root, "receipt") {
            focus(&heading);
        }
        let status = receipt.map(|receipt| receipt.status.as_str());
        let referral = receipt.map(|receipt| receipt.referral.as_str());
        let detail = object([
            ("key", key.into()),
            ("referral", text_or_null(referral)),
            ("status", text_or_null(status)),
        ]);
        self.emit("referral-submitted", false, &detail);
    }
}

/// An element of ours that is in the page: focusing cannot throw.
fn focus(element: &HtmlElement) {
    let _ = element.focus();
}

/// An address without query and fragment, which may hold personal data.
fn without_query(address: &str) -> Option<String> {
    let url = Url::new(address).ok()?;
    url.set_search("");
    url.set_hash("");
    Some(url.href())
}

fn utm(address: &str) -> Map<String, Value> {
    const NAMES: [&str; 10] = [
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
        "utm_id",
        "utm_source_platform",
        "utm_campaign_id",
        "utm_creative_format",
        "utm_marketing_tactic",
    ];
    let Ok(url) = Url::new(address) else { return Map::new() };
    let parameters: UrlSearchParams = url.search_params();
    let mut utm = Map::new();
    for name in NAMES {
        if let Some(value) = parameters.get(name) {
            utm.insert(name.to_string(), value.chars().take(MAX_UTM_LENGTH).collect::<String>().into());
        }
    }
    utm
}
