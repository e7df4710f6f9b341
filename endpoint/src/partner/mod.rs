//! The partner's side: what it has been promised, and the proof of it.

mod receipts;

pub use receipts::{keys, page as verify_page, script as verify_script};
