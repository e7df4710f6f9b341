//! How partners come in: they ask for a link, which a mail brings to their address of record, and which works once.

use super::framed::framed;
use super::session::SESSION_SECONDS;
use crate::access::{PARTNER_COOKIE, cookie, cookie_secret, hash, new_secret, no_cookie};
use crate::app::App;
use crate::http::extract::accepted_languages;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use crate::partners::{ENTRY, is_address_of_record};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use maud::{Markup, html};
use referral_language::{Language, Texts};
use referral_store::{EntryLink, MailToQueue, Tally};
use referral_widget::lead::is_email;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long a link works.
const LINK: SignedDuration = SignedDuration::from_hours(1);
/// How many mails an address gets in a day.
const MAILS: Tally = Tally { name: "entry", most: 10, lasts: Duration::from_secs(24 * 60 * 60) };
/// The longest e-mail address (RFC 5321).
const LONGEST_EMAIL: usize = 254;

/// An address as the page sends it.
#[derive(Deserialize)]
pub struct Asked {
    email: String,
}

/// `POST /partner/entry`: sends a link to an address of record. The answer is the same for any other address, so that nobody can
/// find out who the partners are.
pub async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(asked) = form.map_err(|wrong| Refusal::new(wrong.status(), wrong.body_text()))?;
    app.limits.send(&visitor)?;
    let language = language(&headers);
    let texts = Texts::in_language(&language);
    let email = asked.email.trim().to_lowercase();
    if !app.sends_mails {
        return Ok(said(StatusCode::NOT_FOUND, "entry-no-mails", &texts, &language));
    }
    if !is_email(&email) || email.len() > LONGEST_EMAIL {
        return Ok(said(StatusCode::UNPROCESSABLE_ENTITY, "email-wrong", &texts, &language));
    }
    let now = app.clock.now();
    // Everybody is counted, so that the count tells nothing either.
    let is_allowed = app.store.count(MAILS, &email, now).await?;
    if is_allowed && is_address_of_record(&app.store, &app.programs, &email).await? {
        let (due, until) = (now.as_millisecond(), (now + LINK).as_millisecond());
        let mail = MailToQueue { id: Uuid::now_v7().to_string(), destination: ENTRY, due, until };
        app.store.ask_for_entry(&email, now + LINK, mail, now).await?;
        app.bell.ring();
    }
    Ok(said(StatusCode::OK, "entry-sent", &texts, &language))
}

/// `GET /partner/enter/{secret}`: a page with a button. Programs that look at the links in mails do not press it.
pub async fn page(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let language = language(&headers);
    let texts = Texts::in_language(&language);
    let say = |key: &str| texts.say(key, &[]);
    match app.store.entry_link(hash(&secret), app.clock.now()).await? {
        EntryLink::Works => {
            let title = say("entry-title");
            let body = html! {
                h1 { (title) }
                p { (say("entry-once")) }
                form method="post" action={ "/partner/enter/" (secret) } {
                    button type="submit" { (say("show-all-referrals")) }
                }
            };
            Ok(framed(StatusCode::OK, &title, &body, &language))
        }
        EntryLink::Used => Ok(said(StatusCode::GONE, "entry-used", &texts, &language)),
        EntryLink::Unknown => Ok(said(StatusCode::NOT_FOUND, "entry-unknown", &texts, &language)),
    }
}

/// `POST /partner/enter/{secret}`: uses the link, and begins a session.
pub async fn enter(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let language = language(&headers);
    let texts = Texts::in_language(&language);
    let session = new_secret().map_err(|error| {
        tracing::error!(%error, "the system gives no random numbers");
        Refusal::unavailable("This cannot be done right now. Try again.")
    })?;
    let (link, now) = (hash(&secret), app.clock.now());
    let ends_at = now + SignedDuration::from_secs(SESSION_SECONDS);
    if !app.store.enter(link, hash(&session), ends_at, now).await? {
        let is_used = app.store.entry_link(link, now).await? == EntryLink::Used;
        let (status, key) =
            if is_used { (StatusCode::GONE, "entry-used") } else { (StatusCode::NOT_FOUND, "entry-unknown") };
        return Ok(said(status, key, &texts, &language));
    }
    let cookie = cookie(&PARTNER_COOKIE, &session, SESSION_SECONDS, &headers);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/partner")).into_response())
}

/// `POST /partner/leave`: ends the session.
pub async fn leave(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    if let Some(secret) = cookie_secret(&PARTNER_COOKIE, &headers) {
        app.store.leave(hash(&secret)).await?;
    }
    let cookie = no_cookie(&PARTNER_COOKIE, &headers);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/partner")).into_response())
}

/// The form that asks for a link.
pub fn form(texts: &Texts) -> Markup {
    let say = |key: &str| texts.say(key, &[]);
    html! {
        section aria-labelledby="by-mail" {
            h2 id="by-mail" { (say("entry-title")) }
            p { (say("entry-how")) }
            form.command.open method="post" action="/partner/entry" {
                label for="email" { (say("label-email")) }
                input id="email" name="email" type="email" autocomplete="email" maxlength=(LONGEST_EMAIL) required;
                p { button type="submit" { (say("entry-ask")) } }
            }
        }
    }
}

fn said(status: StatusCode, key: &str, texts: &Texts, language: &Language) -> Response {
    let title = texts.say("for-partners", &[]);
    let body = html! {
        h1 { (title) }
        p.notice role=[(status != StatusCode::OK).then_some("alert")] { (texts.say(key, &[])) }
        p.more { a href="/partner" { (title) } }
    };
    framed(status, &title, &body, language)
}

fn language(headers: &HeaderMap) -> Language {
    Language::accepted(accepted_languages(headers), "en")
}
