//! The pages where the vendor's people keep its partners: add them, invite them, change them, end that they refer.

mod application;
mod fields;
mod list;
mod one;

pub use application::of_application;
pub use list::{ListedPartners, add_partner, list_partners, partners_page};
pub use one::{change_partner, end_partner, invite_partner, partner_page, resume_partner};
