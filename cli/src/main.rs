//! The command `referral`.

mod serve;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Referral programs: serve them, and take what partners submit.
#[derive(Parser)]
#[command(name = "referral", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve programs and the package, take submissions, and show what came in
    Serve(serve::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(arguments) => serve::serve(arguments).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
