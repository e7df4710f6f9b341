//! `referral backup`.

use super::database;
use clap::Args;
use std::error::Error;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "The copy is of one point in time, and its owner's alone. It has leads in it, and the key that signs \
receipts, unless that is a file of its own. `referral serve --database FILE` serves it, `referral move` moves it."
)]
pub struct Arguments {
    /// The file to make; it must not exist yet
    file: PathBuf,
    #[command(flatten)]
    database: database::Argument,
}

/// Copies the database into a file.
pub async fn backup(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let database = arguments.database.database()?;
    referral_store::backup(&database, &arguments.file).await?;
    println!("{} is a copy of {database}.", arguments.file.display());
    Ok(())
}
