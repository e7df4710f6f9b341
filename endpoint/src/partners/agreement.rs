//! The text that partners accept, and its hash.

use referral_widget::program::Agreement;
use serde_json::json;
use sha2::{Digest, Sha256};

/// The SHA-256 of an agreement, in hexadecimal. It covers all that a partner reads: the version, the title, the main points, the
/// text, the address of a page with the text, and for how many days customers are protected, as a JSON array in this order.
pub fn agreement_hash(agreement: &Agreement) -> String {
    let Agreement { version, title, summary, text, link, protection_days, .. } = agreement;
    hex::encode(Sha256::digest(json!([version, title, summary, text, link, protection_days]).to_string()))
}
