//! By what partners show that a referral is theirs: a status key, a partner's token, or a receipt that was saved. A key and a token
//! let them act; a receipt, which people show around, only lets them see.

use super::session::{OpenedByToken, opened_by};
use crate::access::hash;
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::intake::key;
use crate::signer::{known_keys, proved};
use axum::http::StatusCode;
use referral_language::{Language, Texts};
use referral_store::{Feedback, KeyState};
use referral_widget::status::{Closed, MAX_ASKED};
use schemars::JsonSchema;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The most receipts that a request has.
const MOST_RECEIPTS: usize = 20;

/// How much of an id comes back.
const LONGEST_ID: usize = 64;

/// What a partner's page asks to see. Each member may be left out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "PartnerQuestion")]
pub struct Question {
    /// The language of the answer (BCP 47). Without it, each referral is told of in the language of its form.
    language: Option<String>,
    /// Referrals with their status keys, 100 at most.
    #[schemars(length(max = MAX_ASKED))]
    referrals: Vec<Named>,
    /// Feedback with its status keys, 100 at most. What a key does not open is left out of the answer.
    #[schemars(length(max = MAX_ASKED))]
    feedback: Vec<NamedFeedback>,
    /// Saved receipts, 20 at most. They show their referrals, and let nobody act.
    #[schemars(length(max = MOST_RECEIPTS))]
    receipts: Vec<String>,
    /// A token in which the vendor says who the partner is. It shows all referrals to the program that are known to be the
    /// partner's, and the feedback on it that the partner sent with a token. The endpoint's own page names the secret of its
    /// session here, and no program.
    token: Option<String>,
    /// The id of the program that the token is for.
    program: Option<String>,
}

/// A referral and its status key.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Named {
    /// The referral's id.
    referral: String,
    /// The key that came with the receipt.
    status_key: String,
}

/// Feedback and its status key.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct NamedFeedback {
    /// The feedback's key.
    key: String,
    /// The key that came with the answer.
    status_key: String,
}

/// Why something is not shown.
#[derive(Clone, Copy)]
enum Why {
    /// There is no such referral, or the key belongs to another one.
    Unknown,
    /// The vendor has revoked the key.
    Revoked,
    /// The receipt was not signed by this endpoint, or was changed.
    Receipt,
    /// The token is not valid, has expired, or is for another program.
    Token,
}

/// The referrals that a question opens, each with whether its asker may act on it, the feedback that it opens, newest first, and
/// what stays closed.
#[derive(Default)]
pub struct Opened {
    pub referrals: BTreeMap<String, bool>,
    pub feedback: Vec<Feedback>,
    pub closed: Vec<Closed>,
}

impl Question {
    /// Refuses a question that asks for too much.
    pub fn check(&self) -> Result<(), Refusal> {
        let detail = if self.referrals.len() > MAX_ASKED {
            format!("Name {MAX_ASKED} referrals at most in one request.")
        } else if self.feedback.len() > MAX_ASKED {
            format!("Name {MAX_ASKED} pieces of feedback at most in one request.")
        } else if self.receipts.len() > MOST_RECEIPTS {
            format!("Give {MOST_RECEIPTS} receipts at most in one request.")
        } else {
            return Ok(());
        };
        Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail))
    }

    /// The language of the answer, if there are texts in it.
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::named)
    }

    /// Finds out what it opens.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn open(&self, app: &App) -> Result<Opened, Refusal> {
        let texts = Texts::in_language(&self.language().unwrap_or_default());
        let mut opened = Opened::default();
        let closed = |referral: Option<&str>, why: Why| why.closed(referral, &texts);
        if let Some(token) = &self.token {
            let program = self.program.as_deref().unwrap_or_default();
            match opened_by(app, program, token).await? {
                Some(OpenedByToken { referrals, feedback }) => {
                    opened.referrals.extend(referrals.into_iter().map(|id| (id, true)));
                    opened.feedback = feedback;
                }
                None => opened.closed.push(closed(None, Why::Token)),
            }
        }
        for named in &self.referrals {
            match opens(app, &named.referral, &named.status_key).await? {
                KeyState::Opens => _ = opened.referrals.insert(named.referral.clone(), true),
                KeyState::Revoked => opened.closed.push(closed(Some(&named.referral), Why::Revoked)),
                KeyState::Unknown => opened.closed.push(closed(Some(&named.referral), Why::Unknown)),
            }
        }
        for NamedFeedback { key: of, status_key } in &self.feedback {
            let (Some(of), Some(status_key)) = (key(of), key(status_key)) else { continue };
            if opened.feedback.iter().all(|known| known.key != of) {
                opened.feedback.extend(app.store.feedback_with_key(&of, hash(&status_key)).await?);
            }
        }
        opened.feedback.sort_by_key(|said| Reverse(said.received_at));
        if !self.receipts.is_empty() {
            let keys = known_keys(&app.store).await?;
            for receipt in &self.receipts {
                match proved(receipt, &keys) {
                    Some(proof) => _ = opened.referrals.entry(proof.referral).or_insert(false),
                    None => opened.closed.push(closed(None, Why::Receipt)),
                }
            }
        }
        Ok(opened)
    }
}

impl Why {
    /// Says it of a referral, if one was named.
    fn closed(self, referral: Option<&str>, texts: &Texts) -> Closed {
        let (why, key) = match self {
            Why::Unknown => ("unknown", "status-key-unknown"),
            Why::Revoked => ("revoked", "status-key-revoked"),
            Why::Receipt => ("receipt", "receipt-unknown"),
            Why::Token => ("token", "partner-token-refused"),
        };
        let referral = referral.map(|id| id.chars().take(LONGEST_ID).collect());
        Closed { referral, why: why.into(), said: texts.say(key, &[]) }
    }
}

/// A referral that is not there any more.
pub fn gone(referral: &str, language: Option<&Language>) -> Closed {
    Why::Unknown.closed(Some(referral), &Texts::in_language(&language.cloned().unwrap_or_default()))
}

/// Says whether a key, in any spelling of its UUID, opens a referral.
pub async fn opens(app: &App, referral: &str, status_key: &str) -> Result<KeyState, Refusal> {
    let Some(status_key) = key(status_key) else { return Ok(KeyState::Unknown) };
    Ok(app.store.status_key(referral, hash(&status_key)).await?)
}
