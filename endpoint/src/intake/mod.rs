//! The way of a submission to its receipt.

mod bounds;
mod envelope;
mod facts;
mod feedback;
mod gate;
mod judge;
mod keep;
mod partners;
mod refusals;
mod standing;
mod stored;

use crate::access::hash;
use crate::app::App;
use crate::catalog::Programs;
use crate::http::limits::{Left, Visitor};
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
pub use envelope::{Envelope, IDEMPOTENCY_KEY, key};
pub use facts::of_partner;
pub use feedback::{Envelope as SentFeedback, KeptFeedback};
pub use gate::Way;
pub use judge::assess;
pub use keep::days_after;
use keep::{JudgedLead, KeepOutcome};
pub use partners::whose;
use referral_store::{Inserted, KeyState};
use referral_widget::json::parse;
use referral_widget::lead::{Answers, Lead};
use referral_widget::rules::Assessment;
use referral_widget::submission::{Attribution, Receipt};
use refusals::not_json;
use serde_json::Value;
pub use standing::release;
use standing::standing;
use std::sync::Arc;
pub use stored::{REPLAYED, STATUS_KEY, StoredSubmission};

/// Why a person looks at the leads of a visitor that has asked too often.
const ASKED_ENOUGH: &str =
    "Today this visitor has already been told about the maximum number of protected customers.";

/// `POST /api/referrals`: judges a lead, stores it, and answers with a receipt. The same address takes feedback.
pub async fn submit(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    envelope::check_content_type(&headers)?;
    let body = body?;
    let way = Way::Form(headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()));
    if feedback::is_feedback(&body) {
        return feedback::take(&app, &visitor, way, &headers, &body).await;
    }
    let envelope = Envelope::read(&headers, &body)?;
    Ok(take(&app, &visitor, way, &envelope).await?.into_response())
}

/// Judges a lead, and stores it.
pub async fn take(
    app: &App,
    visitor: &Visitor,
    way: Way<'_>,
    envelope: &Envelope,
) -> Result<StoredSubmission, Refusal> {
    let submission = &envelope.submission;
    // A repeated submission gets its receipt even if program, agreement or rules have changed since.
    let now = app.clock.now();
    let told = app.limits.protected;
    let before = app.store.beforehand(&envelope.key, told, visitor.key(), now).await?;
    if let Some(first) = before.first {
        let read = read_again(&app.programs, envelope).await;
        return replay(app, first, envelope, read.as_ref()).await;
    }
    let left = app.limits.send(visitor)?;
    let (release, private) = standing(&app.programs, &submission.program).await?;
    let attributed = gate::who(app, &release.program.id, private, &submission.attribution, way).await?;
    let attribution = bounds::attribution(&submission.attribution, attributed.partner.as_deref())?;
    let program = release.program_in(submission.language.as_deref());
    let (language, style) = (submission.language.as_deref(), judge::style(submission, program));
    let facts =
        facts::of_partner(app, &release.program, attribution.partner.as_deref(), &attributed.facts).await?;
    let assessment = assess(app, &release, &facts, language, &submission.lead, style, now).await?;
    judge::accept(submission, program, &assessment, now)?;
    let Assessment { lead, verdict, .. } = assessment;
    let mut suspicion = gate::suspicion(submission.signals.as_ref(), way, &attributed, app.least_seconds);
    let partner = attribution.partner.as_deref();
    let granted = app.limits.refer(&app.store, partner, attributed.is_proved(), visitor, now).await?;
    let left = left.and(granted);
    suspicion.extend(gate::challenge(app, way, submission.challenge.as_deref()).await?);

    let mut judged = JudgedLead {
        envelope,
        release: &release,
        program,
        answers: lead.answers(),
        verdict: &verdict,
        facts,
        attribution,
        attributed,
        suspicion,
        has_relay: private.relay,
        now,
    };
    let kept = keep(app, visitor, before.wait.is_some(), &mut judged).await?;
    match kept {
        KeepOutcome::Stored(taken) => {
            if private.relay {
                app.bell.ring();
            }
            Ok(StoredSubmission { left, ..taken })
        }
        KeepOutcome::Known(first) => replay(app, first, envelope, Some(&judged.answers)).await,
        KeepOutcome::Protected(by) => Err(Refusal::protected(&by)),
    }
}

/// Stores a lead, unless another referral protects its customer. Nobody may find out company by company which customers
/// are protected. So a visitor who is not known by a token or a website is told so only some times a day. After that
/// all its leads go to a person, whether their customers are protected or not.
async fn keep(
    app: &App,
    visitor: &Visitor,
    is_told_enough: bool,
    judged: &mut JudgedLead<'_>,
) -> Result<KeepOutcome, Refusal> {
    let is_known = judged.attributed.is_known();
    if is_known || !is_told_enough {
        let kept = judged.keep(app, true).await?;
        let is_counted = matches!(kept, KeepOutcome::Protected(_)) && !is_known;
        if !is_counted || app.store.count(app.limits.protected, visitor.key(), judged.now).await? {
            return Ok(kept);
        }
    }
    judged.suspicion.push(ASKED_ENOUGH.into());
    judged.keep(app, false).await
}

/// Reads the lead of a repeated submission. The same answers may come as they were typed, and another time as they were
/// read.
async fn read_again(programs: &Programs, envelope: &Envelope) -> Option<Answers> {
    let release = release(programs, &envelope.submission.program).await.ok()?;
    let program = release.program_in(envelope.submission.language.as_deref());
    let style = judge::style(&envelope.submission, program);
    let (lead, _) = Lead::read(program, &envelope.submission.lead, style);
    Some(lead.answers())
}

/// Checks that a lead of that partner would be accepted on that way.
pub async fn check_partner(
    app: &App,
    program: &str,
    attribution: &Attribution,
    way: Way<'_>,
) -> Result<(), Refusal> {
    let (_, private) = standing(&app.programs, program).await?;
    gate::who(app, program, private, attribution, way).await.map(|_| ())
}

/// Answers with the first receipt again, if it was for the same lead. The status key is told only to a sender who names it: a
/// receipt may be shown around, and the key of the submission is in it.
async fn replay(
    app: &App,
    first: Inserted,
    envelope: &Envelope,
    read: Option<&Answers>,
) -> Result<StoredSubmission, Refusal> {
    if envelope.is_of(&first, read)? {
        let receipt = first.answer();
        let mut status_key = envelope.status_key.clone();
        if let Some(key) = &status_key
            && app.store.status_key(&first.id, hash(key)).await? != KeyState::Opens
        {
            status_key = None;
        }
        return Ok(StoredSubmission {
            is_new: false,
            id: first.id,
            receipt,
            status_key,
            left: Left::default(),
        });
    }
    let json: Value = parse(&first.answer()).map_err(|error| not_json(&error))?;
    Err(Refusal::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "This idempotency key came with another lead before, whose receipt is in `receipt`. Give each new lead \
         a new key.",
    )
    .kind(ProblemKind::IdempotencyKeyReused)
    .receipt(Receipt::from_json(&json)))
}
