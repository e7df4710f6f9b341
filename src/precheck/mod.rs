//! Many leads at once: from a CSV text to a verdict for every row.
//!
//! The same code serves two users: the command, which streams files on all cores, and the leads module, which judges a
//! text while it arrives. [`encoding`] detects the encoding, [`Records`] splits the text, [`begin`] matches columns to
//! fields and finds out their notation, [`Columns`] reads a record as a lead, and [`Outcome`] is the output for a row.
//! A [`List`] does all of this in pieces, and reuses results from row to row.

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
