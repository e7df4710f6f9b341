//! The vendor's script: sandbox, findings, verdict.
//!
//! A script declares rules; the engine decides when to run them. A verdict is a function of the script, the
//! program, the lead and the evaluation date, and of nothing else.

mod verdict;

pub use verdict::{Finding, Kind, Outcome, Status, Verdict};
