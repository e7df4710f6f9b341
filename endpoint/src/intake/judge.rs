//! The checks of a submission before the rules run, and the use of their verdict.

use crate::app::App;
use crate::catalog::Failed;
use crate::catalog::Release;
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use referral_widget::lead::{Answers, FieldError, Lead, NumberStyle, PartnerFacts};
use referral_widget::markup::{AGREEMENT, CONSENT};
use referral_widget::program::{Consent, Program};
use referral_widget::rules::{Assessment, Finding, Kind, Outcome, Rules, Status, Verdict};
use referral_widget::submission::Submission;
use serde_json::{Value, json};
use std::sync::Arc;

/// The longest text that is read as a time, in bytes.
const LONGEST_TIME: usize = 64;

/// Checks that the current agreement is accepted, and that every answer that is asked or waited for is correct.
pub fn accept(
    submission: &Submission,
    program: &Program,
    assessment: &Assessment,
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut errors = [&assessment.errors[..], &assessment.missing].concat();
    if let Some(asked) = &program.consent
        && let Err(message) = consent(submission, asked, now)
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
    if errors.is_empty() {
        errors = assessment.awaited(program);
    }
    if errors.is_empty() { Ok(()) } else { Err(invalid(errors)) }
}

/// Checks that the consent is confirmed in its current words, at a possible time.
fn consent(submission: &Submission, asked: &Consent, now: Timestamp) -> Result<(), String> {
    let Some(given) = &submission.consent else {
        return Err(format!("Confirm the customer’s consent: {}", asked.text));
    };
    if given.text != asked.text {
        return Err(format!("The words of the consent have changed. Confirm them again: {}", asked.text));
    }
    let at =
        Some(given.given_at.as_str()).filter(|at| at.len() <= LONGEST_TIME).and_then(|at| at.parse().ok());
    let Some(at): Option<Timestamp> = at else {
        return Err("`consent.given_at` must be a time such as 2026-11-23T09:15:00Z".into());
    };
    // A wrong clock is off by minutes, and a wrong time zone by a day. More than that is not accepted.
    let ahead = at.duration_since(now).as_hours();
    if ahead > 24 {
        return Err("The consent is dated in the future. Check the clock, and confirm it again".into());
    }
    Ok(())
}

/// Reports a mistake of a box that is not a question.
fn boxed(name: &str, key: &str, message: String) -> FieldError {
    FieldError { field: name.into(), message, key: key.into(), ..FieldError::default() }
}

/// Returns how the numbers of a submission are written.
pub fn style(submission: &Submission, program: &Program) -> NumberStyle {
    // The language of a program has no region. Numbers are typed by the form's language, which may have one.
    let language = submission.language.as_deref().unwrap_or(&program.language);
    if submission.typed { NumberStyle::typed_in(language) } else { NumberStyle::Plain }
}

pub fn invalid(errors: Vec<FieldError>) -> Refusal {
    Refusal::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "Some answers are missing or wrong; `errors` names them. Correct them and send the submission again \
         with the same key.",
    )
    .kind(ProblemKind::InvalidAnswers)
    .errors(errors)
}

/// Reads and judges answers, by the program in a language. A fact of the partner that is missing does not exist for the
/// rules. If the engine is too busy, the verdict does not change: the
/// request is refused and has to be sent again.
pub async fn assess(
    app: &App,
    release: &Arc<Release>,
    partner: &PartnerFacts,
    language: Option<&str>,
    answers: &Answers,
    style: NumberStyle,
    now: Timestamp,
) -> Result<Assessment, Refusal> {
    let today = release.program.today(now);
    let (asked, given, spoken) = (Arc::clone(release), answers.clone(), language.map(String::from));
    let partner = partner.clone().settled();
    let judged = move |rules: &Rules| {
        let program = asked.program_in(spoken.as_deref());
        Assessment::assess(program, &given, style, |lead| rules.evaluate_for(lead, &partner, today))
    };
    match app.evaluator.with(Arc::clone(release), judged).await {
        Ok(assessment) => Ok(assessment),
        Err(Failed::Busy) => Err(Refusal::unavailable(
            "More leads arrive than can be judged. Nothing was stored; send the same request again.",
        )),
        Err(Failed::Broken) => {
            let judge = |lead: &Lead| without_rules(release, lead, today);
            Ok(Assessment::assess(release.program_in(language), answers, style, judge))
        }
    }
}

/// Returns the verdict if the engine failed. A partner manager decides, so that no lead is lost.
fn without_rules(release: &Release, lead: &Lead, today: Date) -> Verdict {
    // It is not known which fields were asked, so fields that depend on others need no answer.
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
            unknown: Vec::new(),
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

/// Tells the vendor that rules failed.
///
/// The reason of a failure may contain an answer. So the log only names the rule, and the referral has the rest.
pub fn report_failures(verdict: &Verdict, program: &str, referral: &str) {
    for finding in verdict.findings.iter().filter(|finding| finding.outcome == Outcome::Error) {
        tracing::error!(
            program,
            referral,
            rule = finding.code,
            "a rule failed; /api/referrals/<id> says why"
        );
    }
}

/// True if the partner saw the same verdict. The date and the versions of the rules may differ. `None` if the page left the
/// decision to the endpoint, because it did not know the partner. Only rules that read facts can be left open like that.
pub fn agree(claimed: &Value, own: &Value, read_facts: bool) -> Option<bool> {
    let findings = claimed.get("findings").and_then(Value::as_array).filter(|_| read_facts);
    if findings.is_some_and(|findings| findings.iter().any(|finding| finding.get("unknown").is_some())) {
        return None;
    }
    let judged = |verdict: &Value| {
        let mut verdict = verdict.clone();
        for key in ["today", "rules_hash", "program_hash"] {
            verdict.as_object_mut().and_then(|verdict| verdict.remove(key));
        }
        verdict
    };
    Some(judged(claimed) == judged(own))
}
