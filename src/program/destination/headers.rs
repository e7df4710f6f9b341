//! The headers that a destination may set.

use crate::program::{Code, Problem};

/// Headers that browsers do not let a page set (Fetch standard, forbidden request-headers), and those that the form
/// sets itself.
const RESERVED: [&str; 24] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "idempotency-key",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];

/// Parts of header names that suggest a secret.
const SECRETS: [&str; 6] = ["authorization", "api-key", "apikey", "token", "secret", "password"];

/// Reports a header that cannot or must not be sent.
pub fn check_header(problems: &mut Vec<Problem>, place: &str, name: &str, value: &str, is_private: bool) {
    let lower = name.to_ascii_lowercase();
    // RFC 9110, section 5.6.2.
    let is_token = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
    let problem = if !is_token {
        Problem::new(Code::BadHeader, place, "is not the name of a header")
            .help("use letters, digits and hyphens")
    } else if !is_private && SECRETS.iter().any(|secret| lower.contains(secret)) {
        Problem::new(Code::Exposed, place, "would be public: everybody can read program.json")
            .help("let the endpoint deliver to a system that needs a secret, see `relay.json`")
    } else if RESERVED.contains(&lower.as_str()) || lower.starts_with("sec-") || lower.starts_with("proxy-") {
        Problem::new(Code::BadHeader, place, "cannot be set by a page").help("leave it out")
    } else if value.bytes().any(|b| !(b' '..=b'~').contains(&b)) {
        Problem::new(Code::BadHeader, place, "has a value that no header can have")
            .help("use one line of ASCII")
    } else {
        return;
    };
    problems.push(problem);
}
