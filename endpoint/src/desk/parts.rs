//! What the desk's pages have in common.

use super::words::Words;
use maud::{Markup, html};
use referral_store::Stored;
use referral_widget::json::parse;
use referral_widget::office::Status;
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
pub fn status_word(status: Status, words: &Words) -> String {
    words.say(match status {
        Status::InReview => "status-in-review",
        Status::Accepted => "status-accepted",
        Status::Declined => "status-declined",
        Status::Won => "status-won",
        Status::Lost => "status-lost",
        Status::Withdrawn => "status-withdrawn",
        Status::Expired => "status-expired",
    })
}

/// The word for where a referral stands, in its color.
pub fn badge(status: &str, words: &Words) -> Markup {
    let status = Status::from_word(status);
    let class = match status {
        Some(Status::Accepted | Status::Won) => "good",
        Some(Status::InReview) => "wait",
        Some(Status::Declined | Status::Lost | Status::Withdrawn | Status::Expired) | None => "bad",
    };
    html! { @if let Some(status) = status { span class={ "badge " (class) } { (status_word(status, words)) } } }
}
