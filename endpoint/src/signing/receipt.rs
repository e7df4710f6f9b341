//! Receipts that prove what arrived, and when.

use super::{Forged, Keypair, PublicKey, jws};
use jiff::Timestamp;
use referral_widget::lead::Answers;
use referral_widget::program::Agreement;
use referral_widget::submission::Receipt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The `typ` of a receipt.
const TYPE: &str = "referral-receipt+jws";

/// What a receipt proves. All hashes are SHA-256 in hexadecimal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The vendor's name.
    pub iss: String,
    /// When it was signed, in seconds since 1970 (UTC).
    pub iat: i64,
    /// The referral's id.
    pub referral: String,
    /// The submission's idempotency key.
    pub key: String,
    /// Of the lead: see [`lead_digest`].
    pub lead_sha256: String,
    /// Who referred, as the page said.
    pub partner: Option<String>,
    /// The program's id.
    pub program: String,
    /// Its version.
    pub program_version: String,
    /// Of `program.json`.
    pub program_sha256: String,
    /// Of the script.
    pub rules_sha256: String,
    /// The version of the agreement that was accepted.
    pub agreement_version: String,
    /// Of the agreement's title, version, summary, text and link, as a JSON list without white space.
    pub agreement_sha256: String,
    /// Where the referral stood.
    pub status: String,
    /// When it arrived (RFC 3339, UTC).
    pub received_at: String,
    /// The last day on which the customer is protected as the partner's (RFC 3339 full-date).
    pub protected_until: Option<String>,
    /// The day by which the vendor decides (RFC 3339 full-date).
    pub decision_due: Option<String>,
}

/// SHA-256 of a lead in hexadecimal: of the JSON list of the program's id and the answers by field name, these sorted by
/// name, without white space, and with numbers as they are written.
///
/// # Errors
///
/// The answers cannot be written as JSON.
pub fn lead_digest(program: &str, answers: &Answers) -> serde_json::Result<String> {
    Ok(hex::encode(Sha256::digest(serde_json::to_string(&(program, answers))?)))
}

/// What is proved of a referral beside its receipt.
pub struct Subject<'a> {
    /// The vendor's name.
    pub vendor: &'a str,
    /// The program's id, version, hash and script's hash.
    pub program: [&'a str; 4],
    /// What was accepted.
    pub agreement: &'a Agreement,
    /// Who referred.
    pub partner: Option<&'a str>,
    /// Of the lead as it is stored.
    pub lead_sha256: String,
}

impl Proof {
    /// Of a receipt.
    ///
    /// # Errors
    ///
    /// The agreement cannot be written as JSON, which does not happen.
    pub fn of(receipt: &Receipt, subject: Subject, now: Timestamp) -> serde_json::Result<Proof> {
        let Subject { vendor, program: [program, version, program_hash, rules_hash], agreement, .. } =
            subject;
        let text = serde_json::to_string(&(
            &agreement.title,
            &agreement.version,
            &agreement.summary,
            &agreement.text,
            &agreement.link,
        ))?;
        Ok(Proof {
            iss: vendor.into(),
            iat: now.as_second(),
            referral: receipt.referral.clone(),
            key: receipt.key.clone(),
            lead_sha256: subject.lead_sha256,
            partner: subject.partner.map(Into::into),
            program: program.into(),
            program_version: version.into(),
            program_sha256: program_hash.into(),
            rules_sha256: rules_hash.into(),
            agreement_version: agreement.version.clone(),
            agreement_sha256: hex::encode(Sha256::digest(text)),
            status: receipt.status.as_str().into(),
            received_at: receipt.received_at.clone(),
            protected_until: receipt.protected_until.clone(),
            decision_due: receipt.decision_due.clone(),
        })
    }

    /// As a compact JWS.
    ///
    /// # Errors
    ///
    /// It cannot be written as JSON, which does not happen.
    pub fn sign(&self, key: &Keypair) -> serde_json::Result<String> {
        jws::sign(key, TYPE, self)
    }

    /// What a compact JWS proves.
    ///
    /// # Errors
    ///
    /// Why it proves nothing.
    pub fn verify(text: &str, keys: &[PublicKey]) -> Result<Proof, Forged> {
        jws::verify(text, TYPE, keys)
    }
}
