//! The token that opens the vendor's side.

use crate::refusal::Refusal;
use crate::routes::App;
use crate::store::Store;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use headers::HeaderMapExt;
use headers::authorization::{Authorization, Basic, Bearer};
use sha2::{Digest, Sha256};
use std::io;
use std::sync::Arc;
use subtle::ConstantTimeEq;

const TOKEN_BYTES: usize = 32;

/// The token's SHA-256.
pub struct Token([u8; 32]);

impl Token {
    /// A token that the operator chose.
    pub fn of(text: &str) -> Self {
        Token(Sha256::digest(text).into())
    }

    /// The stored token, if there is one of the right form.
    pub async fn stored(store: &Store) -> Result<Option<Self>, sqlx::Error> {
        Ok(store.token_hash().await?.and_then(|hash| hash.try_into().ok()).map(Token))
    }

    /// A new token, and its text in hexadecimal, which is stored nowhere.
    pub fn generate() -> io::Result<(Self, String)> {
        let mut random = [0; TOKEN_BYTES];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let text = hex::encode(random);
        Ok((Token::of(&text), text))
    }

    /// Stores the hash.
    pub async fn save(&self, store: &Store) -> Result<(), sqlx::Error> {
        store.set_token_hash(&self.0).await
    }

    /// Whether that is the token. Digests of equal length are compared, in constant time.
    fn is(&self, given: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(given).into();
        self.0.ct_eq(&given).into()
    }

    fn opens(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.typed_get::<Authorization<Bearer>>();
        let basic = headers.typed_get::<Authorization<Basic>>();
        bearer.is_some_and(|bearer| self.is(bearer.token()))
            || basic.is_some_and(|basic| self.is(basic.password()))
    }
}

/// Lets requests with the token pass. Personal data follows, so no cache keeps an answer.
pub async fn require_token(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = if app.token.opens(request.headers()) {
        next.run(request).await
    } else {
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
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
