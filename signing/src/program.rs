//! A vendor's signature of a program.

use super::{Forged, Keypair, PublicKey, jws};
use serde::{Deserialize, Serialize};

/// The `typ` of a program's signature.
const TYPE: &str = "referral-program+jws";

/// The name of the signature's file, beside `program.json`.
pub const SIGNATURE: &str = "program.sig";

/// What a vendor signs. All hashes are SHA-256 in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedProgram {
    /// The program's id.
    pub program: String,
    /// The program's version.
    pub version: String,
    /// A number that grows with each signature, so that an older program cannot be put back.
    pub counter: u64,
    /// The hash of `program.json`.
    pub program_sha256: String,
    /// The hash of the script.
    pub rules_sha256: String,
}

impl SignedProgram {
    /// Signs as a compact JWS.
    ///
    /// # Errors
    ///
    /// The claims cannot be written as JSON, which does not happen.
    pub fn sign(&self, key: &Keypair) -> serde_json::Result<String> {
        jws::sign(key, TYPE, self)
    }

    /// Reads a compact JWS without checking who signed it, so it proves nothing.
    #[must_use]
    pub fn unverified(text: &str) -> Option<SignedProgram> {
        jws::claims(text)
    }

    /// Reads a compact JWS that one of the keys must have signed.
    ///
    /// # Errors
    ///
    /// The reason why the signature proves nothing.
    pub fn verify(text: &str, keys: &[PublicKey]) -> Result<SignedProgram, Forged> {
        jws::verify(text, TYPE, keys)
    }
}
