//! Refusals as people see them who open an address in a browser.

use super::page::{POLICY, document};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::html;
use referral_language::Language;
use referral_widget::submission::ProblemDetails;

/// Answers with a page where a browser would show the problem details as they are.
pub async fn for_people(request: Request, next: Next) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let is_person = accepted.is_some_and(|accepted| accepted.contains("text/html"));
    let is_person = is_person && !request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    match response.extensions().get::<ProblemDetails>().filter(|_| is_person).cloned() {
        Some(problem) => page(response, &problem),
        None => response,
    }
}

/// The page has the status and the headers of the refusal.
fn page(refused: Response, problem: &ProblemDetails) -> Response {
    let body = html! {
        h1 { (problem.title) }
        p { (problem.detail) }
        p.more { a href="/" { "All referrals" } }
    };
    let page = document(&problem.title, &html! {}, &body, &Language::default()).into_string();
    let (mut parts, _) = refused.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    (parts, page).into_response()
}
