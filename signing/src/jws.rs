//! Compact JWS (RFC 7515) with Ed25519 only. A signature that names another algorithm, or none, is refused.

use super::{Keypair, PublicKey};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use referral_widget::json::parse;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest JWS that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// Why a signature proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// It does not have three parts in base64url with JSON in them.
    #[error(
        "it is incomplete or damaged: it has three parts of letters, digits, hyphens and underscores, with points between them"
    )]
    Malformed,
    /// `alg` is not `EdDSA`.
    #[error("it is not signed by Ed25519")]
    Algorithm,
    /// `typ` is not the expected one.
    #[error("it was signed for another purpose")]
    Type,
    /// It asks for an extension, and none is supported: `crit` names what must be understood (RFC 7515, section
    /// 4.1.11), `b64` says how the claims are encoded (RFC 7797).
    #[error("it asks for an extension that is not known here")]
    Extension,
    /// `kid` names none of the given keys.
    #[error("it is signed by a key that is not among those given")]
    UnknownKey,
    /// The signature was not made over these bytes by that key.
    #[error("its signature is not valid: it was altered, or signed by somebody else")]
    Signature,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: String,
    #[serde(default)]
    kid: String,
}

/// Signs claims as a compact JWS of that type.
pub fn sign(key: &Keypair, typ: &str, claims: &impl Serialize) -> serde_json::Result<String> {
    let header = Header { alg: "EdDSA".into(), typ: typ.into(), kid: key.public().id() };
    let part = |json: serde_json::Result<Vec<u8>>| json.map(|json| BASE64_URL_SAFE_NO_PAD.encode(json));
    let signed = format!("{}.{}", part(serde_json::to_vec(&header))?, part(serde_json::to_vec(claims))?);
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    Ok(format!("{signed}.{signature}"))
}

/// Returns the claims, if one of the keys signed them as that type.
pub fn verify<T: DeserializeOwned>(text: &str, typ: &str, keys: &[PublicKey]) -> Result<T, Forged> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(Forged::Malformed);
    }
    let (signed, signature) = text.rsplit_once('.').ok_or(Forged::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Forged::Malformed)?;
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| Forged::Malformed);
    let header: Map<String, Value> = from_json(&decode(header)?)?;
    let has_extension = header.contains_key("crit") || header.contains_key("b64");
    let Header { alg, typ: given, kid } =
        serde_json::from_value(header.into()).map_err(|_| Forged::Malformed)?;
    if alg != "EdDSA" {
        return Err(Forged::Algorithm);
    }
    if given != typ {
        return Err(Forged::Type);
    }
    if has_extension {
        return Err(Forged::Extension);
    }
    let signature: [u8; 64] = decode(signature)?.try_into().map_err(|_| Forged::Malformed)?;
    let key = keys.iter().find(|key| key.id() == kid).ok_or(Forged::UnknownKey)?;
    if !key.is_by(signed.as_bytes(), &signature) {
        return Err(Forged::Signature);
    }
    from_json(&decode(claims)?)
}

/// Returns the claims without checking the signature, for callers that only want to know what was signed.
pub fn claims<T: DeserializeOwned>(text: &str) -> Option<T> {
    let claims = text.trim().split('.').nth(1)?;
    from_json(&BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

fn from_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, Forged> {
    let text = std::str::from_utf8(json).map_err(|_| Forged::Malformed)?;
    parse(text).map_err(|_| Forged::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn forged(text: &str, keys: &[PublicKey]) -> Forged {
        verify::<Value>(text, "t", keys).expect_err("it proves nothing")
    }

    #[test]
    fn only_what_was_signed_as_that_by_one_of_the_keys_holds() {
        let [own, other] = [0, 1].map(|_| Keypair::generate().expect("random numbers"));
        let claims = json!({ "a": 1 });
        let text = sign(&own, "t", &claims).expect("JSON");
        assert_eq!(verify::<Value>(&text, "t", &[other.public(), own.public()]), Ok(claims.clone()));

        let parts: Vec<&str> = text.split('.').collect();
        let encode = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let with = |header: Value| format!("{}.{}.{}", encode(&header), parts[1], parts[2]);
        let kid = own.public().id();
        let keys = [own.public()];
        for (text, why) in [
            (format!("{}.{}.{}", parts[0], encode(&json!({ "a": 2 })), parts[2]), Forged::Signature),
            (with(json!({ "alg": "none", "typ": "t", "kid": kid })), Forged::Algorithm),
            (with(json!({ "alg": "HS256", "typ": "t", "kid": kid })), Forged::Algorithm),
            (with(json!({ "alg": "EdDSA", "typ": "other", "kid": kid })), Forged::Type),
            (with(json!({ "alg": "EdDSA", "typ": "t", "kid": "x" })), Forged::UnknownKey),
            (with(json!({ "alg": "EdDSA", "typ": "t", "kid": kid, "crit": ["exp"] })), Forged::Extension),
            (with(json!({ "alg": "EdDSA", "typ": "t", "kid": kid, "crit": null })), Forged::Extension),
            (with(json!({ "alg": "EdDSA", "typ": "t", "kid": kid, "b64": false })), Forged::Extension),
            (format!("{}.{}.", parts[0], parts[1]), Forged::Malformed),
            (format!("{}.{}", parts[0], parts[1]), Forged::Malformed),
            (String::new(), Forged::Malformed),
            ("é.é.é".into(), Forged::Malformed),
            ("a.".repeat(10_000), Forged::Malformed),
            (sign(&other, "t", &claims).expect("JSON"), Forged::UnknownKey),
        ] {
            assert_eq!(forged(&text, &keys), why, "{text:.80}");
        }
        // Signed by another key under this key's id.
        let header = encode(&json!({ "alg": "EdDSA", "typ": "t", "kid": kid }));
        let signed = format!("{header}.{}", parts[1]);
        let signature = BASE64_URL_SAFE_NO_PAD.encode(other.sign(signed.as_bytes()));
        assert_eq!(forged(&format!("{signed}.{signature}"), &keys), Forged::Signature);
    }
}
