//! What statuses, stages, reasons and the company of a referral are called, and how points in time are written.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{Moment, Stored};
use referral_widget::json::parse;
use referral_widget::office::{DECLINE_REASONS, LOSS_REASONS, LifecycleStatus, STAGES};
use referral_widget::program::{Choice, Program};
use referral_widget::rules::{Kind, Verdict};
use serde_json::{Map, Value};

/// Says the text of a key in the reader's language.
pub type Say<'a> = &'a dyn Fn(&str) -> String;

/// The word for a status.
pub fn status_word(status: LifecycleStatus, say: Say<'_>) -> String {
    say(match status {
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
pub fn badge(status: &str, say: Say<'_>) -> Markup {
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
    html! { @if let Some(status) = status { span class={ "badge " (class) } { (status_word(status, say)) } } }
}

/// A point in time in the vendor's time zone, as `2026-11-23 10:15 (Europe/Berlin)`, in a sentence of any direction.
pub fn minute(zone: &TimeZone, at: Moment) -> String {
    left_to_right(&plain_minute(zone, at.timestamp()))
}

/// The same where the text around it takes care of its direction.
pub fn plain_minute(zone: &TimeZone, at: Timestamp) -> String {
    let written = at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    format!("{written} ({})", zone.iana_name().unwrap_or("UTC"))
}

/// A date or a code in a sentence of Arabic runs from left to right (Unicode UAX 9, explicit directional isolates).
pub fn left_to_right(text: &str) -> String {
    format!("\u{2066}{text}\u{2069}")
}

/// The stages of a program, each with its label.
pub fn stages(program: &Program, say: Say<'_>) -> Vec<(String, String)> {
    own_or_usual(&program.stages, &STAGES, &|id| say(&format!("stage-{id}")))
}

/// The reasons for declining a referral: the program's own or the usual ones, then the rules that its lead was judged by.
pub fn decline_reasons(program: &Program, stored: &Stored, say: Say<'_>) -> Vec<(String, String)> {
    let mut reasons =
        own_or_usual(&program.decline_reasons, &DECLINE_REASONS, &|id| say(&format!("reason-{id}")));
    let verdict: Option<Verdict> = parse(stored.verdict.get()).ok();
    for finding in verdict.into_iter().flat_map(|verdict| verdict.findings) {
        let is_criterion =
            matches!(finding.kind, Kind::Require | Kind::Review) && !finding.message.is_empty();
        if is_criterion && !reasons.iter().any(|(id, _)| *id == finding.code) {
            let label = program.message(&finding.code, &finding.message).to_string();
            reasons.push((finding.code, label));
        }
    }
    reasons
}

/// The reasons for which a referral is lost.
pub fn loss_reasons(program: &Program, say: Say<'_>) -> Vec<(String, String)> {
    own_or_usual(&program.loss_reasons, &LOSS_REASONS, &|id| say(&format!("reason-{id}")))
}

fn own_or_usual(own: &[Choice], usual: &[&str], label: Say<'_>) -> Vec<(String, String)> {
    if own.is_empty() {
        usual.iter().map(|id| (id.to_string(), label(id))).collect()
    } else {
        own.iter().map(|choice| (choice.id.clone(), choice.label.clone())).collect()
    }
}

/// The label of an id, or the id itself if nothing has it any more.
pub fn labelled(all: Vec<(String, String)>, id: &str) -> String {
    all.into_iter().find(|(known, _)| known == id).map_or_else(|| id.into(), |(_, label)| label)
}

/// The answer to the field with the autofill name `organization` (HTML), or to the field named `company`.
pub fn company(stored: &Stored, program: Option<&Program>) -> Option<String> {
    let lead: Map<String, Value> = parse(stored.lead.get()).unwrap_or_default();
    let organization = program.and_then(|program| {
        program.fields.iter().find(|field| field.autocomplete.as_deref() == Some("organization"))
    });
    let name = organization.map_or("company", |field| field.name.as_str());
    let company = lead.get(name).and_then(Value::as_str).map(str::trim);
    company.filter(|company| !company.is_empty()).map(Into::into)
}
