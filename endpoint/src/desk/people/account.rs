//! The page of one's own account: password, one-time codes, and where one is signed in.

use super::super::parts::page;
use super::super::words::Words;
use super::fields::{Fields, input, notice, refused};
use super::set_password::{new_password, wrong_choice};
use crate::access::{Caller, Person, SignIns};
use crate::catalog::Programs;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use crate::labels::minute;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{Session, SignedIn};
use std::sync::Arc;

/// `GET /account`
pub async fn account_page(
    State(sign_ins): State<Arc<SignIns>>,
    State(programs): State<Arc<Programs>>,
    Person(person): Person,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    shown(&sign_ins, &person, None, &words).await
}

/// `POST /account/password`: changes the password, and ends all other sessions.
pub async fn change_password(
    State(sign_ins): State<Arc<SignIns>>,
    State(programs): State<Arc<Programs>>,
    Person(person): Person,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    let user = &person.user;
    if let Some(wrong) = wrong_choice(&fields, user) {
        let page = shown(&sign_ins, &person, Some(&words.say(wrong)), &words).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if let Err(why) = sign_ins.is_theirs(user, fields.get("password"), &visitor).await {
        let (status, text) = refused(why, "current-password-wrong", &words)?;
        let page = shown(&sign_ins, &person, Some(&text), &words).await?;
        return Ok((status, page).into_response());
    }
    let password = sign_ins.passwords.hash(fields.get("new-password").into()).await?;
    sign_ins.store.change_password(&user.id, &password, person.session.number).await?;
    tracing::info!(user = user.id, "changed a password");
    shown(&sign_ins, &person, Some(&words.say("password-changed")), &words).await
}

/// `POST /account/sessions/{number}/end`
pub async fn end_session(
    State(sign_ins): State<Arc<SignIns>>,
    Person(person): Person,
    Path(number): Path<String>,
) -> Result<Response, Refusal> {
    if let Ok(number) = number.parse() {
        sign_ins.store.end_session(&person.user.id, number).await?;
    }
    Ok(Redirect::to("/account#sessions").into_response())
}

async fn shown(
    sign_ins: &SignIns,
    person: &SignedIn,
    text: Option<&str>,
    words: &Words,
) -> Result<Response, Refusal> {
    let sessions = sign_ins.store.sessions_of(&person.user.id, sign_ins.clock.now()).await?;
    let user = &person.user;
    let body = html! {
        h1 { (words.say("your-account")) }
        p.facts { (user.name) " · " bdi { (user.email) } " · " (words.say(&format!("role-{}", user.role().as_str()))) }
        (notice(text))
        section.card aria-labelledby="change-password" {
            h2 id="change-password" { (words.say("change-password")) }
            form.stack method="post" action="/account/password" {
                input type="hidden" name="email" autocomplete="username" value=(user.email);
                (input("password", "password", "current-password", "", "label-current-password", words))
                (new_password(words))
                button type="submit" { (words.say("save")) }
            }
        }
        section.card aria-labelledby="codes" {
            h2 id="codes" { (words.say("codes")) }
            @if user.totp_secret.is_some() {
                p { (words.say("codes-on")) }
                form.stack method="post" action="/account/codes/end" {
                    label for="codes-password" { (words.say("label-current-password")) }
                    input id="codes-password" name="password" type="password" autocomplete="current-password" required;
                    button type="submit" { (words.say("codes-end")) }
                }
            } @else {
                p { (words.say("codes-off")) }
                p { a href="/account/codes" { (words.say("codes-begin")) } }
            }
        }
        section.card aria-labelledby="sessions" {
            h2 id="sessions" { (words.say("sessions")) }
            ul.problems { @for session in &sessions { (signed_in(session, person.session.number, words)) } }
        }
    };
    Ok(page(&words.say("your-account"), Some(&Caller::Person(Box::new(person.clone()))), &body, words))
}

fn signed_in(session: &Session, current: i64, words: &Words) -> Markup {
    html! {
        li {
            bdi { @if session.browser.is_empty() { "?" } @else { (session.browser) } }
            " · " (words.with("session-since", &[("at", &minute(&TimeZone::UTC, session.begun_at))]))
            @if session.number == current {
                " · " strong { (words.say("this-browser")) }
            } @else {
                form method="post" action={ "/account/sessions/" (session.number) "/end" } {
                    button type="submit" { (words.say("sign-out-there")) }
                }
            }
        }
    }
}
