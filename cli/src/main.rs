//! The command `referral`.

mod precheck;
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
    /// Judge the leads of a CSV file, row by row, before anything is sent
    Precheck(precheck::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(arguments) => serve::serve(arguments).await,
        Command::Precheck(arguments) => return precheck::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
