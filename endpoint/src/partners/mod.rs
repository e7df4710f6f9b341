//! Who the vendor's partners are: those that people keep at the desk, and those that `partners.json` lists for a program.
//!
//! | module | |
//! |---|---|
//! | `known` | a partner of a program, from both sources |
//! | `record` | whose address of record an e-mail address is |
//! | `typed` | what people write about a partner, checked |
//! | `invite` | invitations by a link |
//! | `telling` | what partners are told by mail besides events |
//! | `agreement` | the text that partners accept, and its hash |

mod agreement;
mod invite;
mod known;
mod record;
mod telling;
mod typed;

pub use agreement::agreement_hash;
pub use invite::{INVITATION, INVITATION_DAYS, InviteError, invite};
pub use known::{Known, known, listed, refers_to};
pub use record::{ENTRY, Referring, is_address_of_record, referring};
pub use telling::{ADDRESS_CHANGED, FEEDBACK_ANSWER, address_mail, answer_mail};
pub use typed::{Wrong, typed_partner};
