//! What an endpoint's answer means for a submission.

use super::{ProblemDetails, Receipt};
use crate::lead::FieldError;

/// What came of sending a submission once.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    /// It arrived. An endpoint other than the reference one may give no receipt.
    Delivered(Option<Box<Receipt>>),
    /// An earlier version of it, under the same key, is the one that arrived.
    Earlier(Box<Receipt>),
    /// Answers are wrong; what to say of each, and of the whole.
    Fields(Vec<FieldError>, String),
    /// Nobody knows whether it arrived. The same key makes sending it again safe.
    Retry(String),
    /// It is refused for good; why.
    Refused(String),
}

impl Answered {
    /// Reads an answer by its HTTP status. 408, 425, 429 and 5xx may pass; other 4xx are final.
    #[must_use]
    pub fn read(status: u16, body: &str) -> Answered {
        if (200..300).contains(&status) {
            return Answered::Delivered(serde_json::from_str(body).ok());
        }
        let problem: ProblemDetails = serde_json::from_str(body).unwrap_or_default();
        let detail = |otherwise: &str| match problem.detail.trim() {
            "" => format!("{otherwise} (HTTP {status})."),
            detail => detail.chars().take(500).collect(),
        };
        match (status, problem.receipt.clone()) {
            (422, Some(receipt)) => Answered::Earlier(receipt),
            (422, None) if !problem.errors.is_empty() => {
                Answered::Fields(problem.errors.clone(), detail("Some answers are not accepted"))
            }
            (408 | 425 | 429 | 500.., _) => Answered::Retry(detail("The receiving system has a problem")),
            _ => Answered::Refused(detail("The receiving system refuses the referral")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_decides() {
        assert_eq!(Answered::read(204, ""), Answered::Delivered(None));
        for status in [408, 425, 429, 500, 503, 599] {
            assert!(matches!(Answered::read(status, "<html>"), Answered::Retry(_)), "{status}");
        }
        for status in [301, 400, 401, 403, 404, 409, 410, 413, 415, 422] {
            assert!(matches!(Answered::read(status, "nonsense"), Answered::Refused(_)), "{status}");
        }
    }

    #[test]
    fn field_errors_are_read_from_problem_details() {
        let body =
            r#"{"type":"about:blank","detail":"Two.","errors":[{"field":"a","message":"A is wrong"}]}"#;
        let Answered::Fields(errors, detail) = Answered::read(422, body) else { panic!("field errors") };
        assert_eq!((errors[0].field.as_str(), detail.as_str()), ("a", "Two."));
    }
}
