//! What is said when something does not work.

use maud::html;

/// In place of a form that cannot be shown. The host page's own content stays below it.
#[must_use]
pub fn failure(message: &str, problems: &[String]) -> String {
    html! {
        div class="failure" part="failure" role="alert" {
            p class="headline" { "This referral form cannot be shown right now." }
            p { (message) }
            @if !problems.is_empty() {
                details {
                    summary { "For whoever runs the program" }
                    ul { @for problem in problems { li { (problem) } } }
                }
            }
        }
        slot {}
    }
    .into_string()
}

/// Above the submit button, when a submission did not arrive.
#[must_use]
pub fn sending_failed(message: &str, can_retry: bool) -> String {
    html! {
        p class="headline" { @if can_retry { "Not sent yet" } @else { "Not accepted" } }
        p { (message) }
        @if can_retry {
            p { "Everything you typed is kept here. Send it again when you are ready; it cannot be counted twice." }
        }
    }
    .into_string()
}
