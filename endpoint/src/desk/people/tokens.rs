//! The page where admins make and revoke the tokens of other systems.

use super::super::parts::page;
use super::super::words::Words;
use super::fields::{Fields, input, notice};
use crate::access::{Caller, Right, TOKEN_PREFIX, hash, new_secret};
use crate::catalog::Programs;
use crate::clock::Clock;
use crate::http::refusal::Refusal;
use crate::labels::minute;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{ApiToken, NewApiToken, Store};
use std::sync::Arc;
use uuid::Uuid;

const LONGEST_NAME: usize = 100;

/// `GET /tokens`
pub async fn tokens_page(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    shown(&store, &caller, &html! {}, &words).await
}

/// `POST /tokens`: makes a token, and shows it this once.
pub async fn make_token(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    State(clock): State<Clock>,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    let name = fields.get("name").trim();
    let chosen = Right::SCOPES.into_iter().map(Right::as_str);
    let chosen: Vec<&str> =
        chosen.filter(|scope| !fields.get(&format!("scope-{scope}")).is_empty()).collect();
    let is_name = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if !is_name || chosen.is_empty() {
        let wrong = words.say("token-incomplete");
        let page = shown(&store, &caller, &notice(Some(&wrong)), &words).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let secret = new_secret().map_err(|error| {
        tracing::error!(%error, "the system gives no random numbers");
        Refusal::unavailable("No token can be made right now. Try again.")
    })?;
    let text = format!("{TOKEN_PREFIX}{secret}");
    let new = NewApiToken {
        id: Uuid::new_v4().to_string(),
        name: name.into(),
        sha256: hash(&text),
        scopes: chosen.join(" "),
        made_by: caller.id().into(),
    };
    tracing::info!(by = caller.id(), token = new.id, scopes = new.scopes, "made a token for another system");
    store.add_api_token(new, clock.now()).await?;
    let made = html! {
        div.notice.done role="status" {
            p { (words.say("token-made")) }
            p { code { (text) } }
        }
    };
    shown(&store, &caller, &made, &words).await
}

/// `POST /tokens/{id}/revoke`
pub async fn revoke_token(
    State(store): State<Store>,
    State(clock): State<Clock>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Refusal> {
    if store.revoke_api_token(&id, clock.now()).await? {
        tracing::info!(by = caller.id(), token = id, "revoked a token of another system");
    }
    Ok(Redirect::to("/tokens").into_response())
}

async fn shown(store: &Store, caller: &Caller, beside: &Markup, words: &Words) -> Result<Response, Refusal> {
    let tokens = store.api_tokens().await?;
    let body = html! {
        h1 { (words.say("api-tokens")) }
        p { (words.say("tokens-help")) " " code { "Authorization: Bearer <token>" } }
        (beside)
        @if tokens.is_empty() { p.empty { (words.say("no-tokens")) } }
        ul.referrals { @for token in &tokens { (card(token, words)) } }
        section.card aria-labelledby="make-token" {
            h2 id="make-token" { (words.say("make-token")) }
            form.stack method="post" action="/tokens" {
                (input("name", "text", "off", "", "token-name", words))
                fieldset {
                    legend { (words.say("token-scopes")) }
                    @for scope in Right::SCOPES.map(Right::as_str) {
                        label.choice {
                            input type="checkbox" name={ "scope-" (scope) } value="true";
                            " " (words.say(&format!("scope-{scope}")))
                        }
                    }
                }
                button type="submit" { (words.say("make-token")) }
            }
        }
    };
    Ok(page(&words.say("api-tokens"), Some(caller), &body, words))
}

fn card(token: &ApiToken, words: &Words) -> Markup {
    let scopes = token.scopes.split(' ').map(|scope| words.say(&format!("scope-{scope}")));
    html! {
        li.card {
            h2.name { (token.name) }
            p { (scopes.collect::<Vec<_>>().join(" · ")) }
            p.facts {
                (words.with("added-at", &[("at", &minute(&TimeZone::UTC, token.made_at))])) " · "
                @match token.used_at {
                    Some(at) => (words.with("token-used", &[("at", &minute(&TimeZone::UTC, at))])),
                    None => (words.say("token-unused")),
                }
            }
            @match token.revoked_at {
                Some(at) => p.differs { (words.with("token-revoked", &[("at", &minute(&TimeZone::UTC, at))])) },
                None => form method="post" action={ "/tokens/" (token.id) "/revoke" } {
                    button type="submit" { (words.say("revoke-token")) }
                },
            }
        }
    }
}
