//! The page with the snippets for a program and a partner.

use super::super::listing::listed;
use super::super::parts::page;
use super::super::words::Words;
use super::asked::{Asked, release};
use crate::access::{Caller, Right};
use crate::app::App;
use crate::catalog::{Programs, Release, State as ProgramState};
use crate::http::extract::{Path, Query};
use crate::http::refusal::Refusal;
use crate::snippets::Snippets;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use referral_language::LANGUAGES;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The policy of the desk's pages, with the one script that copies and opens pages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

/// `GET /snippets.js`.
pub async fn snippets_script() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("snippets.js"))
}

/// `GET /snippets`: asks for program and partner.
pub async fn snippets_page(
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let programs: BTreeMap<String, ProgramState> = listed(&programs).await?.into_iter().collect();
    let in_service = programs.iter().filter_map(|(id, state)| Some((id, state.release.as_deref()?)));
    let in_service = in_service.filter(|(_, release)| release.program.application.is_none());
    let in_service: Vec<(&String, &Release)> = in_service.collect();
    if in_service.iter().any(|(id, _)| **id == asked.program) {
        let query = [("partner", asked.partner.trim()), ("language", asked.language.as_str())];
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        return Ok(Redirect::to(&format!("/snippets/{}?{query}", asked.program)).into_response());
    }
    let words = Words::for_reader(&headers, &programs);
    let title = words.say("snippets");
    let body = html! {
        h1 { (title) }
        p { (words.say("snippets-what")) }
        @if in_service.is_empty() { p.empty { (words.say("no-programs")) } } @else {
            form.command.open method="get" action="/snippets" {
                label for="program" { (words.say("filter-program")) }
                select id="program" name="program" {
                    @for (id, release) in &in_service { option value=(id) { (release.program.name) } }
                }
                (partner_fields(&asked, &words))
                button type="submit" { (words.say("snippets-show")) }
            }
        }
    };
    Ok(page(&title, Some(&caller), &body, &words))
}

/// `GET /snippets/{program}`: the snippets for a partner.
pub async fn show_snippets(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let release = release(&app.programs, &id).await?;
    let words = Words::for_page(&headers, &app.programs).await?;
    let made = made(&app, &headers, &release, &asked).await;
    Ok(respond(
        &Shown { release: &release, asked: &asked, made, has_challenge: app.challenge.is_some() },
        None,
        &caller,
        &words,
    ))
}

/// Makes the snippets, if a partner is named.
pub async fn made(app: &App, headers: &HeaderMap, release: &Release, asked: &Asked) -> Option<Snippets> {
    let vendor = app.place.address(headers);
    let hashes = app.package.hashes().await;
    let partner = asked.partner()?;
    Some(Snippets::make(&vendor, &hashes, release, partner, asked.language().as_deref()))
}

/// What the page shows.
pub struct Shown<'a> {
    pub release: &'a Release,
    pub asked: &'a Asked,
    /// The snippets, once a partner is named.
    pub made: Option<Snippets>,
    /// True if leads without a challenge are refused.
    pub has_challenge: bool,
}

/// The page. `checked` is what was found on the partner's page.
pub fn respond(shown: &Shown, checked: Option<&Markup>, caller: &Caller, words: &Words) -> Response {
    let Shown { release, asked, made, has_challenge } = shown;
    let program = &release.program;
    let title = words.with("snippets-for", &[("label", &program.name)]);
    let is_unusable = made.is_none() && !asked.partner.trim().is_empty();
    let body = html! {
        p.more { a href="/snippets" { (words.say("snippets-other-program")) } }
        h1 { (title) }
        @if let Some(checked) = checked { (checked) }
        form.command.open method="get" action={ "/snippets/" (program.id) } {
            @if is_unusable { p.problems.bad role="alert" { (words.say("snippets-no-partner")) } }
            (partner_fields(asked, words))
            button type="submit" { (words.say("snippets-show")) }
        }
        @if let Some(made) = made {
            (snippets(made, *has_challenge, words))
            @if caller.has(Right::Manage) { (check_form(asked, &program.id, words)) }
        }
        script type="module" src="/snippets.js" {}
    };
    let mut response = page(&title, Some(caller), &body, words);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn partner_fields(asked: &Asked, words: &Words) -> Markup {
    let chosen = asked.language().unwrap_or_default();
    html! {
        label for="partner" { (words.say("snippets-partner")) }
        input id="partner" name="partner" value=(asked.partner.trim()) required maxlength="200" autocomplete="off" dir="auto";
        label for="language" { (words.say("snippets-language")) }
        select id="language" name="language" {
            option value="" { (words.say("snippets-own-language")) }
            @for (code, name) in LANGUAGES { option value=(code) lang=(code) selected[chosen == code] { (name) } }
        }
    }
}

fn snippets(made: &Snippets, has_challenge: bool, words: &Words) -> Markup {
    html! {
        div data-copy=(words.say("snippets-copy")) data-copied=(words.say("snippets-copied")) {
            (part("link", "snippets-link", &[(&made.link, "snippets-link-what")], words))
            (part("form", "snippets-form", &[(&made.form, "snippets-form-what")], words))
            (part("in-html", "snippets-in-html",
                &[(&made.with_form, "snippets-in-html-what"), (&made.style, "snippets-in-html-also")], words))
            (part("status", "snippets-status", &[(&made.status, "snippets-status-what")], words))
            (part("policy", "snippets-policy",
                &[(&made.policy, "snippets-policy-what"), (&made.trusted_types, "snippets-policy-also")], words))
            @if has_challenge { p { (words.say("snippets-challenge")) } }
        }
    }
}

/// A part of the page: its title, and its texts, each with what it is for.
fn part(id: &str, title: &str, texts: &[(&String, &str)], words: &Words) -> Markup {
    html! {
        section aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (words.say(title)) }
            @for (i, (text, what)) in texts.iter().enumerate() {
                @let what = words.say(what);
                p { (what) }
                (field(&format!("{id}-{}", i + 1), text, &what))
            }
        }
    }
}

/// A text to copy. Without a script, it can be selected.
fn field(id: &str, text: &str, label: &str) -> Markup {
    let rows = text.lines().map(|line| line.len() / 60 + 1).sum::<usize>().clamp(1, 8);
    html! {
        textarea id=(id) rows=(rows) readonly spellcheck="false" autocomplete="off" dir="ltr" aria-label=(label) { "\n" (text) }
    }
}

fn check_form(asked: &Asked, program: &str, words: &Words) -> Markup {
    html! {
        section aria-labelledby="check-title" {
            h2 id="check-title" { (words.say("page-check")) }
            p { (words.say("page-check-what")) }
            form.command.open method="post" action={ "/snippets/" (program) "/check" } {
                input type="hidden" name="partner" value=(asked.partner.trim());
                input type="hidden" name="language" value=(asked.language().unwrap_or_default());
                label for="page" { (words.say("page-address")) }
                input id="page" name="page" type="url" value=(asked.page.trim()) required maxlength="2000" autocomplete="off"
                    placeholder="https://partner.example/refer";
                button type="submit" { (words.say("page-check-now")) }
            }
        }
    }
}
