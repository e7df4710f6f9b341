//! What the desk's pages have in common.

use super::words::Words;
use crate::access::{Caller, Right};
use crate::labels;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, html};
use referral_store::{Moment, Stored};
use referral_widget::office::LifecycleStatus;
use referral_widget::program::Program;

/// The policy of the pages: nothing but the stylesheet, whatever a lead contains.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Returns the name of the company, or says that it was not given.
pub fn company(stored: &Stored, program: Option<&Program>, words: &Words) -> String {
    labels::company(stored, program).unwrap_or_else(|| words.say("no-company"))
}

/// A page of the desk, with its policy, and with links to the other pages for those who may use them. Its forms say where they come from, so that those of other websites are told from them.
pub fn page(title: &str, caller: Option<&Caller>, body: &Markup, words: &Words) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    let page = html! {
        (DOCTYPE)
        html lang=(words.language.tag()) dir=(words.language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/status.css";
            }
            body {
                @if let Some(caller) = caller { (navigation(caller, words)) }
                main { (body) }
            }
        }
    };
    (headers, page).into_response()
}

/// The links between the desk's pages, as far as the caller may use them.
fn navigation(caller: &Caller, words: &Words) -> Markup {
    html! {
        nav aria-label=(words.say("desk")) {
            a href="/" { (words.say("referrals")) }
            a href="/numbers" { (words.say("numbers")) }
            a href="/feedback" { (words.say("opinions")) }
            a href="/compare" { (words.say("compare")) }
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

/// The word for a status.
pub fn status_word(status: LifecycleStatus, words: &Words) -> String {
    words.say(match status {
        LifecycleStatus::InReview => "status-in-review",
        LifecycleStatus::Accepted => "status-accepted",
        LifecycleStatus::Declined => "status-declined",
        LifecycleStatus::Won => "status-won",
        LifecycleStatus::Lost => "status-lost",
        LifecycleStatus::Withdrawn => "status-withdrawn",
        LifecycleStatus::Expired => "status-expired",
    })
}

/// The word for where a referral stands, in its color.
pub fn badge(status: &str, words: &Words) -> Markup {
    let status = LifecycleStatus::from_word(status);
    let class = match status {
        Some(LifecycleStatus::Accepted | LifecycleStatus::Won) => "good",
        Some(LifecycleStatus::InReview) => "wait",
        Some(
            LifecycleStatus::Declined
            | LifecycleStatus::Lost
            | LifecycleStatus::Withdrawn
            | LifecycleStatus::Expired,
        )
        | None => "bad",
    };
    html! { @if let Some(status) = status { span class={ "badge " (class) } { (status_word(status, words)) } } }
}

/// A point in time as `2026-11-23 10:15`, in the program's time zone, or in UTC without one.
pub fn minute(program: Option<&Program>, at: Moment) -> String {
    let at = at.timestamp();
    let zoned = program.map_or_else(|| at.to_zoned(TimeZone::UTC), |program| program.zoned(at));
    left_to_right(&zoned.strftime("%Y-%m-%d %H:%M").to_string())
}

/// A date or a code in a sentence of Arabic runs from left to right (Unicode UAX 9, explicit directional isolates).
pub fn left_to_right(text: &str) -> String {
    format!("\u{2066}{text}\u{2069}")
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
            (words.with("cleared", &[("at", &utc_minute(at))])) " "
            @match &stored.standing.protected_until {
                Some(until) => (words.with("protects-until", &[("until", until)])),
                None => (words.say("protects-nobody")),
            }
        }
    }
}

/// Writes a time like `2026-11-23 09:15 UTC`.
pub fn utc_minute(at: Moment) -> String {
    at.timestamp().strftime("%Y-%m-%d %H:%M UTC").to_string()
}
