//! What the pages of partners read and send: `<referral-status>` on websites, and the endpoint's own `/partner`.

use super::holder::{Opened, Question, gone, opens};
use super::said;
use super::session::may_act;
use super::story::Story;
use super::view::view_of;
use crate::app::App;
use crate::commands::{give, status_of};
use crate::http::extract::is_json_or_text;
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use referral_language::{Language, Texts};
use referral_store::{Commanded, KeyState};
use referral_widget::json::parse;
use referral_widget::office::{Actor, Command, Order, Refused};
use referral_widget::status::{PartnerCommand, ReferralView, ReferralViews};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The longest body of a question or a command, in bytes. Twenty receipts fit in.
pub const LONGEST_QUESTION: usize = 128 * 1024;

/// Reads all that a question opens, the newest referral first.
///
/// # Errors
///
/// The database failed, or something in it cannot be read.
pub async fn views(opened: Opened, language: Option<&Language>, app: &App) -> Result<ReferralViews, Refusal> {
    let Opened { referrals, feedback, mut closed } = opened;
    let mut views = Vec::with_capacity(referrals.len());
    // Ids begin with the time at which they were made.
    for (referral, may_act) in referrals.into_iter().rev() {
        match view(app, &referral, language, may_act).await? {
            Some(view) => views.push(view),
            None => closed.push(gone(&referral, language)),
        }
    }
    let feedback = said::of_programs(app, &feedback, language).await?;
    Ok(ReferralViews { referrals: views, feedback, closed })
}

/// Reads the view of a referral. `None` if there is no such referral.
///
/// # Errors
///
/// The database failed, or something in it cannot be read.
pub async fn view(
    app: &App,
    referral: &str,
    language: Option<&Language>,
    may_act: bool,
) -> Result<Option<ReferralView>, Refusal> {
    let story = Story::read((&app.store, &app.clock, &app.hours), referral, language).await?;
    Ok(story.map(|story| view_of(&story, may_act)))
}

/// `POST /api/partner/referrals`: shows the referrals that the body opens. It changes nothing. It is a POST so that keys and tokens
/// stand in no address.
pub async fn referrals(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, Refusal> {
    let question: Question = read(&headers, &body?)?;
    question.check()?;
    let views = views(question.open(&app).await?, question.language().as_ref(), &app).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(views)))
}

/// A command of a partner.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "PartnerOrder")]
pub struct Given {
    /// The referral's id.
    referral: String,
    /// The key that came with the receipt.
    #[serde(default)]
    status_key: Option<String>,
    /// Instead of the key: a token in which the vendor says who the partner is.
    #[serde(default)]
    token: Option<String>,
    /// The id of the program that the token is for.
    #[serde(default)]
    program: Option<String>,
    /// The language of the answer (BCP 47).
    #[serde(default)]
    language: Option<String>,
    command: PartnerCommand,
    /// What is asked or answered, why the referral is withdrawn, or what is wrong with it.
    #[serde(default)]
    message: Option<String>,
    /// The revision of the referral that its giver has seen. If something happened since, the command is refused.
    #[serde(default)]
    revision: Option<u64>,
}

/// `POST /api/partner/commands`: gives a command to a referral, and answers with its view.
pub async fn command(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, Refusal> {
    let given: Given = read(&headers, &body?)?;
    let language = given.language.as_deref().and_then(Language::named);
    let texts = Texts::in_language(language.as_ref().unwrap_or(&Language::default()));
    let closed = |status, key| Refusal::new(status, texts.say(key, &[]));
    match given.holds(&app).await? {
        KeyState::Opens => {}
        KeyState::Revoked => return Err(closed(StatusCode::GONE, "status-key-revoked")),
        KeyState::Unknown => return Err(closed(StatusCode::FORBIDDEN, "status-key-unknown")),
    }
    let tools = (&app.store, &app.clock, &app.hours);
    let unknown = || closed(StatusCode::FORBIDDEN, "status-key-unknown");
    let command = match given.command {
        PartnerCommand::Ask => Some(Command::Ask),
        PartnerCommand::Answer => Some(Command::Answer),
        PartnerCommand::Withdraw => Some(Command::Withdraw),
        PartnerCommand::Report => None,
    };
    let refused = if let Some(command) = command {
        let message = given.message.map(|text| text.trim().to_string()).filter(|text| !text.is_empty());
        let order = Order { command, message, note: None };
        match give(tools, &given.referral, Actor::Partner, order, given.revision, None).await? {
            Commanded::Done(_) | Commanded::Before(_) | Commanded::OtherKey => None,
            Commanded::Unknown => return Err(unknown()),
            Commanded::Refused(refused) => Some(refused),
        }
    } else {
        let story = Story::read(tools, &given.referral, language.as_ref()).await?.ok_or_else(unknown)?;
        said::report(&app, &story, given.message.as_deref()).await?
    };
    if let Some(refused) = refused {
        let story = Story::read(tools, &given.referral, language.as_ref()).await?;
        let said = story.map(|story| story.words().refusal(&refused)).unwrap_or_default();
        let kind = match refused {
            Refused::Outdated { .. } => ProblemKind::ReferralChanged,
            Refused::TextMissing { .. } | Refused::TextRefused { .. } => ProblemKind::CommandIncomplete,
            _ => ProblemKind::CommandImpossible,
        };
        return Err(Refusal::new(status_of(&refused), said).kind(kind));
    }
    let view = view(&app, &given.referral, language.as_ref(), true).await?;
    let view = view.ok_or_else(|| closed(StatusCode::FORBIDDEN, "status-key-unknown"))?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(view)))
}

impl Given {
    /// Says whether its giver may act on the referral.
    async fn holds(&self, app: &App) -> Result<KeyState, Refusal> {
        if let Some(status_key) = &self.status_key {
            return opens(app, &self.referral, status_key).await;
        }
        let program = self.program.as_deref().unwrap_or_default();
        let Some(token) = &self.token else { return Ok(KeyState::Unknown) };
        let is_theirs = may_act(app, program, token, &self.referral).await?;
        Ok(if is_theirs { KeyState::Opens } else { KeyState::Unknown })
    }
}

/// Reads a body as JSON. The type `text/plain` is taken too: it saves browsers a question before the request.
pub fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, Refusal> {
    if !is_json_or_text(headers) {
        let detail = "Send JSON with the header Content-Type: application/json (text/plain is taken too).";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let text = std::str::from_utf8(body).map_err(|_| unread("it is not UTF-8 text"))?;
    if !text.trim_start().starts_with('{') {
        return Err(unread("it is not an object"));
    }
    parse(text).map_err(unread)
}

fn unread(why: impl std::fmt::Display) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, format!("The JSON cannot be read: {why}."))
}
