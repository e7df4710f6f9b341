//! Running the rules engine.

use jiff::Timestamp;
use jiff::civil::Date;
use referral_widget::program::Program;
use std::{io, thread};

/// Rhai calls itself for every nested expression; unoptimised builds need several times Rust's usual 2 MiB.
pub const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Runs work that compiles or evaluates rules, on a thread with the stack it needs.
pub fn run<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| io::Error::other("the rules engine failed; please report this program"))
    })
}

/// What time it is.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The date on which an endpoint judges now: today in the program's time zone.
pub fn today(program: &Program) -> Date {
    program.today(now())
}
