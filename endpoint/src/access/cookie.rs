//! The cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};
use headers::HeaderMapExt;

const NAME: &str = "referral-session";

/// Returns the secret that the request's cookie has.
pub fn secret(headers: &HeaderMap) -> Option<String> {
    headers.typed_get::<headers::Cookie>()?.get(NAME).map(Into::into)
}

/// Writes the cookie of a session that lasts so many seconds.
pub fn of_session(secret: &str, seconds: i64, headers: &HeaderMap) -> HeaderValue {
    written(secret, seconds, headers)
}

/// Writes the cookie that takes the other from the browser.
pub fn of_no_session(headers: &HeaderMap) -> HeaderValue {
    written("", 0, headers)
}

fn written(secret: &str, seconds: i64, headers: &HeaderMap) -> HeaderValue {
    // The browser names the address that it sees. A browser that sees `http:` keeps no cookie that is secure.
    let origin = headers.get(header::ORIGIN).map_or(&b""[..], HeaderValue::as_bytes);
    let cookie = Cookie::build((NAME, secret))
        .path("/")
        .http_only(true)
        .secure(origin.starts_with(b"https:"))
        // A link in a mail must lead to the desk, and not to the page where people sign in.
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(seconds))
        .build();
    // A secret has only hexadecimal digits.
    HeaderValue::try_from(cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}
