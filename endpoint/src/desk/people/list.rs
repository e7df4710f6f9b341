//! The page where admins add people, change what they may do, and remove them.

use super::super::parts::page;
use super::super::words::Words;
use super::fields::{Fields, input, notice};
use crate::access::{AccountError, Caller, Invited, LINK_DAYS, add_user, reset_user};
use crate::catalog::Programs;
use crate::clock::Clock;
use crate::http::refusal::Refusal;
use crate::labels::minute;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{Store, User, UserChange};
use referral_widget::office::Role;
use std::sync::Arc;

/// What the page says beside the list.
#[derive(Default)]
struct Beside<'a> {
    /// What is wrong.
    wrong: Option<String>,
    /// What was typed for a new person.
    typed: Option<&'a Fields>,
    /// Somebody's link, which is shown this once.
    link: Option<Markup>,
}

/// `GET /people`
pub async fn people_page(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    shown(&store, &caller, Beside::default(), &words).await
}

/// `POST /people`: adds a person, and shows their link.
pub async fn add_person(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    State(clock): State<Clock>,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    // The form has only the words of roles.
    let role = Role::from_word(fields.get("role")).unwrap_or(Role::Viewer);
    match add_user(&store, fields.get("name"), fields.get("email"), role, clock.now()).await {
        Ok(invited) => {
            tracing::info!(by = caller.id(), role = role.as_str(), "added a person");
            let link = Some(link(&invited, &headers, &words));
            shown(&store, &caller, Beside { link, ..Beside::default() }, &words).await
        }
        Err(why) => {
            let wrong = Some(words.say(text_of(why)?));
            let beside = Beside { wrong, typed: Some(&fields), link: None };
            let page = shown(&store, &caller, beside, &words).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /people/{id}/reset`: takes password, codes and sessions from a person, and shows a new link.
pub async fn reset_person(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    State(clock): State<Clock>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    let user = find(&store, &id).await?;
    match reset_user(&store, &user.email, clock.now()).await {
        Ok(invited) => {
            tracing::info!(by = caller.id(), user = id, "gave somebody a new link");
            let link = Some(link(&invited, &headers, &words));
            shown(&store, &caller, Beside { link, ..Beside::default() }, &words).await
        }
        Err(AccountError::Unknown(_)) => Err(unknown()),
        Err(why) => text_of(why).and(Err(unknown())),
    }
}

/// `POST /people/{id}/role`
pub async fn change_role(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let role = Role::from_word(fields.get("role")).ok_or_else(|| {
        let detail = "`role` is `admin`, `manager`, `finance` or `viewer`.";
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    })?;
    let change = store.change_role(&id, role).await?;
    changed(change, (&store, &programs), &caller, &headers).await
}

/// `POST /people/{id}/remove`
pub async fn remove_person(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    State(clock): State<Clock>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let change = store.remove_user(&id, clock.now()).await?;
    changed(change, (&store, &programs), &caller, &headers).await
}

/// `POST /people/{id}/sign-out`
pub async fn sign_person_out(
    State(store): State<Store>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Refusal> {
    let user = find(&store, &id).await?;
    store.end_all_sessions(&user.id).await?;
    tracing::info!(by = caller.id(), user = id, "ended somebody's sessions");
    Ok(Redirect::to("/people").into_response())
}

async fn changed(
    change: UserChange,
    (store, programs): (&Store, &Arc<Programs>),
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    match change {
        UserChange::Done => {
            tracing::info!(by = caller.id(), "changed or removed a person");
            Ok(Redirect::to("/people").into_response())
        }
        UserChange::Unknown => Err(unknown()),
        UserChange::LastAdmin => {
            let words = Words::for_page(headers, programs).await?;
            let beside = Beside { wrong: Some(words.say("last-admin")), ..Beside::default() };
            let page = shown(store, caller, beside, &words).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

async fn find(store: &Store, id: &str) -> Result<User, Refusal> {
    store.present_users().await?.into_iter().find(|user| user.id == id).ok_or_else(unknown)
}

fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is no such person. /people lists them.")
}

/// The text for what is wrong with a new person.
fn text_of(why: AccountError) -> Result<&'static str, Refusal> {
    match why {
        AccountError::Name => Ok("name-wrong"),
        AccountError::Email(_) | AccountError::Unknown(_) => Ok("email-wrong"),
        AccountError::Taken(_) => Ok("email-taken"),
        AccountError::Store(error) => Err(error.into()),
        AccountError::System(error) => {
            tracing::error!(%error, "the system gives no random numbers");
            Err(Refusal::unavailable("No link can be made right now. Try again."))
        }
    }
}

/// Shows a link, with the address at which the browser sees the desk.
fn link(invited: &Invited, headers: &HeaderMap, words: &Words) -> Markup {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let origin = origin.filter(|origin| origin.starts_with("http")).unwrap_or_default();
    let days = LINK_DAYS.to_string();
    html! {
        div.notice.done role="status" {
            p { (words.with("link-for", &[("label", &invited.name), ("count", &days)])) }
            p { code { (origin) (invited.path) } }
        }
    }
}

async fn shown(
    store: &Store,
    caller: &Caller,
    beside: Beside<'_>,
    words: &Words,
) -> Result<Response, Refusal> {
    let (removed, present): (Vec<User>, Vec<User>) =
        store.users().await?.into_iter().partition(|user| user.removed_at.is_some());
    let typed = |name| beside.typed.map_or("", |fields| fields.get(name));
    let body = html! {
        h1 { (words.say("people")) }
        (notice(beside.wrong.as_deref()))
        @if let Some(link) = &beside.link { (link) }
        ul.referrals { @for user in &present { (card(user, words)) } }
        section.card aria-labelledby="add-person" {
            h2 id="add-person" { (words.say("add-person")) }
            form.stack method="post" action="/people" {
                (input("name", "text", "off", typed("name"), "label-name", words))
                (input("email", "email", "off", typed("email"), "label-email", words))
                (roles("role", Role::from_word(typed("role")).unwrap_or(Role::Manager), words))
                ul.problems {
                    @for (word, _) in Role::WORDS {
                        li { strong { (words.say(&format!("role-{word}"))) } ": " (words.say(&format!("may-{word}"))) }
                    }
                }
                button type="submit" { (words.say("add-person")) }
            }
        }
        @if !removed.is_empty() {
            section aria-labelledby="removed" {
                h2 id="removed" { (words.say("removed-people")) }
                ul.problems { @for user in &removed { li { (user.name) } } }
            }
        }
    };
    Ok(page(&words.say("people"), Some(caller), &body, words))
}

fn roles(id: &str, chosen: Role, words: &Words) -> Markup {
    html! {
        label for=(id) { (words.say("label-role")) }
        select id=(id) name="role" {
            @for (word, role) in Role::WORDS {
                option value=(word) selected[role == chosen] { (words.say(&format!("role-{word}"))) }
            }
        }
    }
}

fn card(user: &User, words: &Words) -> Markup {
    html! {
        li.card {
            div.line {
                h2.name { (user.name) }
                span.badge { (words.say(&format!("role-{}", user.role().as_str()))) }
            }
            p.facts {
                bdi { (user.email) } " · " (words.with("added-at", &[("at", &minute(&TimeZone::UTC, user.added_at))]))
                @if user.totp_secret.is_some() { " · " (words.say("codes")) }
            }
            @if user.password.is_none() { p.differs { (words.say("no-password-yet")) } }
            details.command {
                summary { (words.with("change-person", &[("label", &user.name)])) }
                form.stack method="post" action={ "/people/" (user.id) "/role" } {
                    (roles(&format!("role-{}", user.id), user.role(), words))
                    button type="submit" { (words.say("change-role")) }
                }
                form method="post" action={ "/people/" (user.id) "/reset" } {
                    p.facts { (words.say("reset-means")) }
                    button type="submit" { (words.say("reset-person")) }
                }
                form method="post" action={ "/people/" (user.id) "/sign-out" } {
                    button type="submit" { (words.say("sign-out-everywhere")) }
                }
                form method="post" action={ "/people/" (user.id) "/remove" } {
                    p.facts { (words.say("remove-means")) }
                    button type="submit" { (words.say("remove-person")) }
                }
            }
        }
    }
}
