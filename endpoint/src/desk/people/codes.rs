//! The page that sets up one-time codes.

use super::super::parts::page;
use super::super::words::Words;
use super::fields::{Fields, input, notice, refused};
use crate::access::{Caller, CodeKey, Person, SignIns};
use crate::catalog::Programs;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use crate::labels::left_to_right;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use headers::{HeaderMapExt, Host};
use maud::{Markup, html};
use qrcode::{Color, QrCode};
use referral_store::SignedIn;
use std::sync::Arc;

/// The white space around a QR code, in modules (ISO/IEC 18004).
const MARGIN: usize = 4;

/// `GET /account/codes`: shows a new key.
pub async fn codes_page(
    State(programs): State<Arc<Programs>>,
    Person(person): Person,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    let key = CodeKey::generate(&issuer(&headers), &person.user.email).map_err(|error| {
        tracing::error!(%error, "the system gives no random numbers");
        Refusal::unavailable("No key can be made right now. Try again.")
    })?;
    Ok(shown(&key, &person, None, &words))
}

/// `POST /account/codes`: sets them up, once a code shows that the app has the key.
pub async fn begin_codes(
    State(sign_ins): State<Arc<SignIns>>,
    State(programs): State<Arc<Programs>>,
    Person(person): Person,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    let user = &person.user;
    let Some(key) = CodeKey::from_base32(fields.get("key"), &issuer(&headers), &user.email) else {
        return Ok(Redirect::to("/account/codes").into_response());
    };
    if let Err(why) = sign_ins.is_theirs(user, fields.get("password"), &visitor).await {
        let (status, text) = refused(why, "current-password-wrong", &words)?;
        return Ok((status, shown(&key, &person, Some(&text), &words)).into_response());
    }
    let Some(step) = key.step(fields.get("code"), sign_ins.clock.now()) else {
        let text = words.say("code-wrong");
        let page = shown(&key, &person, Some(&text), &words);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    sign_ins.store.set_one_time_codes(&user.id, Some(&key.base32()), Some(step)).await?;
    tracing::info!(user = user.id, "set up one-time codes");
    Ok(Redirect::to("/account#codes").into_response())
}

/// `POST /account/codes/end`
pub async fn end_codes(
    State(sign_ins): State<Arc<SignIns>>,
    State(programs): State<Arc<Programs>>,
    Person(person): Person,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let user = &person.user;
    if let Err(why) = sign_ins.is_theirs(user, fields.get("password"), &visitor).await {
        let words = Words::for_page(&headers, &programs).await?;
        let (status, text) = refused(why, "current-password-wrong", &words)?;
        let body = html! {
            h1 { (words.say("codes")) }
            (notice(Some(&text)))
            p { a href="/account#codes" { (words.say("your-account")) } }
        };
        return Ok((
            status,
            page(&words.say("codes"), Some(&Caller::Person(Box::new(person.clone()))), &body, &words),
        )
            .into_response());
    }
    sign_ins.store.set_one_time_codes(&user.id, None, None).await?;
    tracing::info!(user = user.id, "ended one-time codes");
    Ok(Redirect::to("/account#codes").into_response())
}

/// What an authenticator app calls this desk: the host at which it is reached.
fn issuer(headers: &HeaderMap) -> String {
    headers.typed_get::<Host>().map(|host| host.hostname().to_string()).unwrap_or_else(|| "referral".into())
}

fn shown(key: &CodeKey, person: &SignedIn, text: Option<&str>, words: &Words) -> Response {
    let address = key.address();
    let body = html! {
        h1 { (words.say("codes-begin")) }
        p { (words.say("codes-scan")) }
        (notice(text))
        (picture(&address, words))
        p { (words.say("codes-key")) " " code { (left_to_right(&key.base32())) } }
        p.more { a href=(address) { (words.say("codes-open")) } }
        form.stack method="post" action="/account/codes" {
            input type="hidden" name="key" value=(key.base32());
            (input("code", "text", "one-time-code", "", "label-code", words))
            (input("password", "password", "current-password", "", "label-current-password", words))
            button type="submit" { (words.say("codes-begin")) }
        }
        p.more { a href="/account" { (words.say("your-account")) } }
    };
    page(&words.say("codes-begin"), Some(&Caller::Person(Box::new(person.clone()))), &body, words)
}

/// The address as a QR code. It is black on white in dark pages too: cameras expect that.
fn picture(address: &str, words: &Words) -> Markup {
    let Ok(code) = QrCode::new(address) else { return html! {} };
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let modules = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + MARGIN, at / width + MARGIN));
    let modules: String = modules.collect();
    let size = width + 2 * MARGIN;
    html! {
        svg.qr viewBox={ "0 0 " (size) " " (size) } role="img" aria-label=(words.say("codes-picture")) shape-rendering="crispEdges" {
            rect width=(size) height=(size) fill="#fff" {}
            path d=(modules) fill="#000" {}
        }
    }
}
