//! The vendor's side, behind the token: listings and the status page.

mod clearing;
mod deliveries;
mod listing;
mod status;
mod token;

pub use clearing::clear_referral;
pub use deliveries::{list_deliveries, retry_delivery};
pub use listing::{find_referral, list_feedback, list_programs, list_referrals};
pub use status::{status_page, stylesheet};
pub use token::require_token;
