//! Checks a partner's page, and offers to open it and hear from its form.

use super::super::words::Words;
use super::asked::{Asked, release};
use super::page::{Shown, made, respond};
use crate::access::Caller;
use crate::app::App;
use crate::catalog::Release;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::partners::{known, listed};
use crate::snippets::{Finding, Wanted, check, web_page};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};
use referral_widget::markup::CHECKED_BY_DESK;
use reqwest::Url;
use std::sync::Arc;

/// `POST /snippets/{program}/check`: says what is missing on the partner's page.
pub async fn check_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(asked) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let release = release(&app.programs, &id).await?;
    let words = Words::for_page(&headers, &app.programs).await?;
    let made = made(&app, &headers, &release, &asked).await;
    let checked = match asked.partner().filter(|_| made.is_some()) {
        Some(partner) => Some(look(&app, &headers, &release, partner, &asked.page).await?),
        None => None,
    };
    let checked =
        checked.map(|(findings, page)| report(&findings, page.as_ref(), (&release, &asked), &words));
    let shown = Shown { release: &release, asked: &asked, made, has_challenge: app.challenge.is_some() };
    Ok(respond(&shown, checked.as_ref(), &caller, &words))
}

/// Fetches and checks the page. Returns what was found, and where the page is, if it can be opened in a browser.
async fn look(
    app: &App,
    headers: &HeaderMap,
    release: &Arc<Release>,
    partner: &str,
    typed: &str,
) -> Result<(Vec<Finding>, Option<Url>), Refusal> {
    let typed = match web_page(typed) {
        Ok(typed) => typed,
        Err(finding) => return Ok((vec![finding], None)),
    };
    let fetched = match app.visits.fetch(&typed).await {
        Ok(fetched) => fetched,
        Err(finding) => return Ok((vec![finding], Some(typed))),
    };
    let (vendor, hashes) = (app.place.address(headers), app.package.hashes().await);
    let release = Arc::clone(release);
    let partner = partner.to_string();
    let list = listed(&app.programs, &release.program.id).await?;
    let known = known(&app.store, list.as_ref(), &release.program.id, &partner).await?;
    let is_unknown = !known.is_known() && list.is_some_and(|list| list.only_known);
    let is_refused = is_unknown || known.has_ended();
    let websites: Vec<String> = known.websites().map(Into::into).collect();
    let checked = tokio::task::spawn_blocking(move || {
        let wanted = Wanted {
            vendor: &vendor,
            hashes: &hashes,
            program: &release.program,
            partner: &partner,
            websites: &websites,
            is_refused,
        };
        (check(&fetched, &wanted), Some(fetched.address))
    });
    checked.await.map_err(|error| {
        tracing::error!(%error, "a page could not be checked");
        Refusal::unavailable("The page could not be checked.")
    })
}

fn report(
    findings: &[Finding],
    page: Option<&Url>,
    (release, asked): (&Release, &Asked),
    words: &Words,
) -> Markup {
    html! {
        section.wide aria-labelledby="checked" {
            @if findings.is_empty() {
                div role="status" { h2 id="checked" { (words.say("page-good")) } }
            } @else {
                div role="alert" { h2 id="checked" { (words.say("page-findings")) } }
                ul.problems { @for finding in findings { li { (said(finding, words)) } } }
            }
            p.facts { (words.say("page-address")) ": " bdi { (asked.page.trim()) } }
            @if let Some(page) = page { (opening(page, release, asked, words)) }
        }
    }
}

/// The text of a finding. Its values are code: they are written from left to right, and digits stay as they are.
fn said(finding: &Finding, words: &Words) -> Markup {
    let places: Vec<String> = (0..finding.values.len()).map(|i| format!("\0{i}\0")).collect();
    let values = finding.values.iter().zip(&places).map(|((name, _), place)| (*name, place.as_str()));
    let text = words.with(finding.key, &values.collect::<Vec<_>>());
    let value = |i: &str| Some(finding.values.get(i.parse::<usize>().ok()?)?.1.as_str());
    html! {
        @for (i, piece) in text.split('\0').enumerate() {
            @if i % 2 == 0 { (piece) } @else { code dir="ltr" { (value(piece).unwrap_or_default()) } }
        }
    }
}

/// What the script of the page needs to open the partner's page and to hear from its form. Without a script it is hidden.
fn opening(page: &Url, release: &Release, asked: &Asked, words: &Words) -> Markup {
    let mut address = page.clone();
    address.set_fragment(Some(CHECKED_BY_DESK.trim_start_matches('#')));
    let partner = asked.partner().unwrap_or_default();
    let told = words
        .with("page-hears", &[("program", "{program}"), ("partner", "{partner}"), ("version", "{version}")]);
    html! {
        div hidden data-page=(address) data-program=(release.program.id) data-partner=(partner)
            data-waiting=(words.say("page-waits")) data-works=(told) data-other=(words.say("page-hears-other"))
            data-nothing=(words.say("page-hears-nothing")) data-blocked=(words.say("page-window-blocked")) {
            button type="button" { (words.say("page-open")) }
            p role="status" {}
        }
    }
}
