//! What partners have said of programs and of referrals, and the vendor's answers: what is shown, and what is new.

use super::story::Story;
use super::words::Words;
use crate::access::hash;
use crate::app::App;
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use axum::http::StatusCode;
use referral_language::Language;
use referral_store::{Feedback, NewFeedback, OF_A_REFERRAL, Stored};
use referral_widget::office::{MAX_TEXT, Refused};
use referral_widget::status::{Named, ViewedAnswer, ViewedFeedback};
use std::collections::BTreeMap;
use uuid::Builder;

/// How much may be said of a referral that nobody has answered.
const MOST_UNANSWERED: usize = 20;

/// What was said, as the pages of partners read it.
pub fn viewed(said: &Feedback, program: Named) -> ViewedFeedback {
    let answer = said.answer.clone().zip(said.answered_at);
    ViewedFeedback {
        key: said.key.clone(),
        program,
        text: said.text.clone(),
        received_at: said.received_at.to_string(),
        answer: answer.map(|(text, at)| ViewedAnswer { text, at: at.to_string() }),
        answers: u32::try_from(said.answers).unwrap_or(u32::MAX),
    }
}

/// What was said of a story's referral.
pub fn of_story(story: &Story) -> Vec<ViewedFeedback> {
    let program = || Named { id: story.program.id.clone(), name: story.program.name.clone() };
    story.feedback.iter().map(|said| viewed(said, program())).collect()
}

/// What was said of programs, with the programs' names. A program that is not in service any more is named by its id.
///
/// # Errors
///
/// The database failed.
pub async fn of_programs(
    app: &App,
    feedback: &[Feedback],
    language: Option<&Language>,
) -> Result<Vec<ViewedFeedback>, Refusal> {
    let mut names = BTreeMap::new();
    for Feedback { program, .. } in feedback {
        if names.contains_key(program) {
            continue;
        }
        let state = app.programs.state(program).await.ok().flatten();
        let name = state.and_then(|state| state.release).map(|release| {
            let program = release.program_in(language.map(Language::tag));
            program.name.clone()
        });
        names.insert(program.clone(), name.unwrap_or_else(|| program.clone()));
    }
    let named = |id: &String| Named { id: id.clone(), name: names.get(id).unwrap_or(id).clone() };
    Ok(feedback.iter().map(|said| viewed(said, named(&said.program))).collect())
}

/// Keeps what a partner says is wrong with its referral. It changes no status and starts no deadline. The same text twice is one,
/// unless the vendor has answered in between. Returns why it was not kept.
///
/// # Errors
///
/// The database failed, or too much waits for an answer already.
pub async fn report(app: &App, story: &Story, message: Option<&str>) -> Result<Option<Refused>, Refusal> {
    let text = message.map(str::trim).unwrap_or_default();
    if text.is_empty() {
        return Ok(Some(Refused::TextMissing { part: "message", why: "say what is wrong" }));
    }
    if text.chars().count() > MAX_TEXT {
        let why = format!("is longer than {MAX_TEXT} characters");
        return Ok(Some(Refused::TextRefused { part: "message", why }));
    }
    let Story { stored, feedback, .. } = story;
    let answers: i64 = feedback.iter().map(|said| said.answers).sum();
    let key = key(stored, text, answers);
    if feedback.iter().any(|said| said.key == key) {
        return Ok(None);
    }
    if feedback.iter().filter(|said| said.answer.is_none()).count() >= MOST_UNANSWERED {
        let words: Words<'_> = story.words();
        let detail = words.say("partner-report-enough");
        return Err(Refusal::new(StatusCode::CONFLICT, detail).kind(ProblemKind::CommandImpossible));
    }
    let said = NewFeedback {
        key,
        program: stored.program.clone(),
        program_version: story.program.version.clone(),
        topic: OF_A_REFERRAL.into(),
        referral: Some(stored.id.clone()),
        text: text.into(),
        email: None,
        attribution: stored.attribution.clone(),
        partner: stored.partner.clone(),
        attributed_by: stored.attributed_by.clone(),
        suspicion: None,
        received_at: app.clock.now().into(),
        // Whoever sees the referral sees what was said of it.
        status_key: None,
    };
    app.store.keep_feedback(said).await?;
    tracing::info!(referral = stored.id, "the partner says that something is wrong");
    Ok(None)
}

/// The idempotency key of what is said of a referral: a UUID that the same words have again (RFC 9562, version 8).
fn key(stored: &Stored, text: &str, answers: i64) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash(&format!("{}\n{answers}\n{text}", stored.id))[..16]);
    Builder::from_custom_bytes(bytes).into_uuid().to_string()
}
