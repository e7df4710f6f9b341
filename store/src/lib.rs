//! What is kept: releases, referrals, customers, deliveries, feedback, keys, and what is used up of what is granted. In a
//! SQLite file, or in PostgreSQL, where any number of copies of the endpoint are one service.
//!
//! | room | what it does |
//! |---|---|
//! | `database` | which database |
//! | `open`, `migrate`, `file` | opens it, brings its tables up to date, keeps its files private |
//! | `pools` | the two databases, and how a statement is asked of either |
//! | `write`, `locks` | what is written together, and what happens one after the other |
//! | `releases`, `referrals`, `customers`, `deliveries`, `feedback`, `signing`, `token`, `quotas` | what is kept |
//! | `tables`, `transfer` | everything from one database to another, and copies |
//! | `moment`, `json` | points in time, and JSON, as they are kept |
//! | `error` | why something cannot be kept or found |
//!
//! Nothing of `sqlx` leaves this crate.

mod customers;
mod database;
mod deliveries;
mod error;
mod feedback;
mod file;
mod json;
mod locks;
mod migrate;
mod moment;
mod open;
mod pools;
mod quotas;
mod referrals;
mod releases;
mod signing;
mod tables;
mod token;
mod transfer;
mod write;

pub use customers::{Claim, Cleared, Customer, Protection, Rekeyed};
pub use database::Database;
pub use deliveries::{Attempt, Delivery, DeliveryState, Due, Logged, Portion};
pub use error::{Cause, StoreError};
pub use feedback::Feedback;
pub use json::Json;
pub use moment::Moment;
pub use open::Store;
pub use quotas::{Quota, Tally};
pub use referrals::{Inserted, NewReferral, Outcome, OwnVersions, Page, StatusChange, Stored, with_salt};
pub use releases::KeptRelease;
pub use transfer::{MoveError, Moved, backup, move_all};
