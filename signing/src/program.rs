//! Programs that are signed by their vendor.

use super::{Forged, Keypair, PublicKey, jws};
use serde::{Deserialize, Serialize};

/// The `typ` of a program's signature.
const TYPE: &str = "referral-program+jws";

/// The name of its file, beside `program.json`.
pub const SIGNATURE: &str = "program.sig";

/// What a vendor has signed. All hashes are SHA-256 in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedProgram {
    /// The program's id.
    pub program: String,
    /// Its version.
    pub version: String,
    /// Grows with each signature, so that an older one cannot be put back.
    pub counter: u64,
    /// Of `program.json`.
    pub program_sha256: String,
    /// Of the script.
    pub rules_sha256: String,
}

impl SignedProgram {
    /// As a compact JWS.
    ///
    /// # Errors
    ///
    /// It cannot be written as JSON, which does not happen.
    pub fn sign(&self, key: &Keypair) -> serde_json::Result<String> {
        jws::sign(key, TYPE, self)
    }

    /// What a compact JWS says, whoever has signed it: that proves nothing.
    #[must_use]
    pub fn unverified(text: &str) -> Option<SignedProgram> {
        jws::claims(text)
    }

    /// What a compact JWS says.
    ///
    /// # Errors
    ///
    /// Why it proves nothing.
    pub fn verify(text: &str, keys: &[PublicKey]) -> Result<SignedProgram, Forged> {
        jws::verify(text, TYPE, keys)
    }
}
