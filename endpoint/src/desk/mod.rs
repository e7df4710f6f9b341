//! The vendor's side: the list of referrals, the page of each with its commands, the pages of people, and listings as JSON.

mod answering;
mod bounces;
mod brought;
mod clearing;
mod commands;
mod compare;
mod deliveries;
mod expiry;
mod feedback;
mod feedback_query;
mod hours;
mod inbox;
mod listing;
mod numbers;
mod partners;
mod parts;
mod people;
mod reasons;
mod referral;
mod reminding;
mod rule_name;
mod snippets;
mod status;
mod words;

pub use answering::{FeedbackAnswer, answer_by_form, answer_feedback};
pub use bounces::{Bounces, list_bounces, note_bounce};
pub use clearing::clear_referral;
pub use commands::{Answer, Events, give_command, list_events};
pub use compare::{compare_page, compare_receipts};
pub use deliveries::{
    Deliveries, DeliveryQuery, list_deliveries, replay_by_form, replay_delivery, retry_by_form,
    retry_delivery,
};
pub use expiry::expire_untouched;
pub use feedback::feedback_page;
pub use feedback_query::FeedbackQuery;
pub use hours::{CurrentHours, edit_hours, save_hours, set_hours, show_hours};
pub use inbox::{Asked, Referrals, decide_on_several, export_list, list_referrals};
pub use listing::{ListedFeedback, ListedPrograms, find_referral, list_feedback, list_programs};
pub use numbers::numbers_page;
pub use partners::{
    ListedPartners, add_partner, change_partner, end_partner, invite_partner, list_partners, partner_page,
    partners_page, resume_partner,
};
pub use people::{
    account_page, add_person, begin_codes, change_password, change_role, code_page, codes_page, end_codes,
    end_session, enter_code, make_token, people_page, remove_person, reset_person, revoke_token,
    set_password, set_password_page, sign_in, sign_in_page, sign_out, sign_person_out, tokens_page,
    with_token,
};
pub use referral::{give_by_form, revoke_links, show_referral};
pub use reminding::remind_of_deadlines;
pub use snippets::{check_page, show_snippets, snippets_page, snippets_script};
pub use status::{status_page, stylesheet};
