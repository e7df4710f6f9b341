//! How the form and the rules engine talk: across a worker's boundary, or on the main thread.

use super::Verdict;
use crate::lead::Answers;
use crate::program::Problem;
use serde::{Deserialize, Serialize};

/// What the form asks of the engine.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Request {
    /// Compile a script. Where it is refused, the one before stays.
    Load {
        /// The text of `program.json`.
        program: String,
        /// The text of the script.
        script: String,
    },
    /// Judge a lead.
    Evaluate {
        /// Which request this is; the answer carries it too.
        id: u32,
        /// The answers in plain style.
        lead: Answers,
        /// The evaluation date (RFC 3339 full-date).
        today: String,
    },
}

/// What the engine answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Reply {
    /// The script is in force.
    Loaded,
    /// The script is refused.
    Refused {
        /// Why.
        problems: Vec<Problem>,
    },
    /// The verdict on a lead.
    Verdict {
        /// Which request it answers.
        id: u32,
        /// The verdict.
        verdict: Box<Verdict>,
    },
}
