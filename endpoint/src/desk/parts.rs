//! What the desk's pages have in common.

use super::words::Words;
use crate::access::{Caller, Right};
use crate::http::page::{POLICY, document};
use crate::labels::{self, minute};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::Stored;
use referral_widget::program::Program;

/// Returns the name of the company, or says that it was not given.
pub fn company(stored: &Stored, program: Option<&Program>, words: &Words) -> String {
    labels::company(stored, program).unwrap_or_else(|| words.say("no-company"))
}

/// A page of the desk, with links to the other pages for those who may use them. Its forms say where they come from, so that the
/// endpoint can refuse those of other websites.
pub fn page(title: &str, caller: Option<&Caller>, body: &Markup, words: &Words) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    let links = html! { @if let Some(caller) = caller { (navigation(caller, words)) } };
    (headers, document(title, &links, body, &words.language)).into_response()
}

/// The links between the desk's pages, as far as the caller may use them.
fn navigation(caller: &Caller, words: &Words) -> Markup {
    html! {
        nav aria-label=(words.say("desk")) {
            a href="/" { (words.say("referrals")) }
            a href="/numbers" { (words.say("numbers")) }
            a href="/partners" { (words.say("partners")) }
            a href="/feedback" { (words.say("opinions")) }
            a href="/compare" { (words.say("compare")) }
            a href="/snippets" { (words.say("snippets")) }
            @if caller.has(Right::Hours) { a href="/hours" { (words.say("business-hours")) } }
            @if caller.has(Right::People) {
                a href="/people" { (words.say("people")) }
                a href="/tokens" { (words.say("api-tokens")) }
            }
            @if let Caller::Person(signed_in) = caller {
                a href="/account" { (words.say("your-account")) }
                form method="post" action="/sign-out" {
                    button type="submit" { (words.say("sign-out")) " · " (signed_in.user.name) }
                }
            }
        }
    }
}

/// The word for where a referral stands, in its color.
pub fn badge(status: &str, words: &Words) -> Markup {
    labels::badge(status, &|key| words.say(key))
}

/// Who refers, and how that is known.
pub fn referred_by(partner: Option<&str>, attributed_by: &str, words: &Words) -> Markup {
    let Some(partner) = partner else { return html! { (words.say("partner-unknown")) } };
    let known = match attributed_by {
        "token" => "by-token",
        "origin" => "by-origin",
        _ => "by-claim",
    };
    html! { (words.naming("by-partner", html! { strong { (partner) } })) " (" (words.say(known)) ")" }
}

/// Says that somebody has cleared the referral, or offers a button to those who may clear it.
pub fn clearing(stored: &Stored, caller: &Caller, words: &Words) -> Markup {
    let Some(at) = stored.cleared_at else {
        return html! {
            @if caller.has(Right::Manage) {
                form method="post" action={ "/api/referrals/" (stored.id) "/not-a-machine" } {
                    button type="submit" { (words.say("clear")) }
                    " " span.facts { (words.say("then-protects")) }
                }
            }
        };
    };
    html! {
        p.facts {
            (words.with("cleared", &[("at", &minute(&TimeZone::UTC, at))])) " "
            @match &stored.standing.protected_until {
                Some(until) => (words.with("protects-until", &[("until", until)])),
                None => (words.say("protects-nobody")),
            }
        }
    }
}
