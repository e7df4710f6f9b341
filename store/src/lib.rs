//! The database: releases, referrals, customers, deliveries, feedback, keys, and how much of each quota is used. It is
//! a SQLite file, or PostgreSQL, where any number of copies of the endpoint form one service.
//!
//! | room | what it does |
//! |---|---|
//! | `database` | the choice of a database |
//! | `open`, `migrate`, `file` | opens it, brings its tables up to date, keeps its files private |
//! | `pools` | the two databases, and how a statement is run on either |
//! | `write`, `locks` | what is written together, and what happens one after the other |
//! | `releases`, `referrals`, `listing`, `customers`, `deliveries`, `feedback`, `signing`, `token`, `quotas` | what is stored |
//! | `users`, `credentials`, `sessions`, `api_tokens` | the vendor's people, by what they sign in, where they are signed in, and the tokens of other systems |
//! | `partners`, `entries` | the vendor's partners, what they agreed to, and where they have come in |
//! | `beforehand` | what is looked up before a submission is read |
//! | `calendars` | the vendor's business hours |
//! | `inbox`, `words` | lists of referrals, narrowed by filters and by words |
//! | `numbers` | what became of the referrals of a period |
//! | `reminders`, `decisions` | reminders of deadlines, and how a program has kept those of its decisions |
//! | `events`, `standing`, `office` | what happened to referrals, where they stand after it, and the commands that bring it about |
//! | `refused` | leads that were refused because another referral protects their customer |
//! | `telling` | who is told of which event |
//! | `links`, `status_keys` | the links and the keys by which partners see their referral |
//! | `rekey` | makes the keys of customers again when their rule changes |
//! | `claims`, `hints` | who sends which delivery, and how copies of the endpoint tell each other that there is one |
//! | `tables`, `rows`, `transfer` | moves everything from one database to another, and makes backups |
//! | `moment`, `json` | points in time, and JSON, as they are stored |
//! | `error` | why something cannot be stored or found |
//!
//! No type of `sqlx` is public in this crate.

mod api_tokens;
mod beforehand;
mod bounces;
mod calendars;
mod claims;
mod credentials;
mod customers;
mod database;
mod decisions;
mod deliveries;
mod entries;
mod error;
mod events;
mod feedback;
mod file;
mod hints;
mod inbox;
mod json;
mod links;
mod listing;
mod locks;
mod migrate;
mod moment;
mod numbers;
mod office;
mod open;
mod partner_mails;
mod partners;
mod pools;
mod quotas;
mod referrals;
mod refused;
mod rekey;
mod releases;
mod reminders;
mod rows;
mod sessions;
mod signing;
mod standing;
mod status_keys;
mod tables;
mod telling;
mod token;
mod transfer;
mod users;
mod words;
mod write;

#[cfg(test)]
mod plans;
#[cfg(test)]
#[path = "../tests/server/mod.rs"]
mod server;

pub use api_tokens::{ApiToken, NewApiToken};
pub use beforehand::{Beforehand, Inserted, with_salt};
pub use bounces::Bounce;
pub use calendars::KeptCalendar;
pub use claims::{Attempt, Due, Portion};
pub use customers::{Claim, Cleared, Clearing, Customer, OwnReferral, Protection};
pub use database::Database;
pub use decisions::Decisions;
pub use deliveries::{Delivery, DeliveryState, Logged, Retried, Trouble};
pub use entries::EntryLink;
pub use error::{Cause, StoreError};
pub use events::{Happened, step_to_undo};
pub use feedback::{Feedback, FeedbackFilter, NewFeedback, OF_A_REFERRAL};
pub use hints::Hints;
pub use inbox::{Filter, ListOrder, Place};
pub use json::Json;
pub use links::PartnerLink;
pub use listing::{OwnVersions, StatusChange, Stored};
pub use moment::Moment;
pub use numbers::{Arrived, HappenedTo};
pub use office::{Commanded, NewCommand};
pub use open::Store;
pub use partner_mails::{AddressChanged, AnswerToTell};
pub use partners::{Invitation, KeptPartner, Partner, PartnerAgreement};
pub use quotas::{Quota, Tally};
pub use referrals::{NewReferral, Outcome};
pub use refused::RefusedLead;
pub use rekey::Rekeyed;
pub use releases::KeptRelease;
pub use reminders::{Reminded, ToRemind};
pub use sessions::{NewSession, Session, SignedIn};
pub use standing::Standing;
pub use status_keys::KeyState;
pub use telling::{MailToQueue, Told, Untold};
pub use transfer::{MoveError, Moved, backup, move_all};
pub use users::{NewUser, PasswordLink, User, UserChange};
pub use words::Wordless;
