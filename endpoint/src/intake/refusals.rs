//! Why a body is not taken, whatever it brings.

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

/// It can be read, and says something else than a submission does.
pub fn not_a_submission(detail: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail).kind("invalid-submission", "Not a submission")
}

/// Why a body is no submission.
pub fn refused(unread: &Unread) -> Refusal {
    // The message may quote what was sent, at any length.
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

/// What went wrong may say an answer again, so the log has only that it did.
pub fn not_json(_: &dyn Error) -> Refusal {
    tracing::error!("what is stored and what is read differ");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The endpoint failed on this submission; its log says where.",
    )
}
