//! The partner's answers as typed values.
//!
//! The field's type decides the kind of the value, never how the answer looks: an answer `150` to a money field is the
//! decimal 150, to a text field the text "150".

#[cfg(feature = "engine")]
mod answer;
#[cfg(feature = "engine")]
mod choices;
mod error;
#[cfg(feature = "engine")]
mod number;
#[cfg(feature = "engine")]
mod partner;
#[cfg(feature = "engine")]
mod read;
#[cfg(feature = "engine")]
mod rows;
mod style;
#[cfg(feature = "engine")]
mod text;
#[cfg(feature = "engine")]
mod value;
#[cfg(feature = "engine")]
mod wrong;

#[cfg(feature = "engine")]
pub use self::{
    answer::is_email, number::MAX_INTEGER, partner::PartnerFacts, read::Answers, read::Lead,
    text::is_ignorable, value::Row, value::Value,
};
pub use error::{FieldError, Values};
pub use style::NumberStyle;

#[cfg(feature = "engine")]
pub(crate) use {
    crate::date, answer::ask_for, answer::read_text, choices::split, read::invalid, read::read_field,
};

#[cfg(feature = "delivery")]
pub(crate) use number::{other_reading, parse_number};
