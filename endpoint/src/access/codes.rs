//! One-time codes (TOTP, RFC 6238), as authenticator apps show them.

use jiff::Timestamp;
use std::io;
use totp_rs::{Builder, Secret, Totp};

/// The length of a key in bytes, as RFC 4226, section 4, recommends.
const KEY_BYTES: usize = 20;

/// The key of somebody's one-time codes.
pub struct CodeKey(Totp);

impl CodeKey {
    /// Makes a key for an account. `issuer` is what the app calls the vendor.
    pub fn generate(issuer: &str, account: &str) -> io::Result<Self> {
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key).map_err(io::Error::other)?;
        CodeKey::new(Secret::from(key), issuer, account).ok_or_else(|| io::Error::other("no key"))
    }

    /// Reads a key in Base32, unless it is shorter than those that are made here.
    pub fn from_base32(text: &str, issuer: &str, account: &str) -> Option<Self> {
        let secret = Secret::try_from_base32(text).ok()?;
        if secret.as_bytes().len() == KEY_BYTES { CodeKey::new(secret, issuer, account) } else { None }
    }

    fn new(secret: Secret, issuer: &str, account: &str) -> Option<Self> {
        // A colon separates the two in the address.
        let without_colon = |text: &str| text.replace(':', " ");
        let totp = Builder::new()
            .with_secret(secret)
            .with_issuer(Some(without_colon(issuer)))
            .with_account_name(without_colon(account))
            .build();
        totp.ok().map(CodeKey)
    }

    /// The key in Base32, to be entered by hand.
    pub fn base32(&self) -> String {
        self.0.secret().to_base32()
    }

    /// The key as an address that apps open (`otpauth://`).
    pub fn address(&self) -> String {
        self.0.to_url().unwrap_or_default()
    }

    /// Returns the step of a code that is right now, or was half a minute ago, or will be in half a minute.
    pub fn step(&self, code: &str, now: Timestamp) -> Option<i64> {
        // Apps show the digits in two groups.
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(now.as_second()).ok()?;
        self.0.check(&code, seconds).map(u64::cast_signed)
    }
}
