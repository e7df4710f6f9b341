//! Stores a judged submission and makes its receipt.

use super::bounds::{self, LARGEST_CLAIMED_VERDICT};
use super::partners::Attributed;
use super::refusals::not_json;
use super::stored::StoredSubmission;
use super::{Envelope, envelope, judge};
use crate::access::hash;
use crate::app::App;
use crate::catalog::Release;
use crate::customers;
use crate::http::limits::Left;
use crate::http::refusal::Refusal;
use crate::search;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jiff::civil::Date;
use referral_language::Language;
use referral_signing::{Proof, Subject};
use referral_store::{Claim, Customer, Inserted, Moment, NewReferral, Outcome, Protection, with_salt};
use referral_widget::lead::{Answers, PartnerFacts};
use referral_widget::office::{Duties, Scope, WorkingHours};
use referral_widget::program::Program;
use referral_widget::rules::Verdict;
use referral_widget::submission::{
    Attribution, Confirmation, Fee, Points, Receipt, ReferralStatus, Submission, reasons,
};
use serde::Serialize;
use uuid::Uuid;

/// A submission that has passed the gate and is judged.
pub struct JudgedLead<'a> {
    pub envelope: &'a Envelope,
    pub release: &'a Release,
    /// The program in the language of the form.
    pub program: &'a Program,
    /// The answers that were read. No others are stored.
    pub answers: Answers,
    pub verdict: &'a Verdict,
    /// The facts of the partner with which it was judged.
    pub facts: PartnerFacts,
    pub attribution: Attribution,
    pub attributed: Attributed,
    /// Why it may be a machine's.
    pub suspicion: Vec<String>,
    /// True if it may have to be delivered to other systems.
    pub has_relay: bool,
    pub now: Timestamp,
}

/// The result of storing it.
pub enum KeepOutcome {
    Stored(StoredSubmission),
    /// The same submission arrived twice at once, and the other one was first.
    Known(Inserted),
    /// Another referral protects the customer. Nothing is stored.
    Protected(Protection),
}

impl JudgedLead<'_> {
    /// Stores the submission with its receipt. `asks` says whether it is refused if another referral protects the
    /// customer.
    pub async fn keep(&self, app: &App, asks: bool) -> Result<KeepOutcome, Refusal> {
        let status = self.status()?;
        let is_trusted = self.suspicion.is_empty();
        // A lead that does not qualify is stored whoever protects its customer.
        let claim = if !asks || status == ReferralStatus::Declined {
            Claim::Unasked
        } else if is_trusted {
            Claim::Protects
        } else {
            Claim::Asks
        };
        let salt = salt()?;
        let chosen = self.envelope.status_key.clone();
        let status_key = chosen.unwrap_or_else(|| Uuid::new_v4().to_string());
        let (program, answers) = (&self.release.program.id, &self.answers);
        let lead_fingerprint = envelope::fingerprint(Some(&salt), program, answers)?;
        let hours = app.hours.of_program(&app.store, &self.release.program, self.now).await?;
        let mut receipt = self.receipt(status, &hours)?;
        let subject = Subject {
            program: self.program,
            program_sha256: &self.release.program_hash,
            rules_sha256: &self.release.rules_hash,
            partner: self.attribution.partner.as_deref(),
            partner_known_by: self.attributed.by,
            plan: self.verdict.estimate.as_ref().map(|estimate| estimate.plan.as_str()),
            lead_sha256: lead_fingerprint.clone(),
        };
        let proof =
            Proof::for_receipt(&receipt, subject, self.now).and_then(|proof| proof.sign(&app.signer.key()));
        receipt.signature = Some(proof.map_err(|error| not_json(&error))?);

        let Submission { lead, versions, agreement, verdict: claimed, .. } = &self.envelope.submission;
        let claimed_text = claimed.as_ref().map(json).transpose()?;
        let read_facts = !self.program.partner_facts.is_empty();
        let keys = customers::keys(&self.release.program.agreement, answers);
        let new = NewReferral {
            id: receipt.referral.clone(),
            key: self.envelope.key.clone(),
            program: program.clone(),
            program_version: self.release.program.version.clone(),
            program_hash: self.release.program_hash.clone(),
            rules_hash: self.release.rules_hash.clone(),
            fingerprint: envelope::fingerprint(Some(&salt), program, lead)?,
            lead_fingerprint,
            lead: json(answers)?,
            lead_salt: salt.clone(),
            attribution: json(&self.attribution)?,
            partner: self.attribution.partner.clone(),
            attributed_by: self.attributed.by,
            token_id: self.attributed.token.clone(),
            agreement: json(agreement)?,
            consent: self.consent(&receipt)?,
            claimed_versions: json(&bounds::versions(versions))?,
            claimed_verdict: claimed_text.filter(|text| text.len() <= LARGEST_CLAIMED_VERDICT),
            partner_facts: read_facts.then(|| json(&self.facts)).transpose()?,
            verdict: json(&receipt.verdict)?,
            verdicts_agree: claimed
                .as_ref()
                .and_then(|claimed| judge::agree(claimed, &receipt.verdict, read_facts)),
            challenged: self.envelope.submission.challenge.is_some(),
            suspicion: (!is_trusted).then(|| json(&self.suspicion)).transpose()?,
            receipt: json(&receipt)?,
            status,
            received_at: self.now.into(),
            customer: Customer { keys, claim, scope: Scope::of_lead(&self.release.program, answers) },
            protected_until: receipt.protected_until.clone(),
            relayed: !self.has_relay,
            language: self.language(),
            status_key: Some(hash(&status_key)),
            hours,
            words: search::of_lead(&self.release.program, answers),
        };
        let (id, text) = (new.id.clone(), new.receipt.clone());
        Ok(match app.store.insert(new).await? {
            Outcome::Known(first) => KeepOutcome::Known(first),
            Outcome::Protected(by) => KeepOutcome::Protected(by),
            Outcome::Stored => {
                judge::report_failures(self.verdict, program, &id);
                tracing::info!(referral = id, program, status = status.as_str(), "stored");
                let receipt = with_salt(&text, Some(&salt));
                let (left, status_key) = (Left::default(), Some(status_key));
                KeepOutcome::Stored(StoredSubmission { is_new: true, id, receipt, status_key, left })
            }
        })
    }

    /// Returns the status. A lead that looks like a machine's may be a person's after all, so a person looks at it.
    fn status(&self) -> Result<ReferralStatus, Refusal> {
        // A lead whose rules wait for answers was refused before.
        let status =
            ReferralStatus::for_verdict(self.verdict.status).ok_or_else(|| judge::invalid(Vec::new()))?;
        // People decide who becomes a partner.
        let is_for_people = !self.suspicion.is_empty() || self.release.program.application.is_some();
        Ok(if status == ReferralStatus::Accepted && is_for_people {
            ReferralStatus::InReview
        } else {
            status
        })
    }

    /// The language of the form, if the partner can be written to in it.
    fn language(&self) -> Option<String> {
        let language = Language::named(self.envelope.submission.language.as_deref()?)?;
        Some(language.tag().to_string())
    }

    /// Makes the receipt, without its signature.
    fn receipt(&self, status: ReferralStatus, hours: &WorkingHours) -> Result<Receipt, Refusal> {
        let today = self.release.program.today(self.now);
        let agreement = &self.release.program.agreement;
        let is_open = status != ReferralStatus::Declined;
        // A partner who applies is no customer.
        let protects = self.release.program.application.is_none();
        let is_protected = is_open && protects && self.suspicion.is_empty();
        // The store computes the same deadline from the same values.
        let duties = Duties::on_arrival(status.into(), Moment::from(self.now).timestamp(), hours);
        let decision_due = duties.decision().map(|duty| hours.calendar.local(duty.deadline.due));
        Ok(Receipt {
            referral: Uuid::now_v7().to_string(),
            key: self.envelope.key.clone(),
            status,
            received_at: Moment::from(self.now).to_string(),
            protected_until: is_protected.then(|| days_after(today, agreement.protection_days)),
            not_yet_protected: is_open && !is_protected && agreement.protection_days > 0,
            decision_due: decision_due.as_ref().map(|due| due.date().to_string()),
            decision_due_at: decision_due
                .as_ref()
                .map(|due| due.timestamp().display_with_offset(due.offset()).to_string()),
            decision_time_zone: decision_due.and_then(|due| due.time_zone().iana_name().map(Into::into)),
            reasons: reasons(self.program, self.verdict),
            score: Points::from_verdict(self.verdict),
            suspected: is_open && !self.suspicion.is_empty(),
            fee: Fee::from_verdict(self.program, self.verdict),
            signature: None,
            lead_salt: None,
            verdict: serde_json::to_value(self.verdict).map_err(|error| not_json(&error))?,
        })
    }

    /// Records a consent: the words that were shown, and when it was confirmed.
    fn consent(&self, receipt: &Receipt) -> Result<Option<String>, Refusal> {
        let Submission { consent, language, .. } = &self.envelope.submission;
        let Some((Confirmation { given_at, .. }, asked)) =
            consent.as_ref().zip(self.program.consent.as_ref())
        else {
            return Ok(None);
        };
        let consented = Consented {
            text: &asked.text,
            purpose: &asked.purpose,
            retention: &asked.retention,
            language: bounds::word(language.as_deref().unwrap_or(&self.release.program.language)),
            given_at,
            received_at: &receipt.received_at,
        };
        json(&consented).map(Some)
    }
}

/// The record of a consent.
#[derive(Serialize)]
struct Consented<'a> {
    text: &'a str,
    purpose: &'a str,
    retention: &'a str,
    language: String,
    /// The time by the partner's clock.
    given_at: &'a str,
    received_at: &'a str,
}

fn salt() -> Result<String, Refusal> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)
        .map_err(|_| Refusal::unavailable("The system cannot provide random numbers right now."))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(random))
}

/// Returns a date some calendar days later (RFC 3339 full-date).
pub fn days_after(date: Date, days: u32) -> String {
    date.saturating_add(jiff::Span::new().days(i64::from(days))).to_string()
}

fn json<T: Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| not_json(&error))
}
