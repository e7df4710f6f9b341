//! The partner's answers as typed values.
//!
//! A value takes its kind from the program's field type, never from how it looks: an answer `150` to a
//! money field is the decimal 150, to a text field the text "150".

mod number;
mod read;
mod value;

pub use number::{MAX_INTEGER, NumberStyle};
pub use read::{Answers, FieldError, Lead};
pub use value::Value;

pub(crate) use crate::date;
#[cfg(feature = "engine")]
pub(crate) use read::{read_field, read_text};
