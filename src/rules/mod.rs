//! The vendor's script: sandbox, findings, verdict.
//!
//! A script declares rules; the engine decides when to run them. A verdict is a function of the script, the
//! program, the lead and the evaluation date, and of nothing else.

#[cfg(feature = "engine")]
mod compare;
#[cfg(feature = "engine")]
mod compile;
#[cfg(feature = "engine")]
mod declare;
#[cfg(feature = "engine")]
mod evaluate;
#[cfg(feature = "engine")]
mod fields;
#[cfg(feature = "engine")]
mod parsing;
#[cfg(feature = "engine")]
mod reading;
#[cfg(feature = "engine")]
mod sandbox;
#[cfg(feature = "engine")]
mod steps;
mod verdict;
#[cfg(feature = "engine")]
mod vocabulary;
#[cfg(feature = "engine")]
mod wording;

#[cfg(feature = "engine")]
pub use compile::Rules;
pub use verdict::{Finding, Kind, Outcome, Status, Verdict};

/// The largest script that is read, in bytes.
pub const MAX_SCRIPT_BYTES: usize = 256 * 1024;
