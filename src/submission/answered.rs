//! The meaning of an endpoint's answer to a submission.

use super::Receipt;
use crate::lead::FieldError;

/// The answer to one attempt to send a submission.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Answer {
    /// No connection, no answer in time, or an answer that broke off.
    #[default]
    None,
    /// An answer that the browser does not let the page read (`mode: "no-cors"`).
    Opaque,
    /// An HTTP answer.
    Http {
        /// The HTTP status.
        status: u16,
        /// True if the answer came from another address than the request was sent to.
        redirected: bool,
        /// The content.
        body: Box<Body>,
    },
}

/// The content of an answer, as far as it can be read. Missing parts are not an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The receipt: the body itself, or the member `receipt` of a refusal (RFC 9457).
    pub receipt: Option<Receipt>,
    /// What is wrong, and how to correct it.
    pub detail: String,
    /// The errors in single answers.
    pub errors: Vec<FieldError>,
    /// The first and the last day on which an earlier referral protects the customer (RFC 3339 full-dates).
    pub protected: [Option<String>; 2],
}

/// The result of one attempt to send a submission.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    /// The submission arrived. Only the reference endpoint is sure to give a receipt.
    Delivered(Option<Receipt>),
    /// The submission went to a system whose answer cannot be read, so the page does not know whether it arrived.
    Unconfirmed,
    /// An earlier version with the same key has already arrived.
    Earlier(Receipt),
    /// An earlier referral protects the customer. First and last day, as far as they are known.
    Known([Option<String>; 2]),
    /// Some answers are wrong: an error for each, and a message for the whole.
    Fields(Vec<FieldError>, Reason),
    /// It is not known whether the submission arrived. It is safe to send it again with the same key.
    Retry(Reason),
    /// The submission is refused for good, for this reason.
    Refused(Reason),
}

/// Why a lead did not arrive.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The text's key in `loader/texts/`. Empty if the text is the endpoint's own.
    pub key: &'static str,
    /// The reason in a sentence.
    pub text: String,
}

impl Answered {
    /// Interprets an answer to the submission with that key.
    ///
    /// | answer | meaning |
    /// |---|---|
    /// | none | `Retry` |
    /// | opaque | `Unconfirmed` |
    /// | 2xx | `Delivered`, or `Retry` if another page answered or the receipt is another submission's |
    /// | 408, 425, 429, 5xx | `Retry` |
    /// | 409 | `Earlier` with a receipt, else `Known` |
    /// | 422 | `Earlier` with a receipt, `Fields` with errors, else `Refused` |
    /// | all others | `Refused` |
    ///
    /// A redirect of a POST usually becomes a GET of some page, such as a sign-in. After a redirect, only a receipt
    /// proves that the lead arrived.
    #[must_use]
    pub fn read(key: &str, answer: Answer) -> Answered {
        let (status, redirected, body) = match answer {
            Answer::None => {
                let text =
                    "The receiving system could not be reached. Your connection or that system may be down.";
                return Answered::Retry(Reason { key: "not-reached", text: text.into() });
            }
            Answer::Opaque => return Answered::Unconfirmed,
            Answer::Http { status, redirected, body } => (status, redirected, *body),
        };
        let Body { receipt, detail, errors, protected } = body;
        let said = |key: &'static str, otherwise: &str| match detail.trim() {
            "" => Reason { key, text: [otherwise, " (HTTP ", &status.to_string(), ")."].concat() },
            detail => Reason { key: "", text: detail.chars().take(500).collect() },
        };
        let is_of_another = receipt.as_ref().is_some_and(|receipt| !receipt.key.eq_ignore_ascii_case(key));
        match (status, receipt) {
            (200..300, receipt) if is_of_another || receipt.is_none() && redirected => {
                let text = "The receiving system answered with another page and did not confirm that the referral \
                            arrived.";
                Answered::Retry(Reason { key: "not-confirmed", text: text.into() })
            }
            (200..300, receipt) => Answered::Delivered(receipt),
            (409 | 422, Some(receipt)) if !is_of_another => Answered::Earlier(receipt),
            (409, _) => Answered::Known(protected),
            (422, _) if !errors.is_empty() => {
                Answered::Fields(errors, said("answers-refused", "Some answers are not accepted"))
            }
            (408 | 425 | 429 | 500.., _) => {
                Answered::Retry(said("has-a-problem", "The receiving system has a problem"))
            }
            _ => Answered::Refused(said("refuses", "The receiving system refuses the referral")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::ReferralStatus;

    const KEY: &str = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";

    fn receipt(key: &str) -> Receipt {
        Receipt {
            referral: "r".into(),
            key: key.into(),
            status: ReferralStatus::Accepted,
            received_at: "2026-11-23T09:00:00Z".into(),
            protected_until: None,
            not_yet_protected: false,
            decision_due: None,
            decision_due_at: None,
            decision_time_zone: None,
            reasons: Vec::new(),
            score: None,
            suspected: false,
            fee: None,
            signature: None,
            lead_salt: None,
            verdict: serde_json::Value::Null,
        }
    }

    fn read(status: u16, redirected: bool, body: Body) -> Answered {
        Answered::read(KEY, Answer::Http { status, redirected, body: Box::new(body) })
    }

    fn errors() -> Vec<FieldError> {
        vec![FieldError { field: "a".into(), message: "A is wrong".into(), ..FieldError::default() }]
    }

    /// The possible contents of a body: a receipt of this submission or of another, errors, both or neither.
    fn bodies() -> [Body; 6] {
        let [own, other] = [KEY, "00000000-0000-4000-8000-000000000000"].map(|key| Some(receipt(key)));
        [
            Body::default(),
            Body { receipt: own.clone(), ..Body::default() },
            Body { receipt: other.clone(), ..Body::default() },
            Body { errors: errors(), ..Body::default() },
            Body { receipt: own, errors: errors(), ..Body::default() },
            Body { receipt: other, errors: errors(), ..Body::default() },
        ]
    }

    #[test]
    fn every_answer_has_its_meaning() {
        for status in 0..=u16::MAX {
            for redirected in [false, true] {
                for body in bodies() {
                    let is_own = body.receipt.as_ref().is_some_and(|receipt| receipt.key == KEY);
                    let (has_receipt, has_errors) = (body.receipt.is_some(), !body.errors.is_empty());
                    let expected = match status {
                        200..=299 if is_own => "delivered",
                        200..=299 if has_receipt || redirected => "retry",
                        200..=299 => "delivered",
                        409 if is_own => "earlier",
                        409 => "known",
                        422 if is_own => "earlier",
                        422 if has_errors => "fields",
                        408 | 425 | 429 => "retry",
                        500.. => "retry",
                        _ => "refused",
                    };
                    let meant = match read(status, redirected, body) {
                        Answered::Delivered(given) => {
                            assert_eq!(given.is_some(), is_own, "{status}");
                            "delivered"
                        }
                        Answered::Unconfirmed => "unconfirmed",
                        Answered::Earlier(_) => "earlier",
                        Answered::Known(_) => "known",
                        Answered::Fields(..) => "fields",
                        Answered::Retry(_) => "retry",
                        Answered::Refused(_) => "refused",
                    };
                    assert_eq!(meant, expected, "{status}, redirected: {redirected}");
                }
            }
        }
        assert!(matches!(Answered::read(KEY, Answer::None), Answered::Retry(_)));
        assert_eq!(Answered::read(KEY, Answer::Opaque), Answered::Unconfirmed);
    }

    #[test]
    fn a_receipt_counts_whatever_letters_its_key_is_in() {
        let body = Body { receipt: Some(receipt(&KEY.to_uppercase())), ..Body::default() };
        assert!(matches!(read(201, false, body), Answered::Delivered(Some(_))));
    }

    #[test]
    fn a_refusal_says_what_is_wrong_in_its_own_words_or_names_its_status() {
        let said = |detail: &str| read(403, false, Body { detail: detail.into(), ..Body::default() });
        let refused = |key, text: &str| Answered::Refused(Reason { key, text: text.into() });
        assert_eq!(said("The program has ended."), refused("", "The program has ended."));
        assert_eq!(said(" "), refused("refuses", "The receiving system refuses the referral (HTTP 403)."));
        assert_eq!(said(&"é".repeat(600)), refused("", &"é".repeat(500)));
    }

    #[test]
    fn a_known_customer_comes_with_the_days_of_its_protection() {
        let protected = [Some("2026-09-01".to_string()), Some("2027-03-01".to_string())];
        let body = Body { protected: protected.clone(), ..Body::default() };
        assert_eq!(read(409, false, body), Answered::Known(protected));
    }

    #[test]
    fn wrong_answers_come_with_what_is_said_of_the_whole() {
        let body = Body { detail: "Two.".into(), errors: errors(), ..Body::default() };
        let said = Reason { key: "", text: "Two.".into() };
        assert_eq!(read(422, false, body), Answered::Fields(errors(), said));
    }
}
