//! The partner's side: proofs of what the partner was promised, and how promises were kept.

mod receipts;
mod record;

pub use receipts::{keys, page as verify_page, script as verify_script};
pub use record::show as record;
