//! Ed25519 keys: in files, in snippets and as JWKS.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use referral_widget::json::parse;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io;

/// A private key, with which the endpoint or the vendor signs.
#[derive(Clone)]
pub struct Keypair(SigningKey);

/// A public key, with which others check a signature: 32 bytes, written in base64url (RFC 4648) without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why a text is not a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It is not a private key as `referral keygen` writes it.
    #[error("this is not an Ed25519 private key in PEM (PKCS #8); `referral keygen` writes one")]
    Private,
    /// It is not a public key as a snippet has it.
    #[error("`{0}` is not an Ed25519 public key: such a key has 43 letters, digits, hyphens and underscores")]
    Public(String),
    /// It is not a list of keys as `/.well-known/jwks.json` has it.
    #[error(
        "this is not a list of Ed25519 keys: it is neither JWKS (RFC 7517) nor public keys with white space between them"
    )]
    List,
}

impl Keypair {
    /// Makes a new key.
    ///
    /// # Errors
    ///
    /// The system gives no random numbers.
    pub fn generate() -> io::Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(io::Error::other)?;
        Ok(Keypair(SigningKey::from_bytes(&seed)))
    }

    /// Reads a private key (PKCS #8, PEM).
    ///
    /// # Errors
    ///
    /// The text is not such a key.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(pem.trim()).map(Keypair).map_err(|_| KeyError::Private)
    }

    /// Returns the private key (PKCS #8, PEM).
    ///
    /// # Errors
    ///
    /// It cannot be encoded, which does not happen.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::Private)?;
        Ok(pem.to_string())
    }

    /// Returns the public key that belongs to it.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

impl PublicKey {
    /// Reads a key that [`PublicKey::text`] has written.
    ///
    /// # Errors
    ///
    /// The text is not such a key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let no_key = || KeyError::Public(text.chars().take(60).collect());
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| no_key())?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| no_key())?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| no_key())?;
        // With a weak key, anybody can make signatures that it accepts.
        if key.is_weak() { Err(no_key()) } else { Ok(PublicKey(key)) }
    }

    /// Returns the key in base64url.
    #[must_use]
    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0.as_bytes())
    }

    /// Returns the key's thumbprint (RFC 7638), by which signatures name it.
    #[must_use]
    pub fn id(&self) -> String {
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.text());
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
    }

    pub(super) fn is_by(&self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok()
    }
}

/// Returns the keys as a JWK set (RFC 7517, RFC 8037).
#[must_use]
pub fn jwks(keys: &[PublicKey]) -> Value {
    let jwk = |key: &PublicKey| json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.id(), "x": key.text() });
    json!({ "keys": keys.iter().map(jwk).collect::<Vec<_>>() })
}

/// Reads a set of keys: JWKS, or public keys with white space between them. Keys of other kinds in a JWKS are skipped.
///
/// # Errors
///
/// The text has no key, or one that cannot be read.
pub fn keys_of(text: &str) -> Result<Vec<PublicKey>, KeyError> {
    let keys: Vec<PublicKey> = match parse::<Value>(text) {
        Ok(set) => {
            let keys = set["keys"].as_array().ok_or(KeyError::List)?;
            let is_ours = |key: &&Value| key["kty"] == "OKP" && key["crv"] == "Ed25519";
            let texts = keys.iter().filter(is_ours).filter_map(|key| key["x"].as_str());
            texts.map(PublicKey::parse).collect::<Result<_, _>>()?
        }
        Err(_) => text.split_whitespace().map(PublicKey::parse).collect::<Result<_, _>>()?,
    };
    if keys.is_empty() { Err(KeyError::List) } else { Ok(keys) }
}
