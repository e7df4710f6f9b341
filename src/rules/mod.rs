//! The vendor's script: sandbox, findings, verdict.
//!
//! A script declares rules, and the engine decides when to run them. A verdict depends on the script, the program, the
//! lead and the evaluation date, and on nothing else.

mod answers;
mod assessment;
mod batch;
mod brief;
mod captured;
mod cases;
mod check;
mod compare;
mod compile;
mod conditions;
mod coverage;
mod declare;
mod evaluate;
mod fields;
mod figures;
mod formula;
mod judging;
mod known;
mod memory;
mod parsing;
mod partner;
mod place;
mod ran;
mod registry;
mod sandbox;
mod steps;
mod suggest;
mod totals;
mod trial;
mod verdict;
mod vocabulary;
mod walk;
mod wording;
mod work;

pub(crate) use answers::Scalar;
pub use assessment::Assessment;
pub use batch::Batch;
pub use brief::{Brief, BriefFinding};
pub use cases::{Case, Expected, MAX_CASES_BYTES, Wanted};
pub use check::check_script;
pub use compile::Rules;
pub use coverage::{Coverage, RuleCoverage};
pub use figures::{Figures, Figuring};
pub use judging::Judging;
pub(crate) use known::Known;
pub use totals::Outcomes;
pub use trial::{Difference, Trial};
pub use verdict::{Finding, Kind, Outcome, Status, Suggestion, Verdict};
pub use vocabulary::{Kinds, NAME_PARTS, Signature, company_name, host, plain, signatures};

/// The largest script that is read, in bytes.
pub const MAX_SCRIPT_BYTES: usize = 256 * 1024;
