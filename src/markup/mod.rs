//! The form, the verdict and the receipt as HTML, escaped by construction.
//!
//! The browser renders these into a shadow root. Ids are unique within one form: `f-NAME` is the control of a
//! field, `h-NAME` its hint, `e-NAME` its error.

mod errors;
mod failure;
mod field;
mod form;
mod format;
mod receipt;
#[cfg(feature = "engine")]
mod stylesheet;
mod terms;
#[cfg(feature = "engine")]
mod verdict;
mod waiting;

pub use errors::summary;
pub use failure::{failure, sending_failed};
pub use form::{AGREEMENT, AGREEMENT_ERROR, SEND, form};
pub use receipt::receipt;
#[cfg(feature = "engine")]
pub use stylesheet::stylesheet;
#[cfg(feature = "engine")]
pub use verdict::{Panel, headline, panel};
pub use waiting::{Waiting, refused};
