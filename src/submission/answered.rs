//! What an endpoint's answer means for a submission.

use super::{ProblemDetails, Receipt};
use crate::lead::FieldError;
use serde_json::Value;

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
    /// Reads an answer by its HTTP status. A body that is not JSON comes as null. 408, 425, 429 and 5xx may pass; other 4xx are final.
    #[must_use]
    pub fn read(status: u16, json: &Value) -> Answered {
        if (200..300).contains(&status) {
            return Answered::Delivered(Receipt::from_json(json).map(Box::new));
        }
        let problem = ProblemDetails::from_json(json);
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

    /// The same, if another address than the one asked gave it: redirects of a POST mostly become a GET of some
    /// page, such as a sign-in. Only a receipt proves then that the lead arrived.
    #[must_use]
    pub fn or_elsewhere(self, redirected: bool) -> Answered {
        match self {
            Answered::Delivered(None) if redirected => Answered::Retry(
                "The receiving system answered with another page and did not confirm that the referral arrived."
                    .into(),
            ),
            answered => answered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_decides() {
        assert_eq!(Answered::read(204, &Value::Null), Answered::Delivered(None));
        for status in [408, 425, 429, 500, 503, 599] {
            assert!(matches!(Answered::read(status, &Value::Null), Answered::Retry(_)), "{status}");
        }
        for status in [301, 400, 401, 403, 404, 409, 410, 413, 415, 422] {
            assert!(
                matches!(Answered::read(status, &Value::from("nonsense")), Answered::Refused(_)),
                "{status}"
            );
        }
    }

    #[test]
    fn a_redirect_without_a_receipt_confirms_nothing() {
        let answered = Answered::read(200, &Value::Null);
        assert!(matches!(answered.clone().or_elsewhere(true), Answered::Retry(_)));
        assert_eq!(answered.clone().or_elsewhere(false), answered);
    }

    #[test]
    fn field_errors_are_read_from_problem_details() {
        let body =
            serde_json::json!({ "detail": "Two.", "errors": [{ "field": "a", "message": "A is wrong" }] });
        let Answered::Fields(errors, detail) = Answered::read(422, &body) else { panic!("field errors") };
        assert_eq!((errors[0].field.as_str(), detail.as_str()), ("a", "Two."));
    }
}
