//! Applications: what somebody who wants to be a partner has answered, as the fields of a partner.

use super::super::words::Words;
use crate::access::{Caller, Right};
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::made_under::made_under;
use axum::http::StatusCode;
use maud::{Markup, html};
use referral_store::{KeptPartner, Partner};
use referral_widget::lead::Answers;
use referral_widget::office::LifecycleStatus;
use referral_widget::program::{Application, Program};
use serde_json::Value;

/// The partner that an accepted application asks for, to be looked at and added.
///
/// # Errors
///
/// There is no such application, or it is not accepted.
pub async fn applicant(app: &App, referral: &str) -> Result<Partner, Refusal> {
    let stored = app.store.find(referral).await?.ok_or_else(Refusal::unknown_referral)?;
    let (program, answers) = made_under(&app.store, &stored, None).await?;
    let is_accepted = stored.standing.status == LifecycleStatus::Accepted.as_str();
    let Some(application) = program.application.as_ref().filter(|_| is_accepted) else {
        let detail = "This is not an accepted application of a partner. Accept it first.";
        return Err(Refusal::new(StatusCode::CONFLICT, detail));
    };
    let language = stored.language.as_deref().and_then(|tag| tag.split('-').next()).map(Into::into);
    Ok(Partner { application: Some(referral.into()), language, ..partner_of(application, &answers) })
}

fn partner_of(application: &Application, answers: &Answers) -> Partner {
    let answer =
        |name: &str| answers.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_string();
    let named = |name: &Option<String>| name.as_deref().map(answer).filter(|answer| !answer.is_empty());
    let Application { company, email, contact, website, country, programs } = application;
    Partner {
        name: answer(company),
        email: Some(answer(email)).filter(|email| !email.is_empty()),
        contacts: named(contact).unwrap_or_default(),
        websites: named(website).unwrap_or_default(),
        country: named(country),
        programs: programs.join("\n"),
        ..Partner::default()
    }
}

/// What becomes of an application, on its page: the partner that was made of it, or the way to make one.
pub fn of_application(
    program: &Program,
    (id, status): (&str, &str),
    made: Option<&KeptPartner>,
    caller: &Caller,
    words: &Words,
) -> Markup {
    let may_be_made = status == LifecycleStatus::Accepted.as_str() && caller.has(Right::Manage);
    html! {
        @if program.application.is_some() {
            @match made {
                Some(kept) => p { a href={ "/partners/" (kept.partner.id) } { (words.with("made-partner", &[("label", &kept.partner.name)])) } },
                None if may_be_made => p { a.action href={ "/partners?application=" (id) "#add-partner" } { (words.say("make-partner")) } },
                None => p.facts { (words.say("application-means")) },
            }
        }
    }
}
