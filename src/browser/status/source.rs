//! Whose referrals are shown, and the requests that ask for them.

use super::values::{json, object};
use crate::status::{PartnerCommand, SentReferral};
use js_sys::Array;
use wasm_bindgen::JsValue;

/// Whose referrals are shown, and in which language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The address of the vendor's endpoint, without a slash at its end.
    pub endpoint: String,
    /// The language of the texts (BCP 47).
    pub language: String,
    /// The partner who is signed in. Without one, the referrals are those that this browser has sent.
    pub partner: Option<Partner>,
}

/// A partner who is signed in at the website.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The vendor's token.
    pub token: String,
    /// The id of the program that it is for.
    pub program: String,
}

impl Source {
    /// The source that an element names by its attributes.
    pub fn new(endpoint: &str, language: String, token: Option<String>, program: Option<String>) -> Self {
        let partner = token.map(|token| Partner { token, program: program.unwrap_or_default() });
        Source { endpoint: endpoint.trim_end_matches('/').into(), language, partner }
    }

    /// The name by which the tabs of the website that show the same find each other.
    pub fn name(&self) -> String {
        let Source { endpoint, language, partner } = self;
        match partner {
            None => format!("referral-status {endpoint} {language}"),
            Some(Partner { token, program }) => {
                format!("referral-status {endpoint} {language} {program} {token}")
            }
        }
    }

    /// The address of a route of the endpoint.
    pub fn route(&self, name: &str) -> String {
        format!("{}/api/partner/{name}", self.endpoint)
    }

    /// The request for these referrals, or for those of the partner.
    pub fn question(&self, sent: &[SentReferral], feedback: &[SentReferral]) -> String {
        let language = ("language", JsValue::from(&self.language));
        match &self.partner {
            Some(Partner { token, program }) => {
                json(&object(&[language, ("token", token.into()), ("program", program.into())]))
            }
            None => {
                let keyed = |sent: &[SentReferral], id| -> JsValue {
                    sent.iter().map(|sent| keyed(sent, id)).collect::<Array>().into()
                };
                let (referrals, feedback) = (keyed(sent, "referral"), keyed(feedback, "key"));
                json(&object(&[language, ("referrals", referrals), ("feedback", feedback)]))
            }
        }
    }

    /// The request to do something with a referral. `sent` is the entry of the list that has the referral's key.
    pub fn order(
        &self,
        (referral, revision): (&str, u32),
        sent: Option<&SentReferral>,
        command: PartnerCommand,
        message: Option<&str>,
    ) -> String {
        let key = |of: &dyn Fn(&Partner) -> &String| {
            self.partner.as_ref().map_or(JsValue::UNDEFINED, |it| of(it).into())
        };
        // JSON has no members that are undefined.
        json(&object(&[
            ("referral", referral.into()),
            ("status_key", sent.map_or(JsValue::UNDEFINED, |sent| (&sent.status_key).into())),
            ("token", key(&|partner| &partner.token)),
            ("program", key(&|partner| &partner.program)),
            ("language", (&self.language).into()),
            ("command", command.as_str().into()),
            ("message", message.map_or(JsValue::UNDEFINED, Into::into)),
            ("revision", revision.into()),
        ]))
    }
}

fn keyed(sent: &SentReferral, id: &str) -> JsValue {
    object(&[(id, (&sent.referral).into()), ("status_key", (&sent.status_key).into())]).into()
}
