//! Where referrals are kept.

use clap::Args;
use referral_store::Database;
use std::env;
use std::path::PathBuf;

/// The variable that names a database of PostgreSQL.
const SERVER: &str = "DATABASE_URL";
const FILE: &str = "referrals.db";

/// Not an option for PostgreSQL: its address may have a password in it, and command lines show in process lists.
#[derive(Args)]
pub struct Argument {
    /// The SQLite file that referrals are kept in; without one, the PostgreSQL database that DATABASE_URL names
    /// (postgres://…), or referrals.db
    #[arg(long, env = "REFERRAL_DATABASE", value_name = "FILE")]
    database: Option<PathBuf>,
}

impl Argument {
    /// The file that is named, else the server that the environment names, else the usual file.
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
}
