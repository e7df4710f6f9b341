//! A verdict with everything that explains it.

use referral_widget::lead::{Answers, FieldError};
use referral_widget::rules::Verdict;
use serde::Serialize;

/// The document that `--format json` prints.
#[derive(Serialize)]
pub struct Explained {
    /// The program's id.
    pub program: String,
    /// The mistakes in the lead.
    pub errors: Vec<FieldError>,
    /// Why the verdict is what it is.
    pub reason: String,
    pub verdict: Verdict,
    /// The answers and the facts of the partner that the rules read.
    pub values: Answers,
}
