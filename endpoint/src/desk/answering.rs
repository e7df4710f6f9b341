//! What the vendor's people answer to feedback. A later answer corrects an earlier one.

use super::feedback_query::FeedbackQuery;
use crate::access::Caller;
use crate::app::App;
use crate::http::extract::{Path, Query, require_json};
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use crate::partners::answer_mail;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FormRejection};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use referral_store::Feedback;
use referral_widget::json::parse;
use referral_widget::office::MAX_TEXT;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// An answer to feedback.
#[derive(Deserialize, JsonSchema)]
pub struct FeedbackAnswer {
    /// What its sender will read.
    #[schemars(length(max = MAX_TEXT), regex(pattern = r"\S"))]
    text: String,
}

/// `POST /api/feedback/{key}/answer`: answers feedback, or corrects the answer. The same answer twice is one.
pub async fn answer_feedback(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Feedback>, Refusal> {
    require_json(&headers)?;
    let body = body?;
    let text = std::str::from_utf8(&body).map_err(|_| wrong("The answer is not UTF-8."))?;
    if !text.trim_start().starts_with('{') {
        return Err(wrong("The answer is not a JSON object."));
    }
    let answer: FeedbackAnswer =
        parse(text).map_err(|error| wrong(format!("The answer cannot be read: {error}.")))?;
    keep(&app, &caller, &key, &answer).await.map(Json)
}

/// `POST /feedback/{key}/answer`: the same by a form. It leads back to the referral, or else to the list.
pub async fn answer_by_form(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
    caller: Caller,
    Query(asked): Query<FeedbackQuery>,
    form: Result<Form<FeedbackAnswer>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(answer) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let said = keep(&app, &caller, &key, &answer).await?;
    let place = match &said.referral {
        Some(referral) => format!("/referrals/{referral}#said-wrong"),
        None => asked.address("/feedback", &format!("#f-{key}")),
    };
    Ok(Redirect::to(&place).into_response())
}

async fn keep(app: &App, caller: &Caller, key: &str, answer: &FeedbackAnswer) -> Result<Feedback, Refusal> {
    // Forms write a line's end with two characters.
    let text = answer.text.trim().replace("\r\n", "\n");
    if text.is_empty() || text.chars().count() > MAX_TEXT {
        return Err(wrong(format!("`text` must have 1 to {MAX_TEXT} characters.")));
    }
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, "There is no such feedback.");
    let App { store, programs, clock, .. } = app;
    let said = store.find_feedback(key).await?.ok_or_else(unknown)?;
    let now = clock.now();
    let mail = if app.sends_mails { answer_mail(store, programs, &said, now).await? } else { None };
    if !store.answer_feedback(key, &text, caller.id(), mail, now).await? {
        return Err(unknown());
    }
    app.bell.ring();
    tracing::info!(feedback = key, "answered");
    store.find_feedback(key).await?.ok_or_else(unknown)
}

fn wrong(detail: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail).kind(ProblemKind::CommandIncomplete)
}
