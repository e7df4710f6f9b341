//! Takes feedback about a program. It comes to the same address as submissions, with `feedback` instead of a lead.

use super::envelope::check_key;
use super::refusals::{malformed, not_a_submission, not_json, refused};
use super::standing::standing;
use super::{Way, bounds, gate, key};
use crate::app::App;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use referral_store::Feedback;
use referral_widget::json::{object, object_or_null, parse};
use referral_widget::submission::{Attribution, Signals};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;

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

/// Stores feedback. It is safe to send it again.
pub async fn take(
    app: &App,
    visitor: &Visitor,
    way: Way<'_>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(StatusCode, Json<KeptFeedback>), Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| malformed("The body is not UTF-8 text."))?;
    let Envelope { key: given, program, version, attribution, signals, challenge, feedback } =
        parse(text).map_err(|unread| refused(&unread))?;
    let attribution = Attribution { partner: bounds::partner(attribution.partner), ..attribution };
    let key = key(&given).ok_or_else(|| not_a_submission("`key` must be a UUID."))?;
    check_key(headers, &key)?;
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
        return Ok((StatusCode::CREATED, Json(KeptFeedback { key })));
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
    let said = Feedback {
        key,
        program,
        program_version: bounds::word(&version),
        topic: feedback.topic.as_str().into(),
        text: text.into(),
        email,
        attribution: to_raw_value(&attribution).map_err(|error| not_json(&error))?.into(),
        attributed_by: attributed.by.into(),
        suspicion: (!suspicion.is_empty())
            .then(|| to_raw_value(&suspicion))
            .transpose()
            .map_err(|error| not_json(&error))?
            .map(Into::into),
        received_at: app.clock.now().into(),
    };
    let answer = KeptFeedback { key: said.key.clone() };
    app.store.keep_feedback(said).await?;
    Ok((StatusCode::CREATED, Json(answer)))
}
