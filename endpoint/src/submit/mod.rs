//! A submission's way to its receipt.

mod challenge;
mod envelope;
mod feedback;
mod judge;
mod partners;

use crate::limits::Visitor;
use crate::programs::{Private, Programs, Release};
use crate::refusal::Refusal;
use crate::routes::App;
use crate::signing::{Proof, Subject};
use crate::store::{Inserted, NewReferral, Store, timestamp};
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
use partners::Attributed;
use referral_widget::lead::{Answers, invalid};
use referral_widget::submission::{
    Attribution, Confirmation, Fee, Receipt, ReferralStatus, Submission, reasons,
};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
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
        decision_due: (status == ReferralStatus::InReview)
            .then(|| days_after(today, release.program.delivery.decision_days)),
        reasons: reasons(program, &verdict),
        fee: Fee::of(program, &verdict),
        signature: None,
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

/// The lead as it is kept.
struct Kept {
    /// As it was read.
    read: Answers,
    /// As it is stored.
    lead: Box<RawValue>,
    /// Of what is stored.
    digest: String,
}

/// What was found out about a submission.
struct Found {
    kept: Kept,
    /// Why it may be a machine's.
    suspicion: Vec<String>,
    attributed: Attributed,
    /// Whether it may have to be brought to other systems.
    has_relay: bool,
}

impl Kept {
    fn of(envelope: &Envelope, release: &Release, read: Answers) -> Result<Self, Refusal> {
        let submission = &envelope.submission;
        // What came as typed, "1.500", means something only in the program's language; what was not asked is not kept.
        let is_as_sent = !submission.typed && release.program.conditional().next().is_none();
        let (lead, digest) = match is_as_sent {
            true => (envelope.lead.clone(), envelope.fingerprint.clone()),
            false => (raw(&read)?, envelope::fingerprint(&submission.program, &read)?),
        };
        Ok(Kept { read, lead, digest })
    }
}

async fn store(
    store: &Store,
    envelope: &Envelope,
    Found { kept: Kept { read, lead, .. }, suspicion, attributed, has_relay }: Found,
    release: &Release,
    receipt: &Receipt,
) -> Result<Taken, Refusal> {
    let submission = &envelope.submission;
    let claimed = submission.verdict.as_ref();
    let consent = submission.consent.as_ref().zip(release.program.consent.as_ref());
    let consent = consent.map(|(given, _)| Consented::of(given, submission, release, receipt));
    let new = NewReferral {
        id: receipt.referral.clone(),
        key: envelope.key.clone(),
        program: release.program.id.clone(),
        program_version: release.program.version.clone(),
        program_hash: release.program_hash.clone(),
        rules_hash: release.rules_hash.clone(),
        fingerprint: envelope.fingerprint.clone(),
        lead_fingerprint: envelope::fingerprint(&submission.program, &read)?,
        lead,
        attribution: json(&Attribution {
            partner: attributed.partner.or_else(|| submission.attribution.partner.clone()),
            ..submission.attribution.clone()
        })?,
        attributed_by: attributed.by,
        token_id: attributed.token,
        agreement: json(&submission.agreement)?,
        consent: consent.as_ref().map(json).transpose()?,
        claimed_versions: json(&submission.versions)?,
        claimed_verdict: claimed.map(json).transpose()?,
        verdict: json(&receipt.verdict)?,
        verdicts_agree: claimed.map(|claimed| judge::agree(claimed, &receipt.verdict)),
        challenged: submission.challenge.is_some(),
        suspicion: (!suspicion.is_empty()).then(|| json(&suspicion)).transpose()?,
        receipt: json(receipt)?,
        status: receipt.status,
        received_at: receipt.received_at.clone(),
        relayed: !has_relay,
    };
    let receipt_status = new.status.as_str();
    let (id, receipt) = (new.id.clone(), new.receipt.clone());
    match store.insert(new).await? {
        // The same submission arrived twice at once, and the other was first.
        Some(first) => replay(first, envelope, Some(&read)),
        None => {
            let (program, status) = (&release.program.id, receipt_status);
            tracing::info!(referral = id, program, status, "stored");
            Ok(Taken { is_new: true, id, receipt, left: Vec::new() })
        }
    }
}

/// The record of a consent: what was shown, and when it was confirmed.
#[derive(Serialize)]
struct Consented<'a> {
    text: &'a str,
    purpose: String,
    retention: String,
    language: &'a str,
    /// By the partner's clock.
    given_at: &'a str,
    received_at: &'a str,
}

impl<'a> Consented<'a> {
    fn of(
        given: &'a Confirmation,
        submission: &'a Submission,
        release: &'a Release,
        receipt: &'a Receipt,
    ) -> Self {
        let language = submission.language.as_deref();
        let shown = release.program_in(language).consent.clone();
        let (purpose, retention) = shown.map(|shown| (shown.purpose, shown.retention)).unwrap_or_default();
        Consented {
            text: &given.text,
            purpose,
            retention,
            language: language.unwrap_or(&release.program.language),
            given_at: &given.given_at,
            received_at: &receipt.received_at,
        }
    }
}

/// The first answer again, if it was for the same lead.
fn replay(first: Inserted, envelope: &Envelope, read: Option<&Answers>) -> Result<Taken, Refusal> {
    let read = read.map(|read| envelope::fingerprint(&envelope.submission.program, read)).transpose()?;
    if first.fingerprint == envelope.fingerprint || read == Some(first.lead_fingerprint) {
        return Ok(Taken { is_new: false, id: first.id, receipt: first.receipt, left: Vec::new() });
    }
    let json: Value = serde_json::from_str(&first.receipt).map_err(|error| not_json(&error))?;
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

fn raw(answers: &Answers) -> Result<Box<RawValue>, Refusal> {
    serde_json::value::to_raw_value(answers).map_err(|error| not_json(&error))
}

fn json<T: Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| not_json(&error))
}

fn not_json(error: &serde_json::Error) -> Refusal {
    tracing::error!(%error, "what is stored and what is read differ");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The endpoint failed on this submission; its log says where.",
    )
}

/// RFC 3339 full-date, in calendar days.
fn days_after(date: Date, days: u32) -> String {
    date.saturating_add(jiff::Span::new().days(i64::from(days))).to_string()
}
