//! Messages about failures.

use crate::submission::Reason;
use maud::html;

/// Replaces a form that cannot be shown. The host page's own content stays below it.
#[must_use]
pub fn failure((key, message): (&str, &str), problems: &[String]) -> String {
    html! {
        div class="failure" part="failure" role="alert" {
            p class="headline" data-text="cannot-be-shown" { "This referral form cannot be shown right now." }
            p data-text=(key) { (message) }
            @if !problems.is_empty() {
                details {
                    summary data-text="for-the-vendor" { "For the people who run the program" }
                    ul { @for problem in problems { li { (problem) } } }
                }
            }
        }
        slot {}
    }
    .into_string()
}

/// The message above the submit button after a submission that did not arrive.
#[must_use]
pub fn sending_failed(said: &Reason, can_retry: bool) -> String {
    let (key, headline) =
        if can_retry { ("not-sent-yet", "Not sent yet") } else { ("not-accepted", "Not accepted") };
    html! {
        p class="headline" data-text=(key) { (headline) }
        p data-text=(said.key) {
            (said.text)
        }
        @if can_retry {
            p data-text="kept" {
                "Everything you typed is kept here. Send it again when you are ready; it cannot be counted twice."
            }
        }
    }
    .into_string()
}
