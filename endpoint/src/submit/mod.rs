//! A submission's way to its receipt.

mod challenge;
mod envelope;
mod feedback;
mod judge;
mod keep;
mod partners;

use crate::limits::Visitor;
use crate::programs::{Private, Programs, Release};
use crate::refusal::Refusal;
use crate::routes::App;
use crate::signing::{Proof, Subject};
use crate::store::{Inserted, timestamp};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
pub use challenge::Challenge;
pub use envelope::{Envelope, IDEMPOTENCY_KEY, key};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
pub use judge::without_rules;
use keep::{Found, Kept, not_json, store};
use partners::Attributed;
pub use partners::{check_text as check_partners, mistake as partners_mistake};
use referral_widget::json::parse;
use referral_widget::lead::{Answers, invalid};
use referral_widget::submission::{Fee, Receipt, ReferralStatus, reasons};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// Says that the answer is the first one, given again (as the IETF draft on idempotency keys suggests).
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// `POST /api/referrals`: judges a lead, stores it, and answers with a receipt; or stores what a partner thinks.
pub async fn submit(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    envelope::check_content_type(&headers)?;
    let body = body?;
    if feedback::is_feedback(&body) {
        return Ok(feedback::take(&app, &visitor, &body).await?.into_response());
    }
    let envelope = Envelope::read(&headers, &body)?;
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    Ok(take(&app, &visitor, Way::Form(origin), &envelope).await?.into_response())
}

/// By which way a submission came.
#[derive(Clone, Copy)]
pub enum Way<'a> {
    /// A form on some website, whose origin the browser names.
    Form(Option<&'a str>),
    /// The endpoint's own page.
    OwnPage,
}

/// A submission that is stored.
pub struct Taken {
    is_new: bool,
    id: String,
    /// The receipt, as JSON.
    pub receipt: String,
    /// What is left of the limits.
    left: Vec<(HeaderName, HeaderValue)>,
}

/// Judges a lead, and stores it.
pub async fn take(app: &App, visitor: &Visitor, way: Way<'_>, envelope: &Envelope) -> Result<Taken, Refusal> {
    // A repeated submission gets its receipt even if program, agreement or rules have changed since.
    if let Some(first) = app.store.first_answer(&envelope.key).await? {
        let read = read_again(&app.programs, envelope).await;
        return replay(first, envelope, read.as_ref());
    }
    let attribution = &envelope.submission.attribution;
    let left = app.limits.take(visitor, attribution.partner.as_deref())?;
    let (release, private) = standing(&app.programs, &envelope.submission.program).await?;
    let origin = if let Way::Form(origin) = way { origin } else { None };
    let attributed = match private.partners {
        true => {
            let folder = app.programs.folder(&release.program.id);
            partners::check(&folder, &release.program.id, attribution, origin).await?
        }
        false => Attributed::claim(),
    };
    let program = &*release.program_in(envelope.submission.language.as_deref());
    let (lead, mut errors) = judge::read(&envelope.submission, program);
    if program.conditional().next().is_none() {
        judge::accept(&envelope.submission, program, &lead, &errors, &[])?;
    }

    let now = Timestamp::now();
    let today = now.to_zoned(TimeZone::UTC).date();
    let judged = app.evaluator.evaluate(Arc::clone(&release), lead.clone(), today).await;
    let verdict = judged.unwrap_or_else(|_| judge::without_rules(&release, &lead, today));
    // The rules say which answers were asked for, and which are wrong beside others.
    errors.extend(invalid(program, &verdict.invalid));
    judge::accept(&envelope.submission, program, &lead, &errors, &verdict.hidden)?;
    let lead = lead.without(&verdict.hidden);
    let id = Uuid::now_v7().to_string();
    judge::report_failures(&verdict, &release.program.id, &id);
    let status = ReferralStatus::of(verdict.status).ok_or_else(|| judge::incomplete(program, &verdict))?;
    let mut suspicion = judge::suspicion(&envelope.submission, app.least_seconds);
    // Last, since a token is good once.
    match (&app.challenge, way) {
        (None, _) => {}
        (Some(_), Way::OwnPage) => {
            suspicion.push("It came by the page without scripts, which has no challenge.".into())
        }
        (Some(challenge), Way::Form(_)) => {
            if !challenge.check(envelope.submission.challenge.as_deref()).await? {
                suspicion.push("The challenge could not be checked.".into());
            }
        }
    }
    // A machine's lead may be a person's after all: somebody looks.
    let status = match status {
        ReferralStatus::Accepted if !suspicion.is_empty() => ReferralStatus::InReview,
        status => status,
    };
    let protected = status != ReferralStatus::Declined;
    let mut receipt = Receipt {
        referral: id,
        key: envelope.key.clone(),
        status,
        received_at: timestamp(now),
        protected_until: protected.then(|| days_after(today, release.program.agreement.protection_days)),
        not_yet_protected: false,
        decision_due: (status == ReferralStatus::InReview)
            .then(|| days_after(today, release.program.delivery.decision_days)),
        reasons: reasons(program, &verdict),
        fee: Fee::of(program, &verdict),
        signature: None,
        lead_salt: None,
        verdict: serde_json::to_value(&verdict).map_err(|error| not_json(&error))?,
    };
    let kept = Kept::of(envelope, &release, lead.answers())?;
    let subject = Subject {
        vendor: &program.vendor.name,
        program: [&release.program.id, &release.program.version, &release.program_hash, &release.rules_hash],
        agreement: &program.agreement,
        partner: attributed.partner.as_deref().or(attribution.partner.as_deref()),
        lead_sha256: kept.digest.clone(),
    };
    let proof = Proof::of(&receipt, subject, now).and_then(|proof| proof.sign(&app.signer));
    receipt.signature = Some(proof.map_err(|error| not_json(&error))?);
    let has_relay = private.relay;
    let taken =
        store(&app.store, envelope, Found { kept, suspicion, attributed, has_relay }, &release, &receipt)
            .await?;
    if has_relay {
        app.bell.ring();
    }
    Ok(Taken { left, ..taken })
}

/// The lead of a repeated submission. The same answers may come as typed once and as read another time.
async fn read_again(programs: &Programs, envelope: &Envelope) -> Option<Answers> {
    let release = release(programs, &envelope.submission.program).await.ok()?;
    let program = release.program_in(envelope.submission.language.as_deref());
    let (lead, _) = judge::read(&envelope.submission, &program);
    Some(lead.answers())
}

/// A program that is in service.
pub async fn release(programs: &Programs, id: &str) -> Result<Arc<Release>, Refusal> {
    Ok(standing(programs, id).await?.0)
}

/// The same, with the files beside it that are not published.
async fn standing(programs: &Programs, id: &str) -> Result<(Arc<Release>, Private), Refusal> {
    let state = programs.state(id).await?.ok_or_else(|| Refusal::unknown_program(id))?;
    let release = state.release.clone().ok_or_else(|| Refusal::not_in_service(id, &state.reason()))?;
    Ok((release, state.private))
}

/// The first answer again, if it was for the same lead.
fn replay(first: Inserted, envelope: &Envelope, read: Option<&Answers>) -> Result<Taken, Refusal> {
    let read = read.map(|read| envelope::fingerprint(&envelope.submission.program, read)).transpose()?;
    if first.fingerprint == envelope.fingerprint || read == Some(first.lead_fingerprint) {
        return Ok(Taken { is_new: false, id: first.id, receipt: first.receipt, left: Vec::new() });
    }
    let json: Value = parse(&first.receipt).map_err(|error| not_json(&error))?;
    Err(Refusal::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "This idempotency key came with another lead before, whose receipt is in `receipt`. Give each new lead \
         a new key.",
    )
    .kind("idempotency-key-reused", "Idempotency key used for another lead")
    .receipt(Receipt::from_json(&json)))
}

impl IntoResponse for Taken {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "application/json".to_string()),
            (header::CACHE_CONTROL, "no-store".to_string()),
            (header::LOCATION, format!("/api/referrals/{}", self.id)),
        ];
        let status = if self.is_new { StatusCode::CREATED } else { StatusCode::OK };
        let mut response = (status, headers, self.receipt).into_response();
        response.headers_mut().extend(self.left);
        if !self.is_new {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

/// RFC 3339 full-date, in calendar days.
fn days_after(date: Date, days: u32) -> String {
    date.saturating_add(jiff::Span::new().days(i64::from(days))).to_string()
}
