//! The command `referral`.

// The docs of arguments are help texts for a terminal, where a plain address is right.
#![allow(rustdoc::bare_urls)]

mod check;
mod diagnostic;
mod engine;
mod explain;
mod folder;
mod json_place;
mod keygen;
mod partner;
mod precheck;
mod reason;
#[cfg(feature = "serve")]
mod server;
mod sign;
mod snippet;
mod terminal;
mod token;
mod verify;
mod words;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::io;
use std::process::ExitCode;

/// The endpoint makes and drops many small texts for each lead. With this allocator it takes 3 % more leads a second.
#[cfg(feature = "serve")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Referral programs: check them, judge leads, serve them, and take what partners submit.
#[derive(Parser)]
#[command(name = "referral", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check programs, their scripts and their cases, and say what the cases leave untried
    Check(check::Arguments),
    /// Say why a lead gets its verdict: rule by rule, with the answers that each rule read
    Explain(explain::Arguments),
    /// Make a key that signs programs, or receipts
    Keygen(keygen::Arguments),
    /// Sign programs, so that forms and endpoints accept no others
    Sign(sign::Arguments),
    /// Print the HTML that a partner pastes, with the form in it, which can be filled in before any script has loaded
    Snippet(snippet::Arguments),
    /// Make a token that says who a partner is
    Token(token::Arguments),
    /// Say what a saved receipt proves
    Verify(verify::Arguments),
    #[cfg(feature = "serve")]
    #[command(flatten)]
    Server(server::Command),
    /// Judge the leads of a CSV file, row by row, before anything is sent
    Precheck(precheck::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check(arguments) => return status(check::check_programs(&arguments)),
        Command::Explain(arguments) => return status(explain::explain(&arguments)),
        Command::Keygen(arguments) => keygen::keygen(&arguments),
        Command::Sign(arguments) => sign::sign(&arguments),
        Command::Snippet(arguments) => snippet::snippet(&arguments),
        Command::Token(arguments) => token::token(&arguments),
        Command::Verify(arguments) => return status(verify::verify(&arguments)),
        #[cfg(feature = "serve")]
        Command::Server(command) => server::run(command),
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

/// Returns the exit status of a command that answers a question. It is 2 if there is no answer.
fn status(outcome: Result<ExitCode, Box<dyn Error>>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        // A reader that has seen enough, such as `head`, needs no message.
        let cause = error.downcast_ref::<io::Error>().map(io::Error::kind);
        if cause != Some(io::ErrorKind::BrokenPipe) {
            eprintln!("error: {}", terminal::clean(&error.to_string()));
        }
        ExitCode::from(2)
    })
}
