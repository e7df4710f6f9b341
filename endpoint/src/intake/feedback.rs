//! Takes feedback about a program. It comes to the same address as submissions, with `feedback` instead of a lead.

use super::envelope::check_key;
use super::refusals::{malformed, not_a_submission, not_json, refused};
use super::standing::standing;
use super::{STATUS_KEY, Way, bounds, gate, key};
use crate::access::hash;
use crate::app::App;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use referral_store::NewFeedback;
use referral_widget::json::{object, object_or_null, parse};
use referral_widget::submission::{Attribution, Signals};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;
use uuid::Uuid;

const MAX_TEXT: usize = 2_000;
/// The longest e-mail address (RFC 5321).
const MAX_EMAIL: usize = 254;

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "SentFeedback")]
pub struct Envelope {
    /// The idempotency key: a UUID (RFC 9562), the same for every attempt.
    #[schemars(extend("format" = "uuid"))]
    key: String,
    /// The program's id.
    program: String,
    /// The program's `version` that the sender saw.
    version: String,
    /// The key with which the sender will see the answer: a random UUID that nobody else knows. Without one, the endpoint makes
    /// one.
    #[serde(default)]
    #[schemars(extend("format" = "uuid"))]
    status_key: Option<String>,
    /// Who sends it.
    #[serde(default, deserialize_with = "object")]
    attribution: Attribution,
    /// The signals that tell people from machines.
    #[serde(default, deserialize_with = "object_or_null")]
    signals: Option<Signals>,
    /// The token of a challenge.
    #[serde(default)]
    challenge: Option<String>,
    /// What is said.
    #[serde(deserialize_with = "object")]
    feedback: WrittenFeedback,
}

#[derive(Deserialize, JsonSchema)]
struct WrittenFeedback {
    topic: Topic,
    #[schemars(length(max = MAX_TEXT), regex(pattern = r"\S"))]
    text: String,
    /// The address for an answer.
    #[serde(default)]
    #[schemars(length(max = MAX_EMAIL), regex(pattern = "^$|@"))]
    email: Option<String>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Topic {
    Criteria,
    Fee,
    Protection,
    Form,
    Other,
}

impl Topic {
    fn as_str(self) -> &'static str {
        match self {
            Topic::Criteria => "criteria",
            Topic::Fee => "fee",
            Topic::Protection => "protection",
            Topic::Form => "form",
            Topic::Other => "other",
        }
    }
}

/// True if a body is feedback and has no lead.
pub fn is_feedback(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Either {
        feedback: Option<serde::de::IgnoredAny>,
        lead: Option<serde::de::IgnoredAny>,
    }
    let word = b"\"feedback\"";
    // Most bodies do not contain that word, and are not parsed twice.
    body.windows(word.len()).any(|part| part == word)
        && std::str::from_utf8(body).is_ok_and(|body| {
            parse::<Either>(body).is_ok_and(|it| it.feedback.is_some() && it.lead.is_none())
        })
}

/// The answer to feedback: it is stored.
#[derive(JsonSchema, Serialize)]
pub struct KeptFeedback {
    /// The idempotency key under which it was sent.
    #[schemars(extend("format" = "uuid"))]
    key: String,
}

/// The answer, with the key of the sender. A repeated sending is told the key only if it names it.
fn kept(key: String, status_key: Option<&str>) -> Response {
    let mut response = (StatusCode::CREATED, Json(KeptFeedback { key })).into_response();
    if let Some(status_key) = status_key.and_then(|status_key| HeaderValue::try_from(status_key).ok()) {
        response.headers_mut().insert(STATUS_KEY, status_key);
    }
    response
}

/// Stores feedback. It is safe to send it again.
pub async fn take(
    app: &App,
    visitor: &Visitor,
    way: Way<'_>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| malformed("The body is not UTF-8 text."))?;
    let Envelope { key: given, program, version, status_key, attribution, signals, challenge, feedback } =
        parse(text).map_err(|unread| refused(&unread))?;
    let attribution = Attribution { partner: bounds::partner(attribution.partner), ..attribution };
    let key = key(&given).ok_or_else(|| not_a_submission("`key` must be a UUID."))?;
    check_key(headers, &key)?;
    let status_key = status_key.map(|given| {
        self::key(&given).ok_or_else(|| not_a_submission("`status_key` must be a UUID, or be left out."))
    });
    let status_key = status_key.transpose()?;
    let text = feedback.text.trim();
    if text.is_empty() || text.chars().count() > MAX_TEXT {
        return Err(not_a_submission(format!("`feedback.text` must have 1 to {MAX_TEXT} characters.")));
    }
    let email = feedback.email.filter(|email| !email.is_empty());
    if email.as_ref().is_some_and(|email| email.len() > MAX_EMAIL || !email.contains('@')) {
        return Err(not_a_submission("`feedback.email` must be an e-mail address."));
    }
    // The challenge would not be valid a second time.
    if app.store.knows_feedback(&key).await? {
        let status_key = match status_key {
            Some(named) if app.store.feedback_with_key(&key, hash(&named)).await?.is_some() => Some(named),
            _ => None,
        };
        return Ok(kept(key, status_key.as_deref()));
    }
    app.limits.send(visitor)?;
    let (release, private) = standing(&app.programs, &program).await?;
    if !release.program.feedback {
        return Err(not_a_submission(format!("The program `{program}` takes no feedback.")));
    }
    let attributed = gate::who(app, &program, private, &attribution, way).await?;
    let attribution = bounds::attribution(&attribution, attributed.partner.as_deref())?;
    let mut suspicion = gate::suspicion(signals.as_ref(), way, &attributed, app.least_seconds);
    let partner = attribution.partner.as_deref();
    app.limits.refer(&app.store, partner, attributed.is_proved(), visitor, app.clock.now()).await?;
    suspicion.extend(gate::challenge(app, way, challenge.as_deref()).await?);
    let status_key = status_key.unwrap_or_else(|| Uuid::new_v4().to_string());
    let said = NewFeedback {
        key: key.clone(),
        program,
        program_version: bounds::word(&version),
        topic: feedback.topic.as_str().into(),
        referral: None,
        text: text.into(),
        email,
        attribution: to_raw_value(&attribution).map_err(|error| not_json(&error))?.into(),
        partner: attribution.partner.clone(),
        attributed_by: attributed.by.into(),
        suspicion: (!suspicion.is_empty())
            .then(|| to_raw_value(&suspicion))
            .transpose()
            .map_err(|error| not_json(&error))?
            .map(Into::into),
        received_at: app.clock.now().into(),
        status_key: Some(hash(&status_key)),
    };
    app.store.keep_feedback(said).await?;
    // The same may have arrived twice at once, with another key, and the other one was first.
    let is_first = app.store.feedback_with_key(&key, hash(&status_key)).await?.is_some();
    Ok(kept(key, is_first.then_some(&*status_key)))
}
