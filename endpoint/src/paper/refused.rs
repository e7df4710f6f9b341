//! What a partner is told if a referral or a page is refused.

use super::page;
use crate::http::limits::{RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::http::refusal::Refusal;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dom_query::Document;
use maud::{Markup, html};
use referral_language::{Language, Texts, html_of};
use referral_widget::program::Program;
use referral_widget::submission::ProblemDetails;

/// A page that cannot be shown.
pub struct Refused {
    pub refusal: Refusal,
    pub language: Language,
    /// The vendor's name, if there is such a program.
    pub vendor: Option<String>,
    /// The program's id in the address.
    pub id: String,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let texts = Texts::in_language(&self.language);
        let title = texts.say("no-form", &[]);
        let problem = self.refusal.problem();
        // The id comes from the address, so it may be of any length.
        let id: String = self.id.chars().take(64).collect();
        let card = html! {
            div class="widget" {
                div class="card" {
                    h2 { (title) }
                    (reason(&self.refusal, self.vendor.as_deref().unwrap_or_default(), &id))
                }
            }
        };
        let body = Document::fragment(card.0);
        texts.translate(&body);
        tracing::debug!(status = problem.status, kind = problem.kind, "a page is refused");
        let page = page::page(&self.language, &page::heading(None, &texts), &title, html_of(&body));
        let refusal = self.refusal.into_response();
        let mut response = (refusal.status(), page).into_response();
        for name in [header::RETRY_AFTER, RATE_LIMIT, RATE_LIMIT_POLICY] {
            response
                .headers_mut()
                .extend(refusal.headers().get(&name).map(|value| (name.clone(), value.clone())));
        }
        response
    }
}

/// Writes the message beside the button of a form whose answers were all correct.
pub fn notice(refusal: &Refusal, program: &Program) -> Markup {
    let problem = refusal.problem();
    if problem.status == 409 {
        return protected(problem, program);
    }
    let is_worth_a_retry = is_passing(problem.status);
    html! {
        p class="headline" data-text=(if is_worth_a_retry { "not-sent-yet" } else { "not-accepted" }) {}
        (reason(refusal, &program.vendor.name, &program.id))
        @if is_worth_a_retry { p data-text="kept" {} }
    }
}

/// Says that an earlier referral protects the customer. It gives the dates that may be told.
fn protected(problem: &ProblemDetails, program: &Program) -> Markup {
    let key = match (&problem.protected_since, &problem.protected_until) {
        (Some(_), Some(_)) => "known-since-until",
        (None, Some(_)) => "known-until",
        (_, None) => "known-protected",
    };
    let day = |slot: &str, day: &Option<String>| {
        html! { @if let Some(day) = day { strong data-slot=(slot) { time datetime=(day) { (day) } } } }
    };
    html! {
        p class="headline" data-text="known" {}
        p data-text=(key) { (day("since", &problem.protected_since)) (day("until", &problem.protected_until)) }
        p data-text="protected-first" {}
        p data-text="protected-help" {
            bdi data-slot="contact" { (program.contact.name) }
            a data-slot="email" href={ "mailto:" (program.contact.email) } { (program.contact.email) }
        }
    }
}

/// Says why it was refused, and what to do. The words are for partners: the endpoint's own messages are for programs
/// and the vendor.
fn reason(refusal: &Refusal, vendor: &str, program: &str) -> Markup {
    let problem = refusal.problem();
    let key = match (problem.status, problem.kind.as_str()) {
        (404, _) => "no-program",
        (_, "program-refused") => "not-in-service",
        (_, "unknown-partner") => "unknown-partner",
        (_, "partner-token") => "sign-in",
        (_, "partner-origin") => "own-website",
        (_, "challenge-failed") => "not-here",
        (413, _) => "too-much",
        (429, _) => "too-often",
        (status, _) if is_passing(status) => "try-later",
        _ => "not-taken",
    };
    html! {
        p data-text=(key) {
            bdi data-slot="count" data-number { (refusal.retry_seconds().unwrap_or(1)) }
            bdi data-slot="vendor" { (vendor) }
            code data-slot="program" { (program) }
        }
    }
}

/// True if the same request may succeed another time.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..)
}
