//! Finds out who makes a request, and lets only those pass who may.

use super::caller::Caller;
use super::cookie::{DESK_COOKIE, cookie_secret};
use super::rights::Requirement;
use super::secret::hash;
use super::vendor_token::{Guesses, Token};
use crate::clock::Clock;
use crate::http::limits::{BehindProxy, Guessing, Visitor};
use crate::http::refusal::Refusal;
use axum::extract::{FromRef, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use headers::HeaderMapExt;
use headers::authorization::{Authorization, Bearer};
use referral_store::{SignedIn, Store, StoreError};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tower::{Layer, ServiceExt, service_fn};
use tower_http::csrf::CsrfLayer;

/// How many wrong tokens a visitor may try in a minute.
const WRONG_TOKENS: u32 = 30;
const MINUTE: Duration = Duration::from_secs(60);
/// How the tokens of other systems begin.
pub const TOKEN_PREFIX: &str = "referral_";

/// Finds out who makes a request.
pub struct Callers {
    store: Store,
    clock: Clock,
    /// The operator's token. Without one, the stored token is valid.
    token: Option<Token>,
    /// The wrong tokens that were tried.
    guesses: Guesses,
    wrong_tokens: Guessing,
}

impl Callers {
    pub fn new(store: Store, clock: Clock, token: Option<Token>) -> Self {
        let wrong_tokens = Guessing::new(WRONG_TOKENS, MINUTE);
        Callers { store, clock, token, guesses: Guesses::default(), wrong_tokens }
    }

    /// Returns who makes a request: by a token, or by the cookie of a session. A visitor who has tried too many wrong
    /// tokens must wait, and does not learn meanwhile whether another token is right.
    ///
    /// # Errors
    ///
    /// The token is wrong, or too many were, or the database failed.
    pub async fn find(&self, headers: &HeaderMap, visitor: &Visitor) -> Result<Option<Caller>, Refusal> {
        if !headers.contains_key(header::AUTHORIZATION) {
            let session = self.session(headers).await?.filter(|found| found.session.confirmed);
            return Ok(session.map(|found| Caller::Person(Box::new(found))));
        }
        if let Some(wait) = self.wrong_tokens.wait(visitor) {
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            let detail = format!("Too many wrong tokens came from here. Try again in {seconds} seconds.");
            return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(seconds));
        }
        if let Some(caller) = self.with_token(headers).await? {
            return Ok(Some(caller));
        }
        self.wrong_tokens.take(visitor);
        self.guesses.note();
        Err(challenge())
    }

    /// Returns the session that the request's cookie names, also while the one-time code is still to be entered.
    pub async fn session(&self, headers: &HeaderMap) -> Result<Option<SignedIn>, StoreError> {
        let Some(secret) = cookie_secret(&DESK_COOKIE, headers) else { return Ok(None) };
        self.store.signed_in(hash(&secret), self.clock.now()).await
    }

    async fn with_token(&self, headers: &HeaderMap) -> Result<Option<Caller>, StoreError> {
        let is_vendors = match &self.token {
            Some(token) => token.opens(headers),
            None => Token::stored(&self.store).await?.is_some_and(|token| token.opens(headers)),
        };
        if is_vendors {
            return Ok(Some(Caller::VendorToken));
        }
        let bearer = headers.typed_get::<Authorization<Bearer>>();
        match bearer.as_ref().map(Authorization::token).filter(|token| token.starts_with(TOKEN_PREFIX)) {
            Some(token) => {
                let found = self.store.use_api_token(hash(token), self.clock.now()).await?;
                Ok(found.map(Caller::System))
            }
            None => Ok(None),
        }
    }
}

/// Asks for a token. Browsers ask the reader for it then.
pub fn challenge() -> Refusal {
    let basic = HeaderValue::from_static("Basic realm=\"referrals\"");
    Refusal::new(
        StatusCode::UNAUTHORIZED,
        "This is the vendor's side. Send the token that `referral serve` printed at its first start as \
         `Authorization: Bearer <token>`, or enter it as the password. `referral serve --new-token` makes \
         a new one. People sign in at /sign-in; `referral admin add` adds the first.",
    )
    .headers(vec![(header::WWW_AUTHENTICATE, basic)])
}

/// What guards a page or route.
#[derive(Clone)]
pub struct Guard {
    pub callers: Arc<Callers>,
    pub behind_proxy: BehindProxy,
    pub requirement: Requirement,
}

impl FromRef<Guard> for BehindProxy {
    fn from_ref(guard: &Guard) -> Self {
        guard.behind_proxy
    }
}

/// Lets requests pass whose callers may make them, and tells the handler who calls. Answers contain personal data, so no
/// cache may keep them.
pub async fn guard(State(guard): State<Guard>, visitor: Visitor, request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    let found = if is_from_another_site(&head).await {
        let detail = "This request must not come from another website.";
        Err(Refusal::new(StatusCode::FORBIDDEN, detail).into_response())
    } else {
        admitted(&guard, &visitor, &head).await
    };
    let mut response = match found {
        Ok(caller) => {
            if let Some(caller) = caller {
                head.extensions.insert(caller);
            }
            next.run(Request::from_parts(head, body)).await
        }
        Err(response) => response,
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// True if a page of another website asks for a change. The browser would send the cookie or the password along.
async fn is_from_another_site(head: &Parts) -> bool {
    // The package writes paths into the log, and the path of a link has a secret. So it looks at a request without one.
    let mut request = axum::http::Request::new(());
    *request.method_mut() = head.method.clone();
    *request.headers_mut() = head.headers.clone();
    let passed = service_fn(|_: axum::http::Request<()>| async {
        Ok::<Response<()>, Infallible>(Response::default())
    });
    let answer = CsrfLayer::new().layer(passed).oneshot(request).await;
    answer.is_ok_and(|answer| answer.status() == StatusCode::FORBIDDEN)
}

/// Returns the caller, or the answer to one who may not do this.
async fn admitted(guard: &Guard, visitor: &Visitor, head: &Parts) -> Result<Option<Caller>, Response> {
    let Guard { callers, requirement, .. } = guard;
    if *requirement == Requirement::Nothing {
        return Ok(None);
    }
    let found = callers.find(&head.headers, visitor).await.map_err(IntoResponse::into_response)?;
    match found {
        Some(caller) if caller.may(*requirement) => Ok(Some(caller)),
        Some(caller) => Err(caller.forbidden(*requirement).into_response()),
        None => Err(ask_to_sign_in(callers, head).await.unwrap_or_else(IntoResponse::into_response)),
    }
}

/// Leads to the page where people sign in. Before the first person is added, and outside of pages, it asks for a token.
async fn ask_to_sign_in(callers: &Callers, head: &Parts) -> Result<Response, Refusal> {
    let is_page = !head.uri.path().starts_with("/api/");
    if !is_page || !callers.store.has_users().await? {
        return Err(challenge());
    }
    let to = head.uri.path_and_query().filter(|_| head.method == Method::GET);
    let to = to.map(|to| to.as_str()).filter(|to| *to != "/");
    let query = to.and_then(|to| serde_urlencoded::to_string([("to", to)]).ok());
    let page = query.map_or("/sign-in".to_string(), |query| format!("/sign-in?{query}"));
    Ok(Redirect::to(&page).into_response())
}
