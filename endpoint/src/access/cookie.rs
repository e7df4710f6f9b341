//! The cookies of sessions.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};
use headers::HeaderMapExt;

/// What a cookie is called, and when browsers send it.
pub struct Named {
    name: &'static str,
    same_site: SameSite,
}

/// The cookie of people at the desk. A link in a mail must lead to the desk, and not to the page where people sign in.
pub const DESK_COOKIE: Named = Named { name: "referral-session", same_site: SameSite::Lax };
/// The cookie of partners who have come in.
pub const PARTNER_COOKIE: Named = Named { name: "referral-partner", same_site: SameSite::Strict };

/// Returns the secret that the request's cookie has.
pub fn cookie_secret(named: &Named, headers: &HeaderMap) -> Option<String> {
    headers.typed_get::<headers::Cookie>()?.get(named.name).map(Into::into)
}

/// Writes the cookie of a session that lasts so many seconds.
pub fn cookie(named: &Named, secret: &str, seconds: i64, headers: &HeaderMap) -> HeaderValue {
    // The browser names the address that it sees. A browser that sees `http:` keeps no cookie that is secure.
    let origin = headers.get(header::ORIGIN).map_or(&b""[..], HeaderValue::as_bytes);
    let cookie = Cookie::build((named.name, secret))
        .path("/")
        .http_only(true)
        .secure(origin.starts_with(b"https:"))
        .same_site(named.same_site)
        .max_age(Duration::seconds(seconds))
        .build();
    // A secret has only hexadecimal digits.
    HeaderValue::try_from(cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

/// Writes the cookie that takes the other from the browser.
pub fn no_cookie(named: &Named, headers: &HeaderMap) -> HeaderValue {
    cookie(named, "", 0, headers)
}
