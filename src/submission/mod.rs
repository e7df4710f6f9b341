//! The data that is posted, and the endpoint's answers.

mod answered;
#[cfg(feature = "engine")]
mod decided;
#[cfg(feature = "engine")]
mod envelope;
#[cfg(feature = "delivery")]
mod formats;
mod outbox;
#[cfg(feature = "engine")]
mod problem;
mod receipt;
mod schedule;

pub use answered::{Answer, Answered, Body, Reason};
#[cfg(feature = "engine")]
pub use decided::{decisive, reasons};
#[cfg(feature = "engine")]
pub use envelope::{
    Acceptance, Attribution, Confirmation, MAX_SUBMISSION_BYTES, Signals, Submission, Versions,
};
#[cfg(feature = "delivery")]
pub use formats::{Before, Request, before, page_request, request};
pub use outbox::{Next, Waits};
#[cfg(feature = "engine")]
pub use problem::ProblemDetails;
pub use receipt::{Fee, Points, Receipt, ReferralStatus};
pub use schedule::wait_ms;
