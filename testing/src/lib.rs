//! What the tests of several crates share. Only tests depend on this crate.
//!
//! | module | |
//! |---|---|
//! | [`program()`] | builds a small program, for tests that are about something else |
//! | [`judge`] | judges a lead on [`TODAY`] |
//! | [`fuzz`] | makes random changes to what comes in from outside |

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

pub mod fuzz;
mod program;

pub use program::{ProgramBuilder, program};

use jiff::civil::{Date, date};
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::rules::{Rules, Verdict};
use serde_json::Value;

/// The date on which the tests take place.
pub const TODAY: Date = date(2026, 11, 23);

/// Returns the verdict on a lead with numbers in plain style, on [`TODAY`].
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
