//! What the desk's pages have in common.

use super::words::Words;
use maud::{Markup, html};
use referral_store::Stored;
use referral_widget::json::parse;
use referral_widget::office::LifecycleStatus;
use referral_widget::program::Program;
use serde_json::{Map, Value};

/// The policy of the pages: nothing but the stylesheet, whatever a lead contains.
pub const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Returns the answer to the field with the autofill name `organization` (HTML), or to the field named `company`.
pub fn company(stored: &Stored, program: Option<&Program>, words: &Words) -> String {
    let lead: Map<String, Value> = parse(stored.lead.get()).unwrap_or_default();
    let organization = program.and_then(|program| {
        program.fields.iter().find(|field| field.autocomplete.as_deref() == Some("organization"))
    });
    let name = organization.map_or("company", |field| field.name.as_str());
    match lead.get(name).and_then(Value::as_str).map(str::trim) {
        Some(company) if !company.is_empty() => company.to_string(),
        _ => words.say("no-company"),
    }
}

/// The word for a status.
pub fn status_word(status: LifecycleStatus, words: &Words) -> String {
    words.say(match status {
        LifecycleStatus::InReview => "status-in-review",
        LifecycleStatus::Accepted => "status-accepted",
        LifecycleStatus::Declined => "status-declined",
        LifecycleStatus::Won => "status-won",
        LifecycleStatus::Lost => "status-lost",
        LifecycleStatus::Withdrawn => "status-withdrawn",
        LifecycleStatus::Expired => "status-expired",
    })
}

/// The word for where a referral stands, in its color.
pub fn badge(status: &str, words: &Words) -> Markup {
    let status = LifecycleStatus::from_word(status);
    let class = match status {
        Some(LifecycleStatus::Accepted | LifecycleStatus::Won) => "good",
        Some(LifecycleStatus::InReview) => "wait",
        Some(
            LifecycleStatus::Declined
            | LifecycleStatus::Lost
            | LifecycleStatus::Withdrawn
            | LifecycleStatus::Expired,
        )
        | None => "bad",
    };
    html! { @if let Some(status) = status { span class={ "badge " (class) } { (status_word(status, words)) } } }
}
