//! The partner's side: proofs of what the partner was promised.

mod receipts;

pub use receipts::{keys, page as verify_page, script as verify_script};
