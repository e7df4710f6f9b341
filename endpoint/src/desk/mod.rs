//! The vendor's side, behind the token: listings, the status page, and the page of each referral with its commands.

mod calendar;
mod clearing;
mod commands;
mod deliveries;
mod expiry;
mod listing;
mod made_under;
mod parts;
mod referral;
mod status;
mod token;
mod words;

pub use calendar::{set_hours, show_hours};
pub use clearing::clear_referral;
pub use commands::{give_command, list_events};
pub use deliveries::{list_deliveries, retry_delivery};
pub use expiry::expire_untouched;
pub use listing::{find_referral, list_feedback, list_programs, list_referrals};
pub use referral::{give_by_form, show_referral};
pub use status::{status_page, stylesheet};
pub use token::require_token;
