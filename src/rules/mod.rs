//! The vendor's script: sandbox, findings, verdict.
//!
//! A script declares rules; the engine decides when to run them. A verdict is a function of the script, the
//! program, the lead and the evaluation date, and of nothing else.

#[cfg(feature = "engine")]
mod answers;
#[cfg(feature = "engine")]
mod batch;
#[cfg(feature = "engine")]
mod brief;
#[cfg(feature = "engine")]
mod cases;
#[cfg(feature = "engine")]
mod check;
#[cfg(feature = "engine")]
mod compare;
#[cfg(feature = "engine")]
mod compile;
#[cfg(feature = "engine")]
mod conditions;
#[cfg(feature = "engine")]
mod coverage;
#[cfg(feature = "engine")]
mod declare;
#[cfg(feature = "engine")]
mod evaluate;
#[cfg(feature = "engine")]
mod fields;
#[cfg(feature = "engine")]
mod figures;
#[cfg(feature = "engine")]
mod formula;
#[cfg(feature = "engine")]
mod judging;
#[cfg(feature = "engine")]
mod known;
#[cfg(feature = "engine")]
mod memory;
#[cfg(feature = "engine")]
mod parsing;
#[cfg(feature = "engine")]
mod place;
#[cfg(feature = "engine")]
mod registry;
#[cfg(feature = "engine")]
mod sandbox;
#[cfg(feature = "engine")]
mod steps;
#[cfg(feature = "engine")]
mod suggest;
#[cfg(feature = "engine")]
mod totals;
#[cfg(feature = "engine")]
mod trial;
mod verdict;
#[cfg(feature = "engine")]
mod vocabulary;
#[cfg(feature = "engine")]
mod wording;

#[cfg(feature = "engine")]
pub(crate) use answers::Scalar;
#[cfg(feature = "engine")]
pub use batch::Batch;
#[cfg(feature = "engine")]
pub use brief::{Brief, BriefFinding};
#[cfg(feature = "engine")]
pub use cases::{Case, Expected, MAX_CASES_BYTES, Wanted};
#[cfg(feature = "engine")]
pub use check::check;
#[cfg(feature = "engine")]
pub use compile::Rules;
#[cfg(feature = "engine")]
pub use coverage::{Coverage, RuleCoverage};
#[cfg(feature = "engine")]
pub use figures::{Figures, Figuring};
#[cfg(feature = "engine")]
pub use judging::Judging;
#[cfg(feature = "engine")]
pub(crate) use known::Known;
#[cfg(feature = "engine")]
pub use totals::Outcomes;
#[cfg(feature = "engine")]
pub use trial::{Difference, Trial};
pub use verdict::{Finding, Kind, Outcome, Status, Suggestion, Verdict};
#[cfg(feature = "engine")]
pub use vocabulary::{Kinds, Signature, signatures};

/// The largest script that is read, in bytes.
pub const MAX_SCRIPT_BYTES: usize = 256 * 1024;
