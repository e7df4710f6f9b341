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
//! | `limits` | how many submissions are taken from one address, and for one partner |
//! | `release` | a program and its script, as they are put in service |
//! | `programs` | the vendor's files: read again when they change, refused when they are broken |
//! | `evaluator` | the rules engine on threads of its own |
//! | `customers` | by what the customer of a lead is known again |
//! | `signing` | keys, and what is signed with them: receipts, programs |
//! | `submit` | a submission's way to its receipt |
//! | `refer` | the form as a page for browsers without scripts |
//! | `publish` | program and script as a form loads them |
//! | `relay` | brings referrals to the vendor's other systems |
//! | `vendor` | the vendor's side behind the token: listings and the status page |
//! | `verify` | the page that verifies receipts, and the keys for it |
//! | `refusal` | every answer that is not a success (RFC 9457) |

mod access;
mod app;
mod challenge;
mod clock;
mod customers;
mod evaluator;
mod language;
mod limits;
mod listen;
mod programs;
mod publish;
mod refer;
mod refusal;
mod relay;
mod release;
mod routes;
pub mod signing;
mod start;
mod submit;
mod vendor;
mod verify;

pub use challenge::Challenge;
pub use clock::Clock;
pub use language::translated;
pub use programs::{DOCUMENT, files};
pub use start::{Config, Endpoint, StartError};
pub use submit::check_partners;
