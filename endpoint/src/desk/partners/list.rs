//! All partners, and the form that adds one.

use super::super::parts::page;
use super::super::people::{Fields, notice};
use super::super::words::Words;
use super::application::applicant;
use super::fields;
use super::one::{Beside, shown, state};
use crate::access::{Caller, Right};
use crate::app::App;
use crate::http::extract::Query;
use crate::http::refusal::Refusal;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use referral_store::{KeptPartner, Partner, Store};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The partners that are kept at the desk.
#[derive(JsonSchema, Serialize)]
pub struct ListedPartners {
    /// The partners, by their names. Those of `partners.json` are not among them.
    pub partners: Vec<KeptPartner>,
}

/// `GET /api/partners`
pub async fn list_partners(State(store): State<Store>) -> Result<Json<ListedPartners>, Refusal> {
    Ok(Json(ListedPartners { partners: store.partners().await? }))
}

/// What the address of the page may have.
#[derive(Deserialize)]
pub struct Asked {
    /// The id of an accepted application, of which a partner is made.
    application: Option<String>,
}

/// `GET /partners`
pub async fn partners_page(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &app.programs).await?;
    let begun = match &asked.application {
        Some(referral) => applicant(&app, referral).await?,
        None => Partner::default(),
    };
    list(&app, &caller, None, &begun, &words).await
}

/// `POST /partners`: adds a partner, and invites it.
pub async fn add_partner(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &app.programs).await?;
    let typed = async |wrong: String, partner: Partner| {
        let page = list(&app, &caller, Some(&wrong), &partner, &words).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let application = Some(fields.get("application").to_string()).filter(|referral| !referral.is_empty());
    if let Some(referral) = &application {
        applicant(&app, referral).await?;
    }
    let partner = match fields::read(&fields, &words) {
        Ok(partner) => Partner { application, ..partner },
        Err(wrong) => return typed(wrong, fields::as_typed(&fields)).await,
    };
    let id = partner.id.clone();
    if !app.store.add_partner(partner.clone(), app.clock.now()).await? {
        return typed(words.with("partner-id-taken", &[("label", &id)]), partner).await;
    }
    tracing::info!(by = caller.id(), partner = id, "added a partner");
    let beside = Beside::invited(&app, &id, &headers, &words).await?;
    shown(&app, &caller, &id, beside, &words).await
}

async fn list(
    app: &App,
    caller: &Caller,
    wrong: Option<&str>,
    typed: &Partner,
    words: &Words,
) -> Result<Response, Refusal> {
    let partners = app.store.partners().await?;
    let title = words.say("partners");
    let body = html! {
        h1 { (title) }
        @if partners.is_empty() { p.empty { (words.say("no-partners")) } }
        ul.referrals { @for kept in &partners { (card(kept, words)) } }
        @if caller.has(Right::Manage) {
            section.card aria-labelledby="add-partner" {
                h2 id="add-partner" { (words.say("add-partner")) }
                (notice(wrong))
                form.stack method="post" action="/partners" {
                    @if let Some(referral) = &typed.application {
                        input type="hidden" name="application" value=(referral);
                    }
                    (fields::write(typed, true, &fields::names(app).await?, words))
                    button type="submit" { (words.say("add-partner")) }
                }
            }
        }
        p.more { (words.say("as-json")) " " a href="/api/partners" { "/api/partners" } }
    };
    Ok(page(&title, Some(caller), &body, words))
}

fn card(kept: &KeptPartner, words: &Words) -> Markup {
    html! {
        li.card {
            div.line {
                h2.name { a href={ "/partners/" (kept.partner.id) } { (kept.partner.name) } }
                span.badge { (words.say(state(kept))) }
            }
            p.facts {
                bdi { (kept.partner.id) }
                @if let Some(email) = &kept.partner.email { " · " bdi { (email) } }
                @for website in kept.partner.websites.lines() { " · " bdi { (website) } }
            }
        }
    }
}
