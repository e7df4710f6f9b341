//! Signed tokens of partners and of receipts. Only what the key has signed is valid, and only as the type that was
//! signed.

use crate::door;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use referral_signing::{PartnerToken, Proof, PublicKey, keys_of};
use referral_testing::fuzz::assert_readable;
use serde_json::json;

const NOW: i64 = 1_795_425_300;

const WORDS: [&str; 20] = [
    "alg",
    "typ",
    "kid",
    "crit",
    "b64",
    "none",
    "HS256",
    "EdDSA",
    "JWT",
    "referral-receipt+jws",
    "sub",
    "aud",
    "iat",
    "exp",
    "nbf",
    "jti",
    "cloud",
    "9223372036854775807",
    ".",
    "=",
];

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn keys() -> Vec<PublicKey> {
    keys_of(&BASE64_URL_SAFE_NO_PAD.encode(key().verifying_key().as_bytes())).unwrap()
}

/// Signs header and claims, whatever they are.
fn signed(header: &[u8], claims: &[u8]) -> String {
    let [header, claims] = [header, claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
    let signed = format!("{header}.{claims}");
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(key().sign(signed.as_bytes()).to_bytes()))
}

/// Header and claims, which are changed before they are signed.
fn parts() -> Vec<String> {
    let id = keys()[0].id();
    let header = |typ: &str| json!({ "alg": "EdDSA", "typ": typ, "kid": id }).to_string();
    let partner =
        json!({ "sub": "acme", "aud": "cloud", "iat": NOW - 60, "exp": NOW + 600, "jti": "token-1" });
    let receipt = include_str!("../landed/receipt.jws").trim();
    let claims = BASE64_URL_SAFE_NO_PAD.decode(receipt.split('.').nth(1).unwrap()).unwrap();
    let claims = String::from_utf8(claims).unwrap();
    vec![format!("{}\n{partner}", header("JWT")), format!("{}\n{claims}", header("referral-receipt+jws"))]
}

fn sign_lines(text: &[u8]) -> Option<String> {
    let at = text.iter().position(|byte| *byte == b'\n')?;
    Some(signed(&text[..at], &text[at + 1..]))
}

#[test]
fn token() {
    let (keys, parts) = (keys(), parts());
    let good: Vec<String> = parts.iter().filter_map(|part| sign_lines(part.as_bytes())).collect();
    assert!(PartnerToken::verify(&good[0], &keys, "cloud", NOW).is_ok());
    assert!(Proof::verify(&good[1], &keys).is_ok());
    let samples = parts.iter().chain(&good).map(|sample| sample.clone().into_bytes()).collect();
    door("token", samples, &WORDS, 400).holds(|bytes| holds(&keys, &good, bytes));
}

/// An input with a line end is a header and claims, which get signed. Any other input is a token as it came.
fn holds(keys: &[PublicKey], good: &[String], bytes: &[u8]) {
    let own = sign_lines(bytes);
    let text = own.clone().unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
    let is_signed = own.is_some() || good.iter().any(|good| good == text.trim());
    let verify = || PartnerToken::verify(&text, keys, "cloud", NOW);
    let partner = verify();
    assert_eq!(verify(), partner, "a second time");
    match &partner {
        Ok(token) => {
            assert!(is_signed, "nobody signed {text}");
            assert_eq!(token.aud, "cloud");
            assert!(
                token.iat <= NOW + 60 && token.exp >= NOW - 60 && token.exp - token.iat <= 86_400,
                "{token:?}"
            );
        }
        Err(why) => assert_readable(&why.to_string(), 300),
    }
    let proof = Proof::verify(&text, keys);
    assert_eq!(Proof::verify(&text, keys), proof, "a second time");
    match &proof {
        Ok(_) => assert!(is_signed && partner.is_err(), "{text}"),
        Err(why) => assert_readable(&why.to_string(), 300),
    }
}
