//! The partner's side: proofs of what the partner was promised, how promises were kept, and the page of a referral behind its
//! link.

mod receipts;
mod record;
mod referral;
mod shown;

pub use receipts::{keys, page as verify_page, script as verify_script};
pub use record::{Shown as ProgramRecord, show as record};
pub use referral::{show_to_partner, take_from_partner};
