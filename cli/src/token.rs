//! `referral token`.

use crate::engine;
use clap::Args;
use referral_signing::{Keypair, PartnerToken};
use std::error::Error;
use std::fs;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "The token goes into the attribute `partner-token`. Its key's public half stands in `token_keys` of \
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
    /// For how many minutes the token is valid
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(i64).range(1..=1440))]
    minutes: i64,
}

/// Prints a token that says who a partner is.
pub fn token(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let key = fs::read_to_string(&arguments.key)
        .map_err(|error| format!("{} cannot be read: {error}.", arguments.key.display()))?;
    let key = Keypair::from_pem(&key).map_err(|error| format!("{}: {error}.", arguments.key.display()))?;
    let now = engine::now().as_second();
    let token = PartnerToken {
        sub: arguments.partner.clone(),
        aud: arguments.program.clone(),
        iat: now,
        exp: now + arguments.minutes * 60,
        nbf: None,
        // The id is practically unique. It need not be unpredictable.
        jti: Keypair::generate()?.public().id(),
    };
    println!("{}", token.sign(&key)?);
    Ok(())
}
