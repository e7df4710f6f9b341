//! `referral keygen`.

use clap::Args;
use referral_signing::Keypair;
use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "Anyone who has the file can sign in your name: keep it where only you can read it, and out of the repository."
)]
pub struct Arguments {
    /// Where to write the private key; an existing file is never overwritten
    #[arg(default_value = "referral-key.pem")]
    file: PathBuf,
}

/// Writes a new private key, and prints the public one.
pub fn keygen(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let file = &arguments.file;
    let key = Keypair::generate()?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written =
        options.open(file).and_then(|mut out| out.write_all(key.to_pem().unwrap_or_default().as_bytes()));
    written.map_err(|error| format!("{} cannot be written: {error}. Name another file.", file.display()))?;
    eprintln!("The private key is in {}. The public one, for `program-key` in the snippet:", file.display());
    println!("{}", key.public().text());
    Ok(())
}
