//! Many leads at once: from a CSV text to a verdict for every row.
//!
//! The pieces are separate, so that the command streams files through them on all cores and a page judges a text as it
//! comes in: [`Records`] cuts the text, [`Columns`] says which cell answers which field and makes a lead of a record,
//! [`Outcome`] is what is written of a row, and a [`List`] does all that in pieces for the leads module.

mod cell;
mod columns;
mod delimiter;
mod feed;
mod formula;
mod list;
mod matching;
mod outcome;
mod records;

pub use cell::{Numbers, answer};
pub use columns::{Columns, MAX_COLUMNS, Row};
pub use formula::defused;
pub use list::{Judgement, List};
pub use outcome::{Mistake, Outcome, unique};
pub use records::{MAX_RECORD_BYTES, Record, Records};
