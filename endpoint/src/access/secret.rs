//! Secrets that the endpoint makes: tokens, cookies of sessions, and links that set a password. Only their hashes are kept.
//! They are random, so a plain SHA-256 is enough.

use sha2::{Digest, Sha256};
use std::io;

const BYTES: usize = 32;

/// Makes a secret, in hexadecimal.
pub fn new_secret() -> io::Result<String> {
    let mut random = [0; BYTES];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(hex::encode(random))
}

/// The hash under which a secret is kept.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}
