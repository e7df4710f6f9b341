//! The description of the API as a page that needs no script.

use super::document::DOCUMENT;
use super::fields::{fields, prose, types};
use super::operation::Operation;
use super::operations::OPERATIONS;
use crate::http::page::{POLICY, document};
use crate::http::problem_kind::ProblemKind;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use referral_language::Language;
use serde_json::Value;
use std::fmt::Write;
use std::sync::LazyLock;

const VARIABLES: &str = "\
export ENDPOINT=http://127.0.0.1:8787
export TOKEN=…
export REFERRAL=…
export DELIVERY=…
export FEEDBACK=…";

static PAGE: LazyLock<String> =
    LazyLock::new(|| document("API", &html! {}, &body(), &Language::default()).into_string());

/// `GET /api`
pub async fn show_page() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, PAGE.as_str()).into_response()
}

fn body() -> Markup {
    html! {
        h1 { "API" }
        p {
            "Partners’ pages send referrals here, and the vendor’s other systems report back what became of them. The same as an \
             OpenAPI document, for tools: " a href="/api/openapi.json" { "/api/openapi.json" } "."
        }
        section aria-labelledby="basics" {
            h2 id="basics" { "What holds for all" }
            p { "The vendor’s operations need a token, as " code { "Authorization: Bearer …" } ". An admin makes one for each \
                 system on the page " a href="/tokens" { "API tokens" } ". It needs the scope that the operation names. The \
                 vendor’s own token may do everything." }
            p { "The examples take the token, the endpoint’s address and the ids from variables of the shell:" }
            pre { code { (VARIABLES) } }
            p { "All that is sent and answered is JSON in UTF-8. Points in time are in UTC (RFC 3339), days are written as \
                 2026-11-20, and currencies as in ISO 4217." }
            p { "To send the same again is safe: a lead has a " code { "key" } " of its own, and a command an "
                code { "Idempotency-Key" } ". After 429 and 503, wait as long as " code { "Retry-After" } " says." }
            p { "Whoever has changed something meanwhile is not overwritten: a command with the " code { "ETag" } " in "
                code { "If-Match" } " is refused if something has happened since. To read the " code { "ETag" } ", a token \
                 needs the scope " code { "read" } "." }
        }
        section aria-labelledby="problems" {
            h2 id="problems" { "Refusals" }
            p { "Each refusal says what is wrong and how to mend it, as problem details (RFC 9457, "
                code { "application/problem+json" } "). The " code { "type" } " is one of these:" }
            dl.answers {
                @for kind in ProblemKind::ALL { dt { code { (kind.word()) } } dd { (prose(kind.about())) } }
            }
        }
        @for (title, is_for_vendor) in [("Open to everybody", false), ("For the vendor", true)] {
            h2 { (title) }
            @for operation in OPERATIONS.iter().filter(|operation| operation.needs.is_some() == is_for_vendor) {
                (described(operation))
            }
        }
        section aria-labelledby="types" {
            h2 id="types" { "Types" }
            (types(&DOCUMENT["components"]["schemas"]))
        }
    }
}

fn described(operation: &Operation) -> Markup {
    let method = operation.method.as_str().to_ascii_lowercase();
    let document = &DOCUMENT["paths"][operation.path][method];
    html! {
        article.card aria-labelledby=(operation.name) {
            details {
                summary {
                    h3 id=(operation.name) { code { (operation.method) " " (operation.path) } }
                    " " (prose(operation.summary))
                }
                @let about = operation.whole_about();
                @if !about.is_empty() { p { (prose(&about)) } }
                @if let Some(parameters) = document["parameters"].as_array().filter(|all| !all.is_empty()) {
                    h4 { "Parameters" }
                    (described_parameters(parameters))
                }
                @if operation.body.is_some() {
                    h4 { "Body" }
                    (fields(&document["requestBody"]["content"]["application/json"]["schema"]))
                }
                h4 { "Answers" }
                (described_answers(operation, &document["responses"]))
                h4 { "Example" }
                pre { code { (curl(operation)) } }
            }
        }
    }
}

fn described_parameters(parameters: &[Value]) -> Markup {
    html! {
        dl.fields {
            @for parameter in parameters {
                dt {
                    code { (parameter["name"].as_str().unwrap_or_default()) } " in the "
                    (parameter["in"].as_str().unwrap_or_default())
                    @if parameter["required"] == true { ", required" }
                }
                dd { (prose(parameter["description"].as_str().unwrap_or_default())) }
            }
        }
    }
}

fn described_answers(operation: &Operation, responses: &Value) -> Markup {
    html! {
        dl.answers {
            @for answer in &operation.answers {
                dt { (status(answer.status)) }
                dd {
                    (prose(answer.about))
                    @for (kind, schema) in responses[answer.status.as_str()]["content"].as_object().into_iter().flatten() {
                        " " code { (kind) } (fields(&schema["schema"]))
                    }
                }
            }
            @for (refused, _) in operation.all_refusals() {
                dt { (status(refused)) }
                dd { (prose(responses[refused.as_str()]["description"].as_str().unwrap_or_default())) }
            }
        }
    }
}

fn status(status: StatusCode) -> Markup {
    html! { (status.as_str()) " " (status.canonical_reason().unwrap_or_default()) }
}

/// Writes a request as a command for the shell.
fn curl(operation: &Operation) -> String {
    let mut path = operation.path.to_string();
    let mut headers = String::new();
    if operation.needs.is_some() {
        headers.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    for parameter in &operation.parameters {
        match (parameter.place, parameter.example) {
            ("path", Some(example)) => path = path.replace(&format!("{{{}}}", parameter.name), example),
            (_, Some(example)) => {
                let _ = write!(headers, " \\\n  -H \"{}: {example}\"", parameter.name);
            }
            (_, None) => {}
        }
    }
    let method =
        if operation.method == Method::GET { String::new() } else { format!("-X {} ", operation.method) };
    let mut line = format!("curl {method}\"$ENDPOINT{path}\"{headers}");
    if let Some(body) = &operation.body {
        // The shell ends a text in quotes at the next quote.
        let json = body.example.to_string().replace('\'', "\\u0027");
        // Within these quotes the shell would not replace its variable.
        let json = json.replace("$REFERRAL", "'\"$REFERRAL\"'");
        let _ = write!(line, " \\\n  -H \"Content-Type: application/json\" \\\n  -d '{json}'");
    }
    line
}
