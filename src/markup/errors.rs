//! The errors in answers: at the field, and above the form like GOV.UK's error summary.

use crate::lead::FieldError;
use maud::{Markup, html};

/// The summary above the form: the errors, each with a link to its answer. The alert is a child element, so that it is
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

/// The error message at a field.
#[must_use]
pub fn error(error: &FieldError) -> String {
    message(error).into_string()
}

fn message(error: &FieldError) -> Markup {
    html! {
        span data-text=(error.key) data-values=(error.values) { (error.message) }
    }
}
