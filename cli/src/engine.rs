//! Runs the rules engine.

use jiff::Timestamp;
use jiff::civil::Date;
use referral_widget::program::Program;
use std::{io, thread};

/// Rhai calls itself for every nested expression. Unoptimised builds need several times the 2 MiB that Rust gives a
/// thread.
pub const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Runs work that compiles or evaluates rules, on a thread with enough stack.
pub fn run<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| io::Error::other("the rules engine failed; please report this program"))
    })
}

/// Returns the current time.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Returns the date on which an endpoint would judge now: today in the program's time zone.
pub fn today(program: &Program) -> Date {
    program.today(now())
}
