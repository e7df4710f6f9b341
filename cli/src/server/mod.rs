//! What needs the endpoint, or what it keeps.

mod backup;
mod database;
mod moving;
mod serve;

use clap::Subcommand;
use std::error::Error;
use tokio::runtime::Runtime;

#[derive(Subcommand)]
pub enum Command {
    /// Copy everything that is kept into a new SQLite file, while the endpoint runs
    Backup(backup::Arguments),
    /// Move everything that is kept from a SQLite file to PostgreSQL, or back
    Move(moving::Arguments),
    /// Serve programs and the package, take submissions, and show what came in
    Serve(serve::Arguments),
}

/// Does it.
pub fn run(command: Command) -> Result<(), Box<dyn Error>> {
    Runtime::new()?.block_on(async {
        match command {
            Command::Backup(arguments) => backup::backup(arguments).await,
            Command::Move(arguments) => moving::move_all(arguments).await,
            Command::Serve(arguments) => serve::serve(arguments).await,
        }
    })
}
