//! What the pages of people share: forms as they arrive, their fields, and how they answer.

use super::super::words::Words;
use crate::access::{Begun, DESK_COOKIE, NotSignedIn, cookie};
use crate::http::refusal::Refusal;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// A form as it arrived. A field that is missing is empty.
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The names of all fields that came.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let form: Result<Form<_>, FormRejection> = Form::from_request(request, state).await;
        let Form(form) = form.map_err(|wrong| Refusal::new(wrong.status(), wrong.body_text()))?;
        Ok(Fields(form))
    }
}

/// A labelled input that must be filled in.
pub fn input(name: &str, kind: &str, autocomplete: &str, value: &str, key: &str, words: &Words) -> Markup {
    html! {
        label for=(name) { (words.say(key)) }
        input id=(name) name=(name) type=(kind) value=(value) autocomplete=(autocomplete) required;
    }
}

/// What is wrong, or what was done.
pub fn notice(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { p.notice role="alert" { (text) } } }
}

/// The name that a browser gives itself.
pub fn browser(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Leads to a page with the cookie of a session that has begun.
pub fn with_session(begun: &Begun, to: &str, headers: &HeaderMap) -> Response {
    let cookie = cookie(&DESK_COOKIE, &begun.secret, begun.seconds, headers);
    ([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response()
}

/// Says why somebody is not signed in. `wrong` is the text for what is wrong.
pub fn refused(why: NotSignedIn, wrong: &str, words: &Words) -> Result<(StatusCode, String), Refusal> {
    match why {
        NotSignedIn::Wrong => Ok((StatusCode::UNPROCESSABLE_ENTITY, words.say(wrong))),
        NotSignedIn::TooOften(wait) => {
            let seconds = wait.as_secs().saturating_add(1).to_string();
            let text = words.with("too-often", &[("count", &seconds)]);
            Ok((StatusCode::TOO_MANY_REQUESTS, text))
        }
        NotSignedIn::Failed(refusal) => Err(refusal),
    }
}
