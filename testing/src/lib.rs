//! What tests of several crates share. Nothing but tests depends on it.
//!
//! | module | |
//! |---|---|
//! | [`program()`] | a program in a few words, where a test is about something else |
//! | [`judge`] | a lead, judged on [`TODAY`] |
//! | [`fuzz`] | what comes in by a door, changed at random |

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

pub mod fuzz;
mod program;

pub use program::{ProgramBuilder, program};

use jiff::civil::{Date, date};
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::rules::{Rules, Verdict};
use serde_json::Value;

/// The day of the tests.
pub const TODAY: Date = date(2026, 11, 23);

/// The verdict on a lead, in plain style, on [`TODAY`].
///
/// # Panics
///
/// An answer cannot be read.
#[must_use]
pub fn judge(rules: &Rules, answers: &Value) -> Verdict {
    let answers: Answers = serde_json::from_value(answers.clone()).expect("answers are an object");
    let (lead, errors) = Lead::read(rules.program(), &answers, NumberStyle::Plain);
    assert_eq!(errors, [], "the answers can be read");
    rules.evaluate(&lead, TODAY)
}
