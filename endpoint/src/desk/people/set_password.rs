//! The page that a link opens, where somebody chooses a password.

use super::super::parts::page;
use super::super::words::Words;
use super::fields::{Fields, browser, input, notice, with_session};
use crate::access::{SignIns, hash, weakness};
use crate::catalog::Programs;
use crate::http::refusal::Refusal;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use referral_store::User;
use std::sync::Arc;

/// `GET /set-password/{secret}`
pub async fn set_password_page(
    State(sign_ins): State<Arc<SignIns>>,
    State(programs): State<Arc<Programs>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    match sign_ins.store.user_with_link(hash(&secret), sign_ins.clock.now()).await? {
        Some(user) => Ok(form(&secret, &user, None, &words)),
        None => Ok(ended(&words)),
    }
}

/// `POST /set-password/{secret}`: sets the password, and signs its owner in.
pub async fn set_password(
    State(sign_ins): State<Arc<SignIns>>,
    State(programs): State<Arc<Programs>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    let now = sign_ins.clock.now();
    let Some(user) = sign_ins.store.user_with_link(hash(&secret), now).await? else {
        return Ok(ended(&words));
    };
    if let Some(wrong) = wrong_choice(&fields, &user) {
        let text = words.say(wrong);
        return Ok(
            (StatusCode::UNPROCESSABLE_ENTITY, form(&secret, &user, Some(&text), &words)).into_response()
        );
    }
    let password = sign_ins.passwords.hash(fields.get("new-password").into()).await?;
    if !sign_ins.store.set_password_by_link(hash(&secret), &password, now).await? {
        return Ok(ended(&words));
    }
    tracing::info!(user = user.id, "set a password by a link");
    // Nobody who has a link has one-time codes: they are set up later, and end when a new link is given.
    let begun = sign_ins.begin(&user, browser(&headers), true).await?;
    Ok(with_session(&begun, "/", &headers))
}

/// Returns the text that says what is wrong with a new password.
pub fn wrong_choice(fields: &Fields, user: &User) -> Option<&'static str> {
    let password = fields.get("new-password");
    weakness(password, &user.name, &user.email)
        .or_else(|| (password != fields.get("repeated-password")).then_some("password-differs"))
}

/// The two fields for a new password.
pub fn new_password(words: &Words) -> Markup {
    html! {
        (input("new-password", "password", "new-password", "", "label-new-password", words))
        p.facts { (words.say("password-rules")) }
        (input("repeated-password", "password", "new-password", "", "label-repeated-password", words))
    }
}

fn form(secret: &str, user: &User, text: Option<&str>, words: &Words) -> Response {
    let body = html! {
        h1 { (words.say("choose-password")) }
        p { (user.name) " · " bdi { (user.email) } }
        (notice(text))
        form.stack method="post" action={ "/set-password/" (secret) } {
            // With it, the browser knows for which account it keeps the password.
            input type="hidden" name="email" autocomplete="username" value=(user.email);
            (new_password(words))
            button type="submit" { (words.say("save")) }
        }
    };
    page(&words.say("choose-password"), None, &body, words)
}

fn ended(words: &Words) -> Response {
    let body = html! {
        h1 { (words.say("choose-password")) }
        (notice(Some(&words.say("link-ended"))))
        p.more { (words.say("sign-in-help")) " " code { "referral admin reset you@vendor.example" } }
        p.more { a href="/sign-in" { (words.say("sign-in-here")) } }
    };
    (StatusCode::NOT_FOUND, page(&words.say("choose-password"), None, &body, words)).into_response()
}
