//! Signed receipts, which prove what arrived and when.

use super::{Forged, Keypair, PublicKey, jws};
use jiff::Timestamp;
use referral_widget::lead::Answers;
use referral_widget::program::{Payment, Program};
use referral_widget::submission::Receipt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The `typ` of a receipt.
const TYPE: &str = "referral-receipt+jws";

/// The version of the claims that are signed today.
const VERSION: u32 = 2;

/// What a receipt proves. All hashes are SHA-256 in hexadecimal. Receipts of version 1 have no `ver` and none of the
/// claims marked "Version 2", and their hash of the lead has no salt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The version of these claims.
    #[serde(default = "first_version")]
    pub ver: u32,
    /// The vendor's name.
    pub iss: String,
    /// When it was signed, in seconds since 1970 (UTC).
    pub iat: i64,
    /// The referral's id.
    pub referral: String,
    /// The submission's idempotency key.
    pub key: String,
    /// The hash of the lead: see [`lead_digest`]. Since version 2 it has a salt, which comes beside the receipt and is
    /// in no claim: once the vendor has erased the salt with the lead, nobody can find out by trial which lead the hash
    /// belongs to.
    pub lead_sha256: String,
    /// The partner who referred.
    pub partner: Option<String>,
    /// How the partner is known: by a `token` of the vendor's, by the `origin` of the page, or by the page's `claim`
    /// only. Version 2; receipts of version 1 do not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_known_by: Option<String>,
    /// The program's id.
    pub program: String,
    /// The program's version.
    pub program_version: String,
    /// The hash of `program.json`.
    pub program_sha256: String,
    /// The hash of the script.
    pub rules_sha256: String,
    /// The version of the agreement that was accepted.
    pub agreement_version: String,
    /// The hash of the agreement's title, version, summary, text and link, as a JSON list without white space.
    pub agreement_sha256: String,
    /// The referral's status when the receipt was signed.
    pub status: String,
    /// When the referral arrived (RFC 3339, UTC).
    pub received_at: String,
    /// The last day on which the customer is protected for the partner (RFC 3339 full-date).
    pub protected_until: Option<String>,
    /// True if the customer is not protected until a person has looked at the referral. Version 2.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_yet_protected: bool,
    /// The day by which the vendor decides (RFC 3339 full-date).
    pub decision_due: Option<String>,
    /// The hour by which the vendor decides (RFC 3339), with the offset of the vendor's time zone. Version 2; the first
    /// receipts of that version have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_due_at: Option<String>,
    /// The fee that the answers lead to, and when it is paid. Version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<PromisedFee>,
}

/// The fee that a receipt promises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromisedFee {
    /// The id of the compensation plan.
    pub plan: String,
    /// The amount in major units, as a decimal number in a string.
    pub amount: String,
    /// The ISO 4217 code.
    pub currency: String,
    /// When it is paid.
    pub payment: Payment,
}

fn first_version() -> u32 {
    1
}

/// Returns a lead's SHA-256 in hexadecimal. What is hashed is a JSON list of the salt, the program's id and the answers
/// by field name, sorted by name, without white space, and with numbers as they are written. In version 1 the list has
/// no salt.
///
/// # Errors
///
/// The answers cannot be written as JSON.
pub fn lead_digest(salt: Option<&str>, program: &str, answers: &Answers) -> serde_json::Result<String> {
    let text = match salt {
        Some(salt) => serde_json::to_string(&(salt, program, answers))?,
        None => serde_json::to_string(&(program, answers))?,
    };
    Ok(hex::encode(Sha256::digest(text)))
}

/// What a receipt proves beyond what its answer says.
pub struct Subject<'a> {
    /// The program, in the language of the form.
    pub program: &'a Program,
    /// SHA-256 of `program.json`.
    pub program_sha256: &'a str,
    /// SHA-256 of the script.
    pub rules_sha256: &'a str,
    /// The partner who referred.
    pub partner: Option<&'a str>,
    /// How the partner is known, as in [`Proof::partner_known_by`].
    pub partner_known_by: &'a str,
    /// The compensation plan that the fee follows.
    pub plan: Option<&'a str>,
    /// The hash of the lead as it is stored.
    pub lead_sha256: String,
}

impl Proof {
    /// Collects what is proved for a receipt.
    ///
    /// # Errors
    ///
    /// The agreement cannot be written as JSON, which does not happen.
    pub fn for_receipt(receipt: &Receipt, subject: Subject, now: Timestamp) -> serde_json::Result<Proof> {
        let Subject { program, .. } = subject;
        let agreement = &program.agreement;
        let text = serde_json::to_string(&(
            &agreement.title,
            &agreement.version,
            &agreement.summary,
            &agreement.text,
            &agreement.link,
        ))?;
        Ok(Proof {
            ver: VERSION,
            iss: program.vendor.name.clone(),
            iat: now.as_second(),
            referral: receipt.referral.clone(),
            key: receipt.key.clone(),
            lead_sha256: subject.lead_sha256,
            partner: subject.partner.map(Into::into),
            partner_known_by: subject.partner.map(|_| subject.partner_known_by.into()),
            program: program.id.clone(),
            program_version: program.version.clone(),
            program_sha256: subject.program_sha256.into(),
            rules_sha256: subject.rules_sha256.into(),
            agreement_version: agreement.version.clone(),
            agreement_sha256: hex::encode(Sha256::digest(text)),
            status: receipt.status.as_str().into(),
            received_at: receipt.received_at.clone(),
            protected_until: receipt.protected_until.clone(),
            not_yet_protected: receipt.not_yet_protected,
            decision_due: receipt.decision_due.clone(),
            decision_due_at: receipt.decision_due_at.clone(),
            fee: receipt.fee.as_ref().zip(subject.plan).map(|(fee, plan)| PromisedFee {
                plan: plan.into(),
                amount: fee.amount.to_string(),
                currency: fee.currency.clone(),
                payment: fee.payment.clone(),
            }),
        })
    }

    /// Signs as a compact JWS.
    ///
    /// # Errors
    ///
    /// The claims cannot be written as JSON, which does not happen.
    pub fn sign(&self, key: &Keypair) -> serde_json::Result<String> {
        jws::sign(key, TYPE, self)
    }

    /// Reads a compact JWS that one of the keys must have signed.
    ///
    /// # Errors
    ///
    /// The reason why the signature proves nothing.
    pub fn verify(text: &str, keys: &[PublicKey]) -> Result<Proof, Forged> {
        jws::verify(text, TYPE, keys)
    }
}

/// A receipt as it is saved to a file: the compact JWS, and below it the salt of the lead's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SavedReceipt<'a> {
    /// The compact JWS.
    pub signature: &'a str,
    /// The salt of the lead's hash, from a line `lead-salt: …`.
    pub lead_salt: Option<&'a str>,
}

impl<'a> SavedReceipt<'a> {
    /// Reads the text of the file.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let signature = lines.next().unwrap_or_default();
        let lead_salt = lines.find_map(|line| line.strip_prefix("lead-salt:")).map(str::trim);
        SavedReceipt { signature, lead_salt }
    }

    /// Returns the text of the file.
    #[must_use]
    pub fn text(self) -> String {
        let salt = self.lead_salt.map(|salt| format!("\nlead-salt: {salt}\n")).unwrap_or_default();
        format!("{}{salt}", self.signature)
    }
}
