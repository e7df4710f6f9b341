//! What is wrong with answers: at the field, and above the form after GOV.UK's error summary.

use crate::lead::FieldError;
use maud::{Markup, html};

/// The summary above the form: what is wrong, with a way to each answer. The alert is an inner child, so that it is
/// announced when the focus moves to the region around it.
#[must_use]
pub fn summary(errors: &[FieldError]) -> String {
    html! {
        div role="alert" {
            h3 data-text="problem" { "There is a problem" }
            ul {
                @for error in errors {
                    li { a href={ "#f-" (error.field) } data-focus=(error.field) { (message(error)) } }
                }
            }
        }
    }
    .into_string()
}

/// What is said at the field.
#[must_use]
pub fn error(error: &FieldError) -> String {
    message(error).into_string()
}

fn message(error: &FieldError) -> Markup {
    html! {
        span data-text=(error.key) data-values=(error.values) { (error.message) }
    }
}
