//! Compares two signed receipts, and says which came first. Only what is signed counts: not what this endpoint has stored, nor
//! what somebody says.

use super::parts::page;
use super::words::Words;
use crate::access::Caller;
use crate::catalog::Programs;
use crate::http::refusal::Refusal;
use crate::labels::{left_to_right, minute};
use crate::signer::{known_keys, proved};
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_signing::Proof;
use referral_store::Store;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The two receipts, by the names of their fields.
const RECEIPTS: [&str; 2] = ["a", "b"];

/// A receipt that somebody gave, and what its signature proves.
struct Given {
    text: String,
    /// What is signed, with the time of arrival. `None` if none of the endpoint's keys has signed it.
    proof: Option<(Proof, Timestamp)>,
}

/// `GET /compare`
pub async fn compare_page(
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    Ok(respond(&[], &caller, &words))
}

/// `POST /compare`: two receipts, each pasted or as the file that was saved.
pub async fn compare_receipts(
    State(store): State<Store>,
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refusal> {
    let form = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let fields = fields(form).await.map_err(|error| Refusal::new(error.status(), error.body_text()))?;
    let words = Words::for_page(&headers, &programs).await?;
    let keys = known_keys(&store).await?;
    let given = RECEIPTS.map(|name| {
        let text =
            [format!("{name}-file"), name.to_string()].iter().find_map(|name| fields.get(name).cloned());
        let text = text.unwrap_or_default();
        let proof = proved(&text, &keys).and_then(|proof| {
            let at = proof.received_at.parse().ok()?;
            Some((proof, at))
        });
        Given { text, proof }
    });
    Ok(respond(&given, &caller, &words))
}

/// The fields that are not empty.
async fn fields(mut form: Multipart) -> Result<BTreeMap<String, String>, MultipartError> {
    let mut fields = BTreeMap::new();
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_string();
        let text = String::from_utf8_lossy(&field.bytes().await?).trim().to_string();
        if !text.is_empty() {
            fields.insert(name, text);
        }
    }
    Ok(fields)
}

fn respond(given: &[Given], caller: &Caller, words: &Words) -> Response {
    let title = words.say("compare");
    let body = html! {
        h1 { (title) }
        @if let [a, b] = given { (compared(a, b, words)) }
        p { (words.say("compare-how")) }
        form.command.open method="post" action="/compare" enctype="multipart/form-data" {
            @for (i, name) in RECEIPTS.iter().enumerate() {
                @let title = words.with("receipt", &[("label", letter(i))]);
                fieldset {
                    legend { (title) }
                    label for=(name) { (words.say("receipt-pasted")) }
                    textarea id=(name) name=(name) rows="4" spellcheck="false" autocomplete="off" {
                        (given.get(i).map_or("", |given| given.text.as_str()))
                    }
                    label for={ (name) "-file" } { (words.say("receipt-file")) }
                    input id={ (name) "-file" } name={ (name) "-file" } type="file" accept=".jws,.txt";
                }
            }
            button type="submit" { (words.say("compare-now")) }
        }
    };
    page(&title, Some(caller), &body, words)
}

/// The name of a receipt on the page.
fn letter(i: usize) -> &'static str {
    ["A", "B"].get(i).copied().unwrap_or_default()
}

fn compared(a: &Given, b: &Given, words: &Words) -> Markup {
    let said = match (&a.proof, &b.proof) {
        (Some((a, first)), Some((b, second))) => match first.cmp(second) {
            _ if a.referral == b.referral => words.say("compare-same"),
            Ordering::Less => words.with("came-first", &[("label", letter(0))]),
            Ordering::Greater => words.with("came-first", &[("label", letter(1))]),
            Ordering::Equal => words.say("came-together"),
        },
        _ => words.say("compare-nothing"),
    };
    html! {
        section.wide aria-labelledby="compared" tabindex="0" {
            h2 id="compared" role="status" { (said) }
            @for (i, given) in [a, b].into_iter().enumerate() {
                @let title = words.with("receipt", &[("label", letter(i))]);
                h3 { (title) }
                @match &given.proof {
                    Some((proof, at)) => (claims(proof, *at, words)),
                    None => p.differs { (words.say("not-signed")) },
                }
            }
        }
    }
}

/// What is signed.
fn claims(proof: &Proof, at: Timestamp, words: &Words) -> Markup {
    let known = match proof.partner_known_by.as_deref() {
        Some("token") => Some("by-token"),
        Some("origin") => Some("by-origin"),
        Some(_) => Some("by-claim"),
        None => None,
    };
    html! {
        p { (words.with("received-at", &[("at", &minute(&TimeZone::UTC, at.into()))])) " " span.facts { code { (proof.received_at) } } }
        p {
            @match &proof.partner {
                Some(partner) => (words.naming("by-partner", html! { strong { (partner) } })),
                None => (words.say("partner-unknown")),
            }
            @if let Some(known) = known { " (" (words.say(known)) ")" }
        }
        @if let Some(until) = &proof.protected_until { p { (words.with("customer-protected-until", &[("until", &left_to_right(until))])) } }
        p.facts {
            (words.say("filter-program")) " " (proof.program) " · "
            a href={ "/referrals/" (proof.referral) } { (words.with("reference", &[("referral", &left_to_right(&proof.referral))])) }
        }
    }
}
