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
//! | `catalog` | the vendor's programs: read again when they change, refused when they are broken, published, and judged by on
//! threads of their own |
//! | `customers` | by what the customer of a lead is known again |
//! | `intake` | a submission's way to its receipt |
//! | `paper` | the form as a page for browsers without scripts |
//! | `outbox` | brings referrals to the vendor's other systems |
//! | `desk` | the vendor's side behind the token: listings and the status page |
//! | `partner` | the page that verifies receipts, and the keys for it |
//! | `http::refusal` | every answer that is not a success (RFC 9457) |

mod access;
mod app;
mod catalog;
mod challenge;
mod clock;
mod customers;
mod desk;
mod http;
mod intake;
mod listen;
mod outbox;
mod paper;
mod partner;
mod routes;
mod start;

pub use challenge::Challenge;
pub use clock::Clock;
pub use start::{Config, Endpoint, StartError};
