//! Mails to partners and to the vendor's people: who gets which, what stands in it, and how it is sent.
//!
//! | module | |
//! |---|---|
//! | `settings` | the mail server, the sender, and who is written to; checked at the start |
//! | `letters` | which event is told by which letter, and the texts of the letters in all languages |
//! | `template` | a letter's text with its placeholders |
//! | `entry` | invitations of partners, and links to addresses of record |
//! | `telling` | that an address of record has changed, and answers to feedback |
//! | `facts` | what stands in place of the placeholders |
//! | `digest` | what the vendor's people have to do, once each business day |
//! | `recipients` | who gets a mail |
//! | `send` | one mail, sent |
//! | `bounce` | the report of a mail that came back |

mod bounce;
mod digest;
mod entry;
mod facts;
mod letters;
mod recipients;
mod send;
mod settings;
mod telling;
mod template;

pub use bounce::{LARGEST as LARGEST_REPORT, Report, read as read_report};
pub use send::Failure;
pub use settings::{Mail, Mailer};

/// How the names of all destinations begin that are mails. No destination in `relay.json` can have such a name.
pub const DESTINATIONS: &str = "mail:";
/// Mails to the partner who made a referral.
pub const PARTNER: &str = "mail:partner";
/// Mails to the vendor's people.
pub const DESK: &str = "mail:desk";
/// The digest for the vendor's people.
pub const DIGEST: &str = "mail:digest";
