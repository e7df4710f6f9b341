//! What an endpoint's answer means for a submission.

use super::Receipt;
use crate::lead::FieldError;

/// What came of sending a submission once.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    /// It arrived. An endpoint other than the reference one may give no receipt.
    Delivered(Option<Receipt>),
    /// An earlier version of it, under the same key, is the one that arrived.
    Earlier(Receipt),
    /// Answers are wrong; what to say of each, and of the whole.
    Fields(Vec<FieldError>, Said),
    /// Nobody knows whether it arrived. The same key makes sending it again safe.
    Retry(Said),
    /// It is refused for good; why.
    Refused(Said),
}

/// Why a lead did not arrive.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The text's key in `loader/texts/`; empty where it is the endpoint's own.
    pub key: &'static str,
    /// In a sentence.
    pub text: String,
}

/// What an answer's body says, as far as it can be read. One that says nothing is no error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The receipt: the body itself, or of a refusal (RFC 9457) its member `receipt`.
    pub receipt: Option<Receipt>,
    /// What is wrong, and how to mend it.
    pub detail: String,
    /// What is wrong with single answers.
    pub errors: Vec<FieldError>,
}

impl Answered {
    /// Reads an answer by its HTTP status. 408, 425, 429 and 5xx may pass; other 4xx are final.
    ///
    /// `redirected`: another address than the one asked gave it. Redirects of a POST mostly become a GET of some page,
    /// such as a sign-in, so only a receipt proves then that the lead arrived.
    #[must_use]
    pub fn read(status: u16, redirected: bool, body: Body) -> Answered {
        let Body { receipt, detail, errors } = body;
        let said = |key: &'static str, otherwise: &str| match detail.trim() {
            "" => Said { key, text: [otherwise, " (HTTP ", &status.to_string(), ")."].concat() },
            detail => Said { key: "", text: detail.chars().take(500).collect() },
        };
        match (status, receipt) {
            (200..300, None) if redirected => {
                let text = "The receiving system answered with another page and did not confirm that the referral \
                            arrived.";
                Answered::Retry(Said { key: "not-confirmed", text: text.into() })
            }
            (200..300, receipt) => Answered::Delivered(receipt),
            (422, Some(receipt)) => Answered::Earlier(receipt),
            (422, None) if !errors.is_empty() => {
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

    fn receipt() -> Option<Receipt> {
        Some(Receipt {
            referral: "r".into(),
            key: "k".into(),
            status: ReferralStatus::Accepted,
            received_at: "2026-11-23T09:00:00Z".into(),
            protected_until: None,
            decision_due: None,
            reasons: Vec::new(),
            fee: None,
            verdict: serde_json::Value::Null,
        })
    }

    #[test]
    fn the_status_decides() {
        assert_eq!(Answered::read(204, false, Body::default()), Answered::Delivered(None));
        for status in [408, 425, 429, 500, 503, 599] {
            let answered = Answered::read(status, false, Body::default());
            assert!(matches!(answered, Answered::Retry(_)), "{status}");
        }
        for status in [301, 400, 401, 403, 404, 409, 410, 413, 415, 422] {
            let answered = Answered::read(status, false, Body::default());
            assert!(matches!(answered, Answered::Refused(_)), "{status}");
        }
    }

    #[test]
    fn a_redirect_without_a_receipt_confirms_nothing() {
        assert!(matches!(Answered::read(200, true, Body::default()), Answered::Retry(_)));
        let body = Body { receipt: receipt(), ..Body::default() };
        assert_eq!(Answered::read(200, true, body), Answered::Delivered(receipt()));
    }

    #[test]
    fn a_refusal_says_what_is_wrong_in_its_own_words_or_names_its_status() {
        let said =
            |detail: &str| Answered::read(403, false, Body { detail: detail.into(), ..Body::default() });
        let refused = |key, text: &str| Answered::Refused(Said { key, text: text.into() });
        assert_eq!(said("The program has ended."), refused("", "The program has ended."));
        assert_eq!(said(" "), refused("refuses", "The receiving system refuses the referral (HTTP 403)."));
        assert_eq!(said(&"é".repeat(600)), refused("", &"é".repeat(500)));
    }

    #[test]
    fn wrong_answers_and_an_earlier_referral_are_told_apart() {
        let errors =
            vec![FieldError { field: "a".into(), message: "A is wrong".into(), ..FieldError::default() }];
        let body = Body { detail: "Two.".into(), errors: errors.clone(), ..Body::default() };
        let said = Said { key: "", text: "Two.".into() };
        assert_eq!(Answered::read(422, false, body), Answered::Fields(errors, said));
        let body = Body { receipt: receipt(), ..Body::default() };
        assert_eq!(Answered::read(422, false, body), receipt().map(Answered::Earlier).expect("a receipt"));
    }
}
