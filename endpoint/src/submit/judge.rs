//! What is checked before the rules run, and what is made of their verdict.

use crate::programs::Release;
use crate::refusal::Refusal;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use referral_widget::lead::{FieldError, Lead, NumberStyle, ask_for};
use referral_widget::markup::{AGREEMENT, CONSENT};
use referral_widget::program::{Consent, Program};
use referral_widget::rules::{Finding, Kind, Outcome, Status, Verdict};
use referral_widget::submission::Submission;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Whether the current agreement is accepted and every answer is right that is asked.
pub fn accept(
    submission: &Submission,
    program: &Program,
    lead: &Lead,
    errors: &[FieldError],
    hidden: &[String],
) -> Result<(), Refusal> {
    let wrong: BTreeSet<&str> = errors.iter().map(FieldError::question).collect();
    let missing = lead.missing(program).into_iter().filter(|missing| !wrong.contains(missing.field.as_str()));
    let mut errors: Vec<FieldError> = errors.iter().cloned().chain(missing).collect();
    errors.retain(|error| hidden.iter().all(|hidden| hidden != error.question()));
    if let Some(asked) = &program.consent
        && let Err(message) = consent(submission, asked)
    {
        errors.push(boxed(CONSENT, "give-consent", message));
    }
    let agreement = &program.agreement;
    if !submission.agreement.accepted {
        let message = format!("Accept the agreement: {}", agreement.title);
        errors.push(boxed(AGREEMENT, "accept-agreement", message));
    } else if submission.agreement.version != agreement.version {
        let message = format!("The agreement has changed: read version {}, and accept it", agreement.version);
        let values = json!({ "version": agreement.version });
        errors.push(FieldError { values, ..boxed(AGREEMENT, "agreement-changed", message) });
    }
    if errors.is_empty() { Ok(()) } else { Err(invalid(errors)) }
}

/// Whether the consent is confirmed in the words of today, at a time that can be.
fn consent(submission: &Submission, asked: &Consent) -> Result<(), String> {
    let Some(given) = &submission.consent else {
        return Err(format!("Confirm the customer’s consent: {}", asked.text));
    };
    if given.text != asked.text {
        return Err(format!("The words of the consent have changed. Confirm them anew: {}", asked.text));
    }
    let at: Timestamp = given
        .given_at
        .parse()
        .map_err(|_| "`consent.given_at` must be a time such as 2026-11-23T09:15:00Z".to_string())?;
    // Clocks are wrong by minutes and time zones by a day; more than that is no clock.
    let ahead = at.duration_since(Timestamp::now()).as_hours();
    if ahead > 24 {
        return Err("The consent is dated in the future. Check the clock, and confirm it anew".into());
    }
    Ok(())
}

/// What is wrong with a box that is no question.
fn boxed(name: &str, key: &str, message: String) -> FieldError {
    FieldError { field: name.into(), message, key: key.into(), ..FieldError::default() }
}

/// The lead, and what is wrong with other answers; by the program in the language that the form was shown in.
pub fn read(submission: &Submission, program: &Program) -> (Lead, Vec<FieldError>) {
    let style = if submission.typed { NumberStyle::typed_in(&program.language) } else { NumberStyle::Plain };
    Lead::read(program, &submission.lead, style)
}

/// The rules wait for answers that the program does not require.
pub fn incomplete(program: &Program, verdict: &Verdict) -> Refusal {
    let awaited: BTreeSet<&str> =
        verdict.findings.iter().flat_map(|finding| &finding.waiting_for).map(String::as_str).collect();
    invalid(awaited.into_iter().filter_map(|name| program.field(name)).map(ask_for).collect())
}

fn invalid(errors: Vec<FieldError>) -> Refusal {
    Refusal::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "Some answers are missing or wrong; `errors` names them. Correct them and send the submission again \
         with the same key.",
    )
    .kind("invalid-answers", "Answers missing or wrong")
    .errors(errors)
}

/// The verdict where the engine gave none: a partner manager decides, for no lead is lost.
pub fn without_rules(release: &Release, lead: &Lead, today: Date) -> Verdict {
    // Which fields are asked is not known either: none must have been answered that depends on others.
    let unanswered = release.program.conditional().filter(|field| lead.get(&field.name).is_none());
    Verdict {
        invalid: Vec::new(),
        hidden: unanswered.map(|field| field.name.clone()).collect(),
        status: Status::Review,
        findings: vec![Finding {
            code: "rules".into(),
            kind: Kind::Review,
            message: "A partner manager decides, because the rules could not be run.".into(),
            outcome: Outcome::Error,
            points: None,
            read: Vec::new(),
            waiting_for: Vec::new(),
            error: Some("the rules engine did not answer".into()),
        }],
        score: 0,
        qualify_at: None,
        plan: None,
        estimate: None,
        route: None,
        suggestions: Vec::new(),
        today: today.to_string(),
        rules_hash: release.rules_hash.clone(),
        program_hash: release.program_hash.clone(),
    }
}

/// Why a submission may be a machine's, in sentences.
pub fn suspicion(submission: &Submission, least_seconds: f64) -> Vec<String> {
    let Some(signals) = &submission.signals else { return Vec::new() };
    let mut found = Vec::new();
    if !signals.trap.is_empty() {
        found.push("The field that nobody sees was filled in.".to_string());
    }
    if let Some(seconds) = signals.seconds.filter(|seconds| *seconds < least_seconds) {
        found.push(format!("It was filled in within {seconds:.1} seconds."));
    }
    found
}

/// Tells the vendor of rules that failed.
pub fn report_failures(verdict: &Verdict, program: &str, referral: &str) {
    for finding in verdict.findings.iter().filter(|finding| finding.outcome == Outcome::Error) {
        let error = finding.error.as_deref().unwrap_or_default();
        tracing::error!(program, referral, rule = finding.code, error, "a rule failed");
    }
}

/// Whether the partner saw the same verdict, be it by older rules or on another day.
pub fn agree(claimed: &Value, own: &Value) -> bool {
    let judged = |verdict: &Value| {
        let mut verdict = verdict.clone();
        for key in ["today", "rules_hash", "program_hash"] {
            verdict.as_object_mut().and_then(|verdict| verdict.remove(key));
        }
        verdict
    };
    judged(claimed) == judged(own)
}
