//! `referral token`.

use crate::engine;
use crate::partner::Partner;
use clap::Args;
use referral_signing::{Keypair, PartnerToken};
use referral_widget::lead::PartnerFacts;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "The token goes into the attribute `partner-token`. The public key belongs in `token_keys` of \
partners.json beside program.json."
)]
pub struct Arguments {
    /// The partner's id
    partner: String,
    /// The program's id
    program: String,
    /// The private key, as `referral keygen` writes it
    #[arg(long, env = "REFERRAL_TOKEN_KEY", value_name = "FILE")]
    key: PathBuf,
    /// How long the token is valid
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(i64).range(1..=1440))]
    minutes: i64,
    #[command(flatten)]
    facts: Partner,
}

/// Prints a token that says who a partner is.
pub fn token(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let key = fs::read_to_string(&arguments.key)
        .map_err(|error| format!("{} cannot be read: {error}.", arguments.key.display()))?;
    let key = Keypair::from_pem(&key).map_err(|error| format!("{}: {error}.", arguments.key.display()))?;
    let facts = arguments.facts.facts();
    let facts = (facts != PartnerFacts::default()).then(|| serde_json::to_value(facts)).transpose()?;
    let now = engine::now().as_second();
    let token = PartnerToken {
        sub: arguments.partner.clone(),
        aud: arguments.program.clone(),
        iat: now,
        exp: now + arguments.minutes * 60,
        nbf: None,
        // As good as unique, and nobody needs to guess it.
        jti: Keypair::generate()?.public().id(),
        facts,
    };
    println!("{}", token.sign(&key)?);
    Ok(())
}
