//! The reference endpoint: serves programs and the package, takes submissions, and shows the vendor what
//! came in.
//!
//! It re-runs the rules on every lead and trusts no verdict that a browser sends. What it promises: a lead
//! that was answered with a receipt is stored, once, whatever happens to the rules. What is kept is
//! `referral-store`'s.
//!
//! | room | what it does |
//! |---|---|
//! | `start` | from a [`Config`] to a running [`Endpoint`] |
//! | `app` | what handlers share |
//! | `clock` | what time it is |
//! | `access` | the token that opens the vendor's side |
//! | `challenge` | whether a visitor has passed the page's challenge |
//! | `routes` | addresses, CORS, limits |
//! | `listen` | connections: how many, and how long one may take to say what it wants |
//! | `http::limits` | how many submissions are taken from one address, and for one partner |
//! | `release` | a program and its script, as they are put in service |
//! | `catalog` | the vendor's files: read again when they change, refused when they are broken |
//! | `evaluator` | the rules engine on threads of its own |
//! | `customers` | by what the customer of a lead is known again |
//! | `signing` | keys, and what is signed with them: receipts, programs |
//! | `intake` | a submission's way to its receipt |
//! | `paper` | the form as a page for browsers without scripts |
//! | `publish` | program and script as a form loads them |
//! | `outbox` | brings referrals to the vendor's other systems |
//! | `desk` | the vendor's side behind the token: listings and the status page |
//! | `verify` | the page that verifies receipts, and the keys for it |
//! | `http::refusal` | every answer that is not a success (RFC 9457) |

mod access;
mod app;
mod catalog;
mod challenge;
mod clock;
mod customers;
mod desk;
mod evaluator;
mod http;
mod intake;
mod language;
mod listen;
mod outbox;
mod paper;
mod publish;
mod release;
mod routes;
pub mod signing;
mod start;
mod verify;

pub use catalog::{DOCUMENT, files};
pub use challenge::Challenge;
pub use clock::Clock;
pub use intake::check_partners;
pub use language::translated;
pub use start::{Config, Endpoint, StartError};
