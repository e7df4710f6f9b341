//! One partner: what is kept, what was agreed, and what may be done.

use super::super::parts::page;
use super::super::people::{Fields, notice};
use super::super::words::Words;
use super::fields;
use crate::access::{Caller, Right};
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::labels::minute;
use crate::partners::{INVITATION_DAYS, InviteError, address_mail, invite};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{KeptPartner, Partner};
use std::sync::Arc;

/// What the page says beside the partner.
#[derive(Default)]
pub struct Beside {
    wrong: Option<String>,
    typed: Option<Partner>,
    /// What became of an invitation.
    invited: Option<Markup>,
}

impl Beside {
    /// Invites a partner, and says so. A link that no mail brings is shown this once.
    pub async fn invited(app: &App, id: &str, headers: &HeaderMap, words: &Words) -> Result<Self, Refusal> {
        let kept = find(app, id).await?;
        let path = match invite(&app.store, &kept, app.sends_mails, app.clock.now()).await {
            Ok(path) => path,
            Err(InviteError::Unknown) => return Err(unknown()),
            Err(InviteError::Store(error)) => return Err(error.into()),
            Err(InviteError::System(error)) => {
                tracing::error!(%error, "the system gives no random numbers");
                return Err(Refusal::unavailable("No link can be made right now. Try again."));
            }
        };
        app.bell.ring();
        let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        let origin = origin.filter(|origin| origin.starts_with("http")).unwrap_or_default();
        let days = INVITATION_DAYS.to_string();
        let email = kept.partner.email.as_deref().unwrap_or_default();
        let said = html! {
            div.notice.done role="status" {
                @match &path {
                    Some(path) => {
                        p { (words.with("invitation-shown", &[("label", &kept.partner.name), ("count", &days)])) }
                        p { code { (origin) (path) } }
                    }
                    None => p { (words.with("invitation-sent", &[("email", email), ("count", &days)])) },
                }
            }
        };
        Ok(Beside { invited: Some(said), ..Beside::default() })
    }
}

/// `GET /partners/{id}`
pub async fn partner_page(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &app.programs).await?;
    shown(&app, &caller, &id, Beside::default(), &words).await
}

/// `POST /partners/{id}`: changes what is kept.
pub async fn change_partner(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    typed: Fields,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &app.programs).await?;
    let kept = find(&app, &id).await?;
    match fields::read(&typed, &words) {
        Ok(partner) => {
            let old = kept.partner;
            let application = old.application.clone();
            let tells =
                address_mail(&old, partner.email.as_deref(), app.clock.now()).filter(|_| app.sends_mails);
            app.store.change_partner(Partner { id: id.clone(), application, ..partner }, tells).await?;
            app.bell.ring();
            tracing::info!(by = caller.id(), partner = id, "changed a partner");
            Ok(Redirect::to(&format!("/partners/{id}")).into_response())
        }
        Err(wrong) => {
            let typed = Some(Partner { id: id.clone(), ..fields::as_typed(&typed) });
            let beside = Beside { wrong: Some(wrong), typed, invited: None };
            let page = shown(&app, &caller, &id, beside, &words).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /partners/{id}/invite`: sends a new link, or shows it.
pub async fn invite_partner(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &app.programs).await?;
    let beside = Beside::invited(&app, &id, &headers, &words).await?;
    tracing::info!(by = caller.id(), partner = id, "invited a partner");
    shown(&app, &caller, &id, beside, &words).await
}

/// `POST /partners/{id}/end`: the partner refers no more.
pub async fn end_partner(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Refusal> {
    if !app.store.end_partner(&id, Some(app.clock.now())).await? {
        return Err(unknown());
    }
    tracing::info!(by = caller.id(), partner = id, "ended that a partner refers");
    Ok(Redirect::to(&format!("/partners/{id}")).into_response())
}

/// `POST /partners/{id}/resume`: the partner refers again.
pub async fn resume_partner(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Refusal> {
    if !app.store.end_partner(&id, None).await? {
        return Err(unknown());
    }
    tracing::info!(by = caller.id(), partner = id, "let a partner refer again");
    Ok(Redirect::to(&format!("/partners/{id}")).into_response())
}

async fn find(app: &App, id: &str) -> Result<KeptPartner, Refusal> {
    app.store.partner(id).await?.ok_or_else(unknown)
}

fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is no such partner. /partners lists them.")
}

/// The page of a partner.
pub async fn shown(
    app: &App,
    caller: &Caller,
    id: &str,
    beside: Beside,
    words: &Words,
) -> Result<Response, Refusal> {
    let kept = find(app, id).await?;
    let may_change = caller.has(Right::Manage);
    let partner = beside.typed.as_ref().unwrap_or(&kept.partner);
    let (id, name) = (&kept.partner.id, &kept.partner.name);
    let query = |name: &str| serde_urlencoded::to_string([(name, id.as_str())]).unwrap_or_default();
    let body = html! {
        div.line { h1 { (name) } span.badge { (words.say(state(&kept))) } }
        (notice(beside.wrong.as_deref()))
        @if let Some(invited) = &beside.invited { (invited) }
        p.facts {
            bdi { (id) } " · " (words.with("added-at", &[("at", &minute(&TimeZone::UTC, kept.added_at))]))
        }
        p.more {
            a href={ "/?" (query("partner")) } { (words.say("referrals")) }
            " · " a href={ "/snippets?" (query("partner")) } { (words.say("snippets")) }
            @if let Some(referral) = &kept.partner.application {
                " · " a href={ "/referrals/" (referral) } { (words.say("application")) }
            }
        }
        (agreements(app, id, words).await?)
        @if may_change {
            @if kept.ended_at.is_none() {
                section.card {
                    form method="post" action={ "/partners/" (id) "/invite" } {
                        p.facts { (words.say("invite-means")) }
                        button type="submit" { (words.say("invite")) }
                    }
                }
            }
            details.command open[beside.typed.is_some()] {
                summary { (words.with("change-person", &[("label", name)])) }
                form.stack method="post" action={ "/partners/" (id) } {
                    (fields::write(partner, false, &fields::names(app).await?, words))
                    button type="submit" { (words.say("save")) }
                }
            }
            details.command {
                @let (key, means, to) = match kept.ended_at {
                    Some(_) => ("resume-partner", "resume-partner-means", "resume"),
                    None => ("end-partner", "end-partner-means", "end"),
                };
                summary { (words.say(key)) }
                form method="post" action={ "/partners/" (id) "/" (to) } {
                    p.facts { (words.say(means)) }
                    button type="submit" { (words.say(key)) }
                }
            }
        }
    };
    Ok(page(name, Some(caller), &body, words))
}

async fn agreements(app: &App, id: &str, words: &Words) -> Result<Markup, Refusal> {
    let accepted = app.store.agreements_of(id).await?;
    Ok(html! {
        section aria-labelledby="agreements" {
            h2 id="agreements" { (words.say("agreements")) }
            @if accepted.is_empty() { p.empty { (words.say("no-agreements")) } }
            ul.problems {
                @for agreement in &accepted {
                    @let at = minute(&TimeZone::UTC, agreement.accepted_at);
                    li {
                        (words.with("accepted-by", &[
                            ("program", &agreement.program), ("version", &agreement.version),
                            ("label", &agreement.accepted_by), ("at", &at),
                        ]))
                        " " code { (agreement.sha256) }
                    }
                }
            }
        }
    })
}

/// The key of the text for where a partner stands.
pub fn state(kept: &KeptPartner) -> &'static str {
    match kept {
        KeptPartner { ended_at: Some(_), .. } => "partner-ended",
        KeptPartner { joined_at: Some(_), .. } => "partner-joined",
        KeptPartner { invitation_ends_at: Some(_), .. } => "partner-invited",
        _ => "partner-added",
    }
}
