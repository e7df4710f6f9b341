//! The refusals of bodies, for leads and feedback alike.

use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use axum::http::StatusCode;
use referral_widget::json::{Refused, Unread, Why};
use referral_widget::lead::FieldError;
use serde_json::error::Category;
use std::error::Error;

/// The request cannot be read.
pub fn malformed(detail: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, detail)
}

/// The request can be read, but is not a submission.
pub fn not_a_submission(detail: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail).kind(ProblemKind::InvalidSubmission)
}

/// Says why a body is not a submission.
pub fn refused(unread: &Unread) -> Refusal {
    // The message may quote what was sent, and that may be long.
    let message: String = unread.to_string().chars().take(300).collect();
    match unread {
        Unread::Json(error) if error.classify() == Category::Data => {
            not_a_submission(format!("The JSON is not a submission: {message}."))
        }
        Unread::Json(_) => malformed(format!("The body is not JSON: {message}.")),
        Unread::Refused(Refused { place, why: Why::Private(_), .. }) => {
            let refusal = not_a_submission(format!("The JSON is not a submission: {message}. Leave it out."));
            let answer = place.strip_prefix("lead.").map(|field| FieldError {
                field: field.into(),
                message: "This answer cannot be read".into(),
                ..FieldError::default()
            });
            refusal.errors(answer.into_iter().collect())
        }
        Unread::Refused(_) => malformed(format!("The body cannot be read: {message}.")),
    }
}

/// The error may contain an answer, so the log only says that it happened.
pub fn not_json(_: &dyn Error) -> Refusal {
    tracing::error!("what is stored and what is read differ");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The endpoint failed on this submission; its log says where.",
    )
}
