//! The partner's side: proofs of what the partner was promised, how promises were kept, and what becomes of referrals: as a page
//! behind a link, and for `<referral-status>`.

mod api;
mod door;
mod entry;
mod framed;
mod holder;
mod join;
mod material;
mod receipts;
mod record;
mod referral;
mod said;
mod session;
mod shown;
mod story;
mod stream;
mod view;
mod words;

pub use api::{Given as PartnerCommand, LONGEST_QUESTION, command, referrals};
pub use door::{page as partner_page, show_receipt};
pub use entry::{ask as ask_for_entry, enter, leave, page as entry_page};
pub use holder::Question;
pub use join::{join, page as join_page};
pub use receipts::{keys, page as verify_page, script as verify_script};
pub use record::{Shown as ProgramRecord, show as record};
pub use referral::{show_to_partner, take_from_partner};
pub use stream::stream;
