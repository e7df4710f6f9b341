//! The page where business hours are edited, with the versions of before.

use super::super::parts::page;
use super::super::words::Words;
use super::form::HoursForm;
use super::people;
use super::typed::TypedHours;
use crate::access::{Caller, TOKEN_USER};
use crate::catalog::Programs;
use crate::clock::Clock;
use crate::hours::Hours;
use crate::http::refusal::Refusal;
use crate::labels::minute;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{KeptCalendar, Store, StoreError};
use referral_widget::office::{BusinessHours, HoursError, WrittenHours};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most versions that are listed.
const VERSIONS: u32 = 50;

/// What the page says above the form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Notice {
    None,
    Saved,
    /// Some fields are wrong.
    Wrong,
    /// Somebody else has set other hours meanwhile.
    Changed,
}

/// `GET /hours`: the business hours that hold, in a form.
pub async fn edit_hours(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    Query(query): Query<BTreeMap<String, String>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    let versions = store.calendars(VERSIONS).await?;
    let mut written = match versions.first() {
        Some(kept) => WrittenHours::from_json(&kept.calendar)
            .map_err(|error| StoreError::Broken(error.to_string().into()))?,
        None => usual(&programs).await?,
    };
    people::by_address(&mut written, &store.present_users().await?);
    let notice = if query.contains_key("saved") { Notice::Saved } else { Notice::None };
    let names = store.names().await?;
    Ok(respond(notice, &TypedHours::from_hours(&written), &[], (&versions, &names), (&caller, &words)))
}

/// `POST /hours`: the business hours from now on. What is wrong comes back as it was typed, with what to do about it.
pub async fn save_hours(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(known): State<Hours>,
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
    form: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(form) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let words = Words::for_page(&headers, &programs).await?;
    let typed = TypedHours::from_form(form);
    let present = store.present_users().await?;
    let checked = typed.hours().and_then(|mut written| {
        BusinessHours::check(&written)?;
        let mistakes = people::by_id(&mut written, &present);
        if mistakes.is_empty() { Ok(written) } else { Err(mistakes) }
    });
    let (notice, errors) = match checked {
        Err(errors) => (Notice::Wrong, errors),
        Ok(written) => {
            let text = serde_json::to_string(&written).map_err(|error| StoreError::Broken(error.into()))?;
            // Text that is too long for the API would not be read again.
            match BusinessHours::from_json(&text) {
                Err(errors) => (Notice::Wrong, errors),
                Ok(_)
                    if store
                        .set_calendar(&text, caller.id(), clock.now(), Some(typed.seen().unwrap_or(0)))
                        .await? =>
                {
                    known.forget();
                    tracing::info!("set the business hours");
                    return Ok(Redirect::to("/hours?saved").into_response());
                }
                Ok(_) => (Notice::Changed, Vec::new()),
            }
        }
    };
    let versions = store.calendars(VERSIONS).await?;
    let names = store.names().await?;
    Ok(respond(notice, &typed, &errors, (&versions, &names), (&caller, &words)))
}

/// The usual hours, in the time zone of the first program in service.
async fn usual(programs: &Arc<Programs>) -> Result<WrittenHours, Refusal> {
    let listed = super::super::listing::listed(programs).await?;
    let zone = listed.iter().find_map(|(_, state)| Some(state.release.as_ref()?.program.time_zone.clone()));
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let hours = days.map(|day| (day.to_string(), vec!["09:00-17:00".to_string()]));
    Ok(WrittenHours {
        time_zone: zone.unwrap_or_else(|| "UTC".into()),
        hours: hours.into(),
        ..WrittenHours::default()
    })
}

fn respond(
    notice: Notice,
    typed: &TypedHours,
    errors: &[HoursError],
    (versions, names): (&[KeptCalendar], &BTreeMap<String, String>),
    (caller, words): (&Caller, &Words),
) -> Response {
    let status = match notice {
        Notice::None | Notice::Saved => StatusCode::OK,
        Notice::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
        Notice::Changed => StatusCode::CONFLICT,
    };
    let seen = versions.first().map_or(0, |kept| kept.number);
    let body = html! {
        p.more { a href="/" { (words.say("all-referrals")) } }
        h1 { (words.say("business-hours")) }
        @match notice {
            Notice::None => {},
            Notice::Saved => p.notice.good role="status" { (words.say("hours-saved")) },
            Notice::Wrong => (wrong(errors, words)),
            Notice::Changed => p.notice role="alert" { (words.say("hours-changed")) },
        }
        @if versions.is_empty() { p { (words.say("hours-usual")) } }
        (HoursForm { typed, errors, seen, words }.html())
        (history(versions, names, words))
    };
    (status, page(&words.say("business-hours"), Some(caller), &body, words)).into_response()
}

fn wrong(errors: &[HoursError], words: &Words) -> Markup {
    html! {
        div.notice role="alert" {
            p { (words.say("hours-wrong")) }
            ul.problems { @for error in errors { li { a href={ "#" (super::typed::field_of(error)) } { (super::form::said(error, words)) } } } }
        }
    }
}

/// The versions, the newest first.
fn history(versions: &[KeptCalendar], names: &BTreeMap<String, String>, words: &Words) -> Markup {
    html! {
        @if !versions.is_empty() {
            section aria-labelledby="versions" {
                h2 id="versions" { (words.say("hours-versions")) }
                ol.history reversed {
                    @for kept in versions {
                        li {
                            details {
                                summary { (minute(&TimeZone::UTC, kept.since)) " · " (by(&kept.user, names, words)) }
                                pre.wide tabindex="0" { code { (kept.calendar) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn by(user: &str, names: &BTreeMap<String, String>, words: &Words) -> String {
    match user {
        TOKEN_USER => words.say("done-by-token"),
        user => words.with("done-by", &[("label", names.get(user).map_or(user, String::as_str))]),
    }
}
