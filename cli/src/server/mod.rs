//! The commands that need the endpoint or its database.

mod admin;
mod backup;
mod database;
mod key;
mod moving;
mod serve;

use clap::Subcommand;
use std::error::Error;
use tokio::runtime::Runtime;

#[derive(Subcommand)]
pub enum Command {
    /// Add an admin, or give somebody who cannot sign in a new link
    #[command(subcommand)]
    Admin(admin::Command),
    /// Copy the whole database into a new SQLite file, while the endpoint runs
    Backup(backup::Arguments),
    /// Replace the key that signs receipts
    #[command(subcommand)]
    Key(key::Command),
    /// Move the whole database from a SQLite file to PostgreSQL, or back
    Move(moving::Arguments),
    /// Serve programs and the package, take submissions, and show what came in
    Serve(Box<serve::Arguments>),
}

/// Runs the command.
pub fn run(command: Command) -> Result<(), Box<dyn Error>> {
    Runtime::new()?.block_on(async {
        match command {
            Command::Admin(command) => admin::run(command).await,
            Command::Backup(arguments) => backup::backup(arguments).await,
            Command::Key(command) => key::run(command).await,
            Command::Move(arguments) => moving::move_all(arguments).await,
            Command::Serve(arguments) => serve::serve(*arguments).await,
        }
    })
}
