//! The vendor's side: listings, the status page, the page of each referral with its commands, and the pages of people.

mod calendar;
mod clearing;
mod commands;
mod deliveries;
mod expiry;
mod listing;
mod made_under;
mod parts;
mod people;
mod referral;
mod status;
mod words;

pub use calendar::{set_hours, show_hours};
pub use clearing::clear_referral;
pub use commands::{give_command, list_events};
pub use deliveries::{list_deliveries, retry_delivery};
pub use expiry::expire_untouched;
pub use listing::{find_referral, list_feedback, list_programs, list_referrals};
pub use people::{
    account_page, add_person, begin_codes, change_password, change_role, code_page, codes_page, end_codes,
    end_session, enter_code, make_token, people_page, remove_person, reset_person, revoke_token,
    set_password, set_password_page, sign_in, sign_in_page, sign_out, sign_person_out, tokens_page,
    with_token,
};
pub use referral::{give_by_form, show_referral};
pub use status::{status_page, stylesheet};
