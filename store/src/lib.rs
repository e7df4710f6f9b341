//! What is kept: releases, referrals, customers, deliveries, feedback, keys, and what is used up of what is granted. In a
//! SQLite file, or in PostgreSQL, where any number of copies of the endpoint are one service.
//!
//! | room | what it does |
//! |---|---|
//! | `database` | which database |
//! | `open`, `migrate`, `file` | opens it, brings its tables up to date, keeps its files private |
//! | `pools` | the two databases, and how a statement is asked of either |
//! | `write`, `locks` | what is written together, and what happens one after the other |
//! | `releases`, `referrals`, `listing`, `customers`, `deliveries`, `feedback`, `signing`, `token`, `quotas` | what is kept |
//! | `rekey` | by what customers are known again |
//! | `claims`, `hints` | who brings which delivery, and how copies of the endpoint tell each other that there is one |
//! | `tables`, `rows`, `transfer` | everything from one database to another, and copies |
//! | `moment`, `json` | points in time, and JSON, as they are kept |
//! | `error` | why something cannot be kept or found |
//!
//! Nothing of `sqlx` leaves this crate.

mod claims;
mod customers;
mod database;
mod deliveries;
mod error;
mod events;
mod feedback;
mod file;
mod hints;
mod json;
mod listing;
mod locks;
mod migrate;
mod moment;
mod office;
mod open;
mod pools;
mod quotas;
mod referrals;
mod rekey;
mod releases;
mod rows;
mod signing;
mod tables;
mod token;
mod transfer;
mod write;

#[cfg(test)]
#[path = "../tests/server/mod.rs"]
mod server;

pub use claims::{Attempt, Due, Portion};
pub use customers::{Claim, Cleared, Customer, Protection};
pub use database::Database;
pub use deliveries::{Delivery, DeliveryState, Logged};
pub use error::{Cause, StoreError};
pub use events::Happened;
pub use feedback::Feedback;
pub use hints::Hints;
pub use json::Json;
pub use listing::{OwnVersions, Page, StatusChange, Stored};
pub use moment::Moment;
pub use office::{Commanded, NewCommand};
pub use open::Store;
pub use quotas::{Quota, Tally};
pub use referrals::{Beforehand, Inserted, NewReferral, Outcome, with_salt};
pub use rekey::Rekeyed;
pub use releases::KeptRelease;
pub use transfer::{MoveError, Moved, backup, move_all};
