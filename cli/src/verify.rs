//! `referral verify`.

use crate::terminal::clean;
use clap::Args;
use referral_signing::{Proof, SavedReceipt, keys_of, lead_digest};
use referral_widget::json::parse;
use referral_widget::lead::Answers;
use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The most bytes that are read. No receipt, list of keys or lead has more.
const MOST_BYTES: u64 = 1024 * 1024;

#[derive(Args)]
#[command(
    after_help = "The keys are what the vendor's endpoint has at /.well-known/jwks.json, saved as a file once. \
Nothing is asked of any network. Exit status: 0 if the receipt is genuine, 1 if it proves nothing, 2 if that cannot be told."
)]
pub struct Arguments {
    /// The receipt, as it was saved
    receipt: PathBuf,
    /// The vendor's keys: JWKS (RFC 7517), or public keys with white space between them
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// The lead, as the vendor has it: an object of answers by field name. The receipt must then be for this lead
    #[arg(long, value_name = "FILE")]
    lead: Option<PathBuf>,
    /// The salt of the lead's hash, if the receipt was saved without it
    #[arg(long, value_name = "SALT", requires = "lead")]
    salt: Option<String>,
}

/// Checks a receipt and prints what it proves.
pub fn verify(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let keys = read_file(&arguments.keys)?;
    let keys = keys_of(&keys).map_err(|error| format!("{}: {error}.", arguments.keys.display()))?;
    let text = read_file(&arguments.receipt)?;
    let saved = SavedReceipt::parse(&text);
    let proof = match Proof::verify(saved.signature, &keys) {
        Ok(proof) => proof,
        Err(forged) => {
            println!("This proves nothing: {forged}.");
            return Ok(ExitCode::FAILURE);
        }
    };
    if let Some(lead) = &arguments.lead {
        let answers: Answers = parse(&read_file(lead)?)
            .map_err(|error| format!("{} is not a lead: {error}.", lead.display()))?;
        let salt = arguments.salt.as_deref().or(saved.lead_salt).filter(|_| proof.ver > 1);
        if proof.ver > 1 && salt.is_none() {
            return Err("The receipt’s hash of the lead has a salt, which the file does not have. Name it with --salt.".into());
        }
        if lead_digest(salt, &proof.program, &answers)? != proof.lead_sha256 {
            println!("The receipt is genuine, but of another lead than {}.", lead.display());
            return Ok(ExitCode::FAILURE);
        }
    }
    println!("The receipt is genuine. {} has signed that", clean(&proof.iss));
    println!(
        "  {} arrived on {} and was then {};",
        clean(&proof.referral),
        clean(&proof.received_at),
        clean(&proof.status)
    );
    if let Some(partner) = &proof.partner {
        let known = match proof.partner_known_by.as_deref() {
            Some("token") => ", known by a token that the vendor has signed",
            Some("origin") => ", known by the partner’s own website",
            Some("claim") => ", as the page said",
            _ => "",
        };
        println!("  it came by {}{known};", clean(partner));
    }
    if let Some(fee) = &proof.fee {
        println!(
            "  the fee comes to {} {}, {} days after {};",
            clean(&fee.currency),
            clean(&fee.amount),
            fee.payment.days,
            clean(&fee.payment.after)
        );
    }
    if proof.not_yet_protected {
        println!("  the customer is not yet protected: a person looks at the referral first;");
    }
    if let Some(until) = &proof.protected_until {
        println!("  the customer is protected until {};", clean(until));
    }
    if let Some(due) = proof.decision_due_at.as_ref().or(proof.decision_due.as_ref()) {
        println!("  it is decided by {};", clean(due));
    }
    println!(
        "  it was judged by version {} of {}, under version {} of the agreement.",
        clean(&proof.program_version),
        clean(&proof.program),
        clean(&proof.agreement_version)
    );
    if arguments.lead.is_some() {
        println!("The lead is the one that was sent.");
    }
    Ok(ExitCode::SUCCESS)
}

fn read_file(path: &Path) -> Result<String, String> {
    let failed = |error| format!("{} cannot be read: {error}.", path.display());
    let mut text = String::new();
    fs::File::open(path).map_err(failed)?.take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}
