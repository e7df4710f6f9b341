//! Many leads at once: from a CSV text to a verdict for every row.
//!
//! One road for the command, which streams files on all cores, and for the leads module, which judges a text as it comes
//! in: [`encoding`] says what the bytes are, [`Records`] cuts the text, [`begin`] matches its columns to fields and finds
//! out how they are written, [`Columns`] makes a lead of a record, [`Outcome`] is what is written of a row, and a [`List`]
//! does all that in pieces, with what it remembers from row to row.

mod boxes;
mod cell;
mod columns;
mod countries;
mod dates;
mod delimiter;
pub mod encoding;
mod feed;
mod formula;
mod group_rows;
mod headers;
mod list;
mod matching;
mod money;
mod number_cell;
mod numbers;
mod options;
mod outcome;
mod place;
mod records;
mod said;
mod sheet;

pub use columns::{Columns, MAX_COLUMNS, Row};
pub use dates::Order;
pub use formula::defused;
pub use list::{Judgement, List};
pub use numbers::Numbers;
pub use options::Options;
pub use outcome::{Mistake, Outcome, unique};
pub use records::{MAX_RECORD_BYTES, Record, Records};
pub use sheet::{begin, languages};
