//! `referral key`.

use super::database;
use crate::engine::now;
use clap::{Args, Subcommand};
use referral_signing::Keypair;
use std::error::Error;

#[derive(Subcommand)]
pub enum Command {
    /// Let a new key sign receipts; receipts that older keys signed stay valid
    Rotate(Rotate),
}

#[derive(Args)]
#[command(
    after_help = "The endpoint may run meanwhile, and takes the new key within seconds. The old private key is erased, its public key stays \
at /.well-known/jwks.json. A key of your own (--signing-key) is replaced by another file and a restart instead."
)]
pub struct Rotate {
    #[command(flatten)]
    database: database::Argument,
}

/// Runs the command.
pub async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let Command::Rotate(Rotate { database }) = command;
    let store = database.open_existing().await?;
    let new = Keypair::generate()?;
    let rotated = store.rotate_key(&new.public().text(), &new.to_pem()?, now()).await;
    store.close().await;
    if !rotated? {
        return Err("The database has no private key: the endpoint signs with a key of yours (--signing-key). Start it with another \
                    file instead; the keys before it stay known."
            .into());
    }
    println!("The key {} signs receipts from now on. Older keys stay known.", new.public().text());
    Ok(())
}
