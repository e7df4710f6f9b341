//! The error summary, after GOV.UK's: what is wrong, with a way to each answer.

use crate::lead::FieldError;
use maud::html;

/// The summary above the form. The alert is an inner child, so that it is announced when the focus moves to
/// the region around it.
#[must_use]
pub fn summary(errors: &[FieldError]) -> String {
    html! {
        div role="alert" {
            h3 { "There is a problem" }
            ul {
                @for error in errors {
                    li { a href={ "#f-" (error.field) } data-focus=(error.field) { (error.message) } }
                }
            }
        }
    }
    .into_string()
}
