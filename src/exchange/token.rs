//! Reads what a partner token says of its partner. Its signature is not checked: the endpoint checks it, and decides.

use crate::json::{parse, text};
use crate::lead::PartnerFacts;
use serde_json::Value;

/// The facts in a token (a JWT, RFC 7519). Their form is not checked either: the endpoint refuses a token with a wrong one.
pub fn facts(token: &str) -> PartnerFacts {
    let claims = token.split('.').nth(1).and_then(base64url).and_then(|bytes| String::from_utf8(bytes).ok());
    let claims: Option<Value> = claims.and_then(|json| parse(&json).ok());
    let fact = |name: &str| text(claims.as_ref()?.get("facts")?, name);
    PartnerFacts { country: fact("country"), domain: fact("domain"), level: fact("level") }
}

/// Decodes base64url (RFC 4648, section 5) without padding. A library would be larger than the rest of this file.
fn base64url(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for letter in text.bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            #[allow(clippy::cast_possible_truncation, reason = "the higher bits were taken before")]
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded_as_rfc_4648_encodes_them() {
        for (encoded, text) in [
            ("", ""),
            ("Zg", "f"),
            ("Zm8", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg", "foob"),
            ("Zm9vYmE", "fooba"),
            ("Zm9vYmFy", "foobar"),
            ("w7_Dvg", "\u{ff}\u{fe}"),
        ] {
            assert_eq!(base64url(encoded).as_deref(), Some(text.as_bytes()), "{encoded}");
        }
        assert_eq!(base64url("Zg=="), None);
        assert_eq!(base64url("Z+/g"), None);
    }

    #[test]
    fn a_token_tells_its_facts_and_nothing_else_does() {
        // {"sub":"acme","facts":{"country":"DE","level":"gold"}}
        let claims = "eyJzdWIiOiJhY21lIiwiZmFjdHMiOnsiY291bnRyeSI6IkRFIiwibGV2ZWwiOiJnb2xkIn19";
        let known = facts(&format!("e30.{claims}.AA"));
        assert_eq!((known.country.as_deref(), known.level.as_deref()), (Some("DE"), Some("gold")));
        assert_eq!(known.domain, None);
        for other in ["", ".", "e30.e30.AA", "a.b.c", "e30.eyJmYWN0cyI6eyJsZXZlbCI6MX19.AA", "€.€.€"] {
            assert_eq!(facts(other), PartnerFacts::default(), "{other}");
        }
    }
}
