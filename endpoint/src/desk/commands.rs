//! The routes for commands to referrals, and for what happened to them.

use crate::access::Caller;
use crate::clock::Clock;
use crate::commands::{give, status_of};
use crate::hours::Hours;
use crate::http::conditional::etag_of_state;
use crate::http::extract::{Path, require_json};
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use crate::intake::IDEMPOTENCY_KEY;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use headers::HeaderMapExt;
use jiff::civil::Date;
use referral_store::{Commanded, Happened, Store};
use referral_widget::json::parse;
use referral_widget::office::{Actor, CommandName, Deal, LifecycleStatus, Order, Referral, Refused};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 200;

/// Where a referral stands after a command.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Standing")]
pub struct Answer {
    /// The referral's id.
    referral: String,
    /// How many events it has had. `If-Match` takes it.
    revision: u64,
    /// Where it stands now.
    status: LifecycleStatus,
    /// How far the vendor's sales have come.
    stage: Option<String>,
    /// The last day on which the customer is protected (RFC 3339 full-date).
    protected_until: Option<Date>,
    /// Whether the partner has asked something that is not answered.
    partner_asks: bool,
    /// Whether the vendor has asked something that is not answered.
    desk_asks: bool,
    /// The id of the user who works on it.
    assignee: Option<String>,
    /// What was won.
    deal: Option<Deal>,
    /// The commands that whoever asks may give now.
    possible: Vec<CommandName>,
}

#[derive(JsonSchema, Serialize)]
pub struct Events {
    events: Vec<Happened>,
}

/// `GET /api/referrals/{id}/events`: all that happened to a referral, the oldest first.
pub async fn list_events(
    State(store): State<Store>,
    Path(id): Path<String>,
) -> Result<Json<Events>, Refusal> {
    store.find(&id).await?.ok_or_else(Refusal::unknown_referral)?;
    Ok(Json(Events { events: store.events(&id).await? }))
}

/// `POST /api/referrals/{id}/commands`: one command, such as `{"command": "decide", "decision": "accept"}`. The same command
/// under the same `Idempotency-Key` is carried out once. `If-Match` says which events its giver has seen.
pub async fn give_command(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(hours): State<Hours>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    require_json(&headers)?;
    let body = body?;
    let order = order(&body)?;
    let key = idempotency_key(&headers)?.map(|key| (key, hex::encode(Sha256::digest(&body))));
    let actor = caller.actor();
    match give((&store, &clock, &hours), &id, actor.clone(), order, seen(&headers)?, key).await? {
        Commanded::Done(referral) | Commanded::Before(referral) => Ok(answer(id, &referral, &actor)),
        Commanded::OtherKey => Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Another command came under this `Idempotency-Key` before. Give each command a key of its own.",
        )
        .kind(ProblemKind::IdempotencyKeyReused)),
        Commanded::Refused(refused) => Err(refusal(&refused)),
        Commanded::Unknown => Err(Refusal::unknown_referral()),
    }
}

fn order(body: &[u8]) -> Result<Order, Refusal> {
    let wrong = |detail: String| {
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail).kind(ProblemKind::CommandIncomplete)
    };
    let text = std::str::from_utf8(body).map_err(|_| wrong("The command is not UTF-8.".into()))?;
    let json: Map<String, Value> =
        parse(text).map_err(|error| wrong(format!("The command is not a JSON object: {error}.")))?;
    Order::from_json(&json).map_err(wrong)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
    key.map(|key| Some(key.into())).ok_or_else(|| {
        let detail = format!("`Idempotency-Key` must have 1 to {LONGEST_KEY} letters of ASCII.");
        Refusal::new(StatusCode::BAD_REQUEST, detail)
    })
}

/// How many events the giver of a command has seen: `If-Match: "3"` (RFC 9110). Nothing, or `*`, is any number.
fn seen(headers: &HeaderMap) -> Result<Option<u64>, Refusal> {
    let Some(value) = headers.get(header::IF_MATCH).filter(|value| value.as_bytes() != b"*") else {
        return Ok(None);
    };
    let tag =
        value.to_str().ok().and_then(|text| text.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    tag.map(Some).ok_or_else(|| {
        let detail = "`If-Match` must be the `ETag` of the referral as you saw it, such as \"3\".";
        Refusal::new(StatusCode::BAD_REQUEST, detail)
    })
}

fn answer(id: String, referral: &Referral, actor: &Actor) -> Response {
    let standing = Answer {
        referral: id,
        revision: referral.revision,
        status: referral.status,
        stage: referral.stage.clone(),
        protected_until: referral.protected_until,
        partner_asks: referral.partner_asks,
        desk_asks: referral.desk_asks,
        assignee: referral.assignee.clone(),
        deal: referral.deal.clone(),
        possible: referral.possible(actor),
    };
    let mut response = Json(standing).into_response();
    response.headers_mut().typed_insert(etag_of_state(referral.revision));
    response
}

fn refusal(refused: &Refused) -> Refusal {
    let kind = match refused {
        Refused::NotAllowed { .. } => ProblemKind::CommandNotAllowed,
        Refused::Outdated { .. } => ProblemKind::ReferralChanged,
        Refused::ProtectedForAnother { .. } => ProblemKind::CustomerProtected,
        Refused::Impossible { .. }
        | Refused::NoChange { .. }
        | Refused::NothingAsked
        | Refused::NothingToUndo
        | Refused::TooEarly => ProblemKind::CommandImpossible,
        Refused::UnknownWord { .. }
        | Refused::TextMissing { .. }
        | Refused::TextRefused { .. }
        | Refused::WrongDeal(_)
        | Refused::WrongDay(_) => ProblemKind::CommandIncomplete,
    };
    Refusal::new(status_of(refused), refused.to_string()).kind(kind)
}
