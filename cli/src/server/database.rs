//! The option that names the database.

use clap::Args;
use referral_store::{Database, Store};
use std::env;
use std::path::PathBuf;

/// The variable with the address of a PostgreSQL database.
const SERVER: &str = "DATABASE_URL";
const FILE: &str = "referrals.db";

/// There is no option for PostgreSQL: its address may contain a password, and process lists show command lines.
#[derive(Args)]
pub struct Argument {
    /// The SQLite file that referrals are kept in; without one, the PostgreSQL database that DATABASE_URL names
    /// (postgres://…), or referrals.db
    #[arg(long, env = "REFERRAL_DATABASE", value_name = "FILE")]
    database: Option<PathBuf>,
}

impl Argument {
    /// Returns the file that is named, or else the server that the environment names, or else the default file.
    pub fn database(self) -> Result<Database, String> {
        let server = env::var(SERVER).ok().filter(|address| !address.trim().is_empty());
        match (self.database, server) {
            (Some(file), _) => Ok(file.into()),
            (None, Some(address)) => {
                Database::server(address.trim()).map_err(|error| format!("{SERVER}: {error}."))
            }
            (None, None) => Ok(PathBuf::from(FILE).into()),
        }
    }

    /// Opens the database of an endpoint that was started before. A file in the wrong place is not made.
    pub async fn open_existing(self) -> Result<Store, String> {
        let database = self.database()?;
        if let Database::File(file) = &database
            && !file.exists()
        {
            return Err(format!(
                "There is no database `{}`. Start `referral serve` first, or name the database with --database.",
                file.display()
            ));
        }
        let opened = Store::open(&database).await;
        opened.map_err(|error| format!("The database `{database}` cannot be used ({error})."))
    }
}
