//! From the click to the receipt.

use super::dom;
use super::fetch;
use super::form::Form;
use crate::lead::FieldError;
use crate::markup;
use crate::submission::{Acceptance, Answered, Attribution, Receipt, Submission, Versions};
use serde::Serialize;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, Url, UrlSearchParams};

/// How much of a UTM parameter is kept, in characters.
const MAX_UTM_LENGTH: usize = 200;

/// What `referral-submitted` tells the page.
#[derive(Serialize)]
struct SubmittedDetail<'a> {
    referral: Option<&'a str>,
    status: Option<&'a str>,
    key: &'a str,
}

/// What `referral-before-submit` tells the page.
#[derive(Serialize)]
struct KeyDetail<'a> {
    key: &'a str,
}

impl Form {
    /// Sends the lead if it can be sent, else says what is missing. While one attempt is on its way, another
    /// does nothing.
    pub fn submit(&self) {
        let lead = {
            let state = self.state.borrow();
            if state.sending || state.sent || state.program.is_none() {
                return;
            }
            state.complete_lead()
        };
        match lead {
            Err(errors) => self.show_errors(&errors),
            Ok(_) => {
                self.show_errors(&[]);
                let Some((submission, url)) = self.submission() else {
                    self.say_not_sent("This page's browser cannot make the key that sending needs.", false);
                    return;
                };
                if !self.emit("referral-before-submit", true, &KeyDetail { key: &submission.key }) {
                    return;
                }
                self.set_sending(true);
                if let Some(form) = self.this.upgrade() {
                    spawn_local(async move { form.send(submission, url).await });
                }
            }
        }
    }

    async fn send(&self, submission: Submission, url: String) {
        let answered = match serde_json::to_string(&submission) {
            Ok(json) => match fetch::post(&url, &submission.key, &json).await {
                Some((status, body)) => Answered::read(status, &body),
                None => Answered::Retry(
                    "The receiving system could not be reached. Your connection may be down, or it may be."
                        .into(),
                ),
            },
            Err(error) => Answered::Refused(error.to_string()),
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
        let (program, _) = state.program.as_ref()?;
        let url = Url::new_with_base(&program.delivery.endpoint, &self.source).ok()?.href();
        let verdict = self.verdict();
        let hash = |pick: fn(&crate::rules::Verdict) -> &String| verdict.as_deref().map(pick).cloned();
        let submission = Submission {
            key: state.key.clone()?,
            program: program.id.clone(),
            versions: Versions {
                program: program.version.clone(),
                program_hash: hash(|verdict| &verdict.program_hash),
                rules_hash: hash(|verdict| &verdict.rules_hash),
            },
            lead: state.lead().0.answers(),
            attribution: self.attribution(),
            agreement: Acceptance { version: program.agreement.version.clone(), accepted: state.accepted },
            verdict: verdict.map(|verdict| *verdict),
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
        let shown: Vec<String> = self.state.borrow().errors.keys().cloned().collect();
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
        let Some(button) = dom::by_id(&self.root, "submit") else { return };
        button.set_text_content(Some(if sending { "Sending…" } else { "Send referral" }));
        // Not `disabled`: that would drop the keyboard's focus.
        let _ = button.set_attribute("aria-disabled", if sending { "true" } else { "false" });
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
                Some((program, _)) => markup::receipt(program, receipt, earlier),
                None => return,
            }
        };
        self.page.render(&self.root.clone().unchecked_into(), &html);
        if let Some(heading) = dom::by_id(&self.root, "receipt") {
            focus(&heading);
        }
        let status = receipt.map(|receipt| receipt.status.as_str());
        let referral = receipt.map(|receipt| receipt.referral.as_str());
        self.emit("referral-submitted", false, &SubmittedDetail { referral, status, key });
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

fn utm(address: &str) -> BTreeMap<String, String> {
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
    let Ok(url) = Url::new(address) else { return BTreeMap::new() };
    let parameters: UrlSearchParams = url.search_params();
    let named = NAMES.iter().filter_map(|name| Some((*name, parameters.get(name)?)));
    named.map(|(name, value)| (name.to_string(), value.chars().take(MAX_UTM_LENGTH).collect())).collect()
}
