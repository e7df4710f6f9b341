//! Guards the vendor's side by its token.

use crate::access::Token;
use crate::app::App;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use referral_store::StoreError;
use std::sync::Arc;

/// The id of whoever comes with the token: no person that is known by name.
pub const TOKEN_USER: &str = "token";

/// True if a page of another website makes the request. A browser that knows the password sends it with such requests
/// too.
pub fn from_another_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    site.is_some_and(|site| site != b"same-origin" && site != b"none")
}

/// True if the request has the valid token: the operator's, or else the stored one.
async fn is_open(app: &App, headers: &HeaderMap) -> Result<bool, StoreError> {
    match &app.token {
        Some(token) => Ok(token.opens(headers)),
        None if !headers.contains_key(header::AUTHORIZATION) => Ok(false),
        None => Ok(Token::stored(&app.store).await?.is_some_and(|token| token.opens(headers))),
    }
}

/// Lets requests with the token pass. Their answers contain personal data, so no cache may keep them. A visitor who has
/// tried too many wrong tokens must wait, and does not learn meanwhile whether another token is right.
pub async fn require_token(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Response {
    let is_tried = request.headers().contains_key(header::AUTHORIZATION);
    let wait = if is_tried { app.limits.wrong_tokens.wait(&visitor) } else { None };
    let mut response = if let Some(wait) = wait {
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
        let detail = format!("Too many wrong tokens came from here. Try again in {seconds} seconds.");
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(seconds).into_response()
    } else {
        match is_open(&app, request.headers()).await {
            Ok(true) => next.run(request).await,
            Ok(false) => {
                if is_tried {
                    app.limits.wrong_tokens.take(&visitor);
                    app.guesses.note();
                }
                unauthorized()
            }
            Err(error) => Refusal::from(error).into_response(),
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn unauthorized() -> Response {
    let mut refused = Refusal::new(
        StatusCode::UNAUTHORIZED,
        "This is the vendor's side. Send the token that `referral serve` printed at its first start as \
         `Authorization: Bearer <token>`, or enter it as the password. `referral serve --new-token` makes \
         a new one.",
    )
    .into_response();
    let basic = HeaderValue::from_static("Basic realm=\"referrals\"");
    refused.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
    refused
}
