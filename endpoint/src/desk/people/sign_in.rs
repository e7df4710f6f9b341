//! The pages where people sign in and out.

use super::super::parts::page;
use super::super::words::Words;
use super::fields::{Fields, browser, input, notice, refused, with_session};
use crate::access::{Callers, DESK_COOKIE, SignIns, challenge, no_cookie};
use crate::catalog::Programs;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use referral_store::Store;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an address asks for. `to` is the page that is wanted.
type Asked = Query<BTreeMap<String, String>>;

fn wanted(asked: &BTreeMap<String, String>) -> &str {
    asked.get("to").map_or("", String::as_str)
}

/// Returns the page to go to after signing in: the wanted one if it is of this endpoint, or else the first.
fn destination(to: &str) -> &str {
    let is_own = to.starts_with('/')
        && !to.starts_with("//")
        && to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { to } else { "/" }
}

/// Adds the wanted page to an address.
fn with_destination(path: &str, to: &str) -> String {
    match destination(to) {
        "/" => path.into(),
        to => format!("{path}?{}", serde_urlencoded::to_string([("to", to)]).unwrap_or_default()),
    }
}

/// `GET /sign-in`
pub async fn sign_in_page(
    State(programs): State<Arc<Programs>>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    Ok(password_form("", wanted(&asked), None, &words))
}

/// `POST /sign-in`: with the right password, leads on, or to the page for the one-time code.
pub async fn sign_in(
    State(sign_ins): State<Arc<SignIns>>,
    State(programs): State<Arc<Programs>>,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let (email, to) = (fields.get("email"), fields.get("to"));
    let begun = sign_ins.by_password(email, fields.get("password"), &visitor, browser(&headers)).await;
    match begun {
        Ok(begun) if begun.confirmed => Ok(with_session(&begun, destination(to), &headers)),
        Ok(begun) => Ok(with_session(&begun, &with_destination("/sign-in/code", to), &headers)),
        Err(why) => {
            let words = Words::for_page(&headers, &programs).await?;
            let (status, text) = refused(why, "sign-in-wrong", &words)?;
            Ok((status, password_form(email, to, Some(&text), &words)).into_response())
        }
    }
}

fn password_form(email: &str, to: &str, text: Option<&str>, words: &Words) -> Response {
    let body = html! {
        h1 { (words.say("sign-in-here")) }
        (notice(text))
        form.stack method="post" action="/sign-in" {
            input type="hidden" name="to" value=(to);
            (input("email", "email", "username", email, "label-email", words))
            (input("password", "password", "current-password", "", "label-password", words))
            button type="submit" { (words.say("sign-in-here")) }
        }
        p.more { (words.say("sign-in-help")) " " code { "referral admin reset you@vendor.example" } }
        p.more { a href="/with-token" { (words.say("sign-in-with-token")) } }
    };
    page(&words.say("sign-in-here"), None, &body, words)
}

/// `GET /sign-in/code`
pub async fn code_page(
    State(callers): State<Arc<Callers>>,
    State(programs): State<Arc<Programs>>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    match callers.session(&headers).await? {
        Some(waiting) if !waiting.session.confirmed => {
            let words = Words::for_page(&headers, &programs).await?;
            Ok(code_form(wanted(&asked), None, &words))
        }
        Some(_) => Ok(Redirect::to(destination(wanted(&asked))).into_response()),
        None => Ok(Redirect::to(&with_destination("/sign-in", wanted(&asked))).into_response()),
    }
}

/// `POST /sign-in/code`
pub async fn enter_code(
    State(callers): State<Arc<Callers>>,
    State(sign_ins): State<Arc<SignIns>>,
    State(programs): State<Arc<Programs>>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let to = fields.get("to");
    let Some(waiting) = callers.session(&headers).await?.filter(|found| !found.session.confirmed) else {
        return Ok(Redirect::to(&with_destination("/sign-in", to)).into_response());
    };
    match sign_ins.by_code(&waiting, fields.get("code"), browser(&headers)).await {
        Ok(begun) => Ok(with_session(&begun, destination(to), &headers)),
        Err(why) => {
            let words = Words::for_page(&headers, &programs).await?;
            let (status, text) = refused(why, "code-wrong", &words)?;
            Ok((status, code_form(to, Some(&text), &words)).into_response())
        }
    }
}

fn code_form(to: &str, text: Option<&str>, words: &Words) -> Response {
    let body = html! {
        h1 { (words.say("label-code")) }
        p { (words.say("code-help")) }
        (notice(text))
        form.stack method="post" action="/sign-in/code" {
            input type="hidden" name="to" value=(to);
            (input("code", "text", "one-time-code", "", "label-code", words))
            button type="submit" { (words.say("sign-in-here")) }
        }
    };
    page(&words.say("label-code"), None, &body, words)
}

/// `GET /with-token`: asks for the vendor's token, which the browser then sends with each request.
pub async fn with_token(
    State(callers): State<Arc<Callers>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Err(challenge());
    }
    callers.find(&headers, &visitor).await?;
    Ok(Redirect::to("/").into_response())
}

/// `POST /sign-out`
pub async fn sign_out(
    State(callers): State<Arc<Callers>>,
    State(store): State<Store>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if let Some(found) = callers.session(&headers).await? {
        store.end_session(&found.user.id, found.session.number).await?;
    }
    let cookie = [(header::SET_COOKIE, no_cookie(&DESK_COOKIE, &headers))];
    Ok((cookie, Redirect::to("/sign-in")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_website() {
        for own in ["/", "/referrals/1?a=b#history", "/people"] {
            assert_eq!(destination(own), own);
        }
        for other in [
            "",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "evil",
            "/ä\r\nx",
        ] {
            assert_eq!(destination(other), "/", "{other}");
        }
    }
}
