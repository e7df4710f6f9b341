//! What is kept of a submission, once it is judged.

use super::partners::Attributed;
use super::{Envelope, Taken, envelope, judge, replay};
use crate::programs::Release;
use crate::refusal::Refusal;
use crate::store::{NewReferral, Outcome, Store};
use axum::http::StatusCode;
use referral_widget::lead::Answers;
use referral_widget::rules::company_key;
use referral_widget::submission::{Attribution, Confirmation, Receipt, Submission};
use serde::Serialize;
use serde_json::value::RawValue;
use std::error::Error;

/// The lead as it is kept.
pub struct Kept {
    /// As it was read.
    read: Answers,
    /// As it is stored.
    lead: Box<RawValue>,
    /// SHA-256 of what is stored.
    pub digest: String,
}

/// What was found out about a submission.
pub struct Found {
    pub kept: Kept,
    /// Why it may be a machine's.
    pub suspicion: Vec<String>,
    pub attributed: Attributed,
    /// Whether it may have to be brought to other systems.
    pub has_relay: bool,
}

impl Kept {
    pub fn of(envelope: &Envelope, release: &Release, read: Answers) -> Result<Self, Refusal> {
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

/// Stores a submission that was judged, or hands back the first answer to its key.
pub async fn store(
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
        customer: customer(release, &read, receipt),
        protected_until: receipt.protected_until.clone(),
        relayed: !has_relay,
    };
    let status = new.status.as_str();
    let (id, receipt) = (new.id.clone(), new.receipt.clone());
    match store.insert(new).await? {
        // The same submission arrived twice at once, and the other was first.
        Outcome::Known(first) => replay(first, envelope, Some(&read)),
        Outcome::Protected(by) => Err(Refusal::protected(&by)),
        Outcome::Stored => {
            tracing::info!(referral = id, program = release.program.id, status, "stored");
            Ok(Taken { is_new: true, id, receipt, left: Vec::new() })
        }
    }
}

/// By what the customer is known again, where the referral protects it.
fn customer(release: &Release, read: &Answers, receipt: &Receipt) -> Vec<String> {
    let agreement = &release.program.agreement;
    let protects = receipt.protected_until.is_some() && agreement.protection_days > 0;
    let named = agreement.known_by.iter().filter(|_| protects);
    let mut keys: Vec<String> = named.filter_map(|name| company_key(read.get(name)?.as_str()?)).collect();
    keys.sort();
    keys.dedup();
    keys
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

fn raw(answers: &Answers) -> Result<Box<RawValue>, Refusal> {
    serde_json::value::to_raw_value(answers).map_err(|error| not_json(&error))
}

fn json<T: Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| not_json(&error))
}

pub fn not_json(error: &dyn Error) -> Refusal {
    tracing::error!(%error, "what is stored and what is read differ");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The endpoint failed on this submission; its log says where.",
    )
}
