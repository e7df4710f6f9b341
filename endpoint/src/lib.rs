//! The reference endpoint: serves programs and the package, takes submissions, and shows the vendor what came in.
//!
//! It runs the rules again on every lead, and trusts no verdict that a browser sends. It promises that a lead that was
//! answered with a receipt is stored, and stored once, whatever happens to the rules. The database is the crate
//! `referral-store`.
//!
//! | room | what it does |
//! |---|---|
//! | `start` | from a [`Config`] to a running [`Endpoint`] |
//! | `app` | the state that handlers share |
//! | `clock` | the time |
//! | `access` | who may do what at the vendor's side: people, sessions, tokens, rights |
//! | `commands` | gives commands to referrals: for the desk, for partners, and for the clock |
//! | `challenge` | asks whether a visitor has passed the page's challenge |
//! | `routes` | the list of all addresses with who may use them, CORS, limits |
//! | `signer` | the key that signs receipts |
//! | `listen` | connections: how many, and how long one may take for a request |
//! | `live` | tells open pages which referrals have changed |
//! | `http::limits` | how many submissions are taken from one address, and for one partner |
//! | `catalog` | the vendor's programs: reads, checks and publishes them, and runs their rules on its own threads |
//! | `hours` | the vendor's business hours, by which deadlines are computed |
//! | `record` | how programs have kept the deadlines of their decisions |
//! | `labels` | what statuses, stages and reasons are called, and how points in time are written |
//! | `made_under` | the program that a referral was made under |
//! | `mail` | mails to partners and to the vendor's people |
//! | `customers` | the keys by which the customer of a lead is recognised |
//! | `search` | the words by which people find a referral |
//! | `intake` | the way of a submission to its receipt |
//! | `paper` | the form as a page for browsers without scripts |
//! | `outbox` | delivers referrals, events and mails |
//! | `snippets` | what a vendor hands out for a partner's page, and what is missing there |
//! | `desk` | the vendor's side: listings, the status page, and the pages where people sign in and are managed |
//! | `api` | the description of the API, as a document and as a page |
//! | `partner` | the page that verifies receipts, the keys for it, the record of a program, and what partners see of their referrals |
//! | `partners` | who the vendor's partners are |
//! | `http::refusal` | the answers to all requests that fail (RFC 9457) |

mod access;
mod api;
mod app;
mod catalog;
mod challenge;
mod clock;
mod commands;
mod customers;
mod desk;
mod hours;
mod http;
mod intake;
mod labels;
mod listen;
mod live;
mod made_under;
mod mail;
mod outbox;
mod paper;
mod partner;
mod partners;
mod record;
mod routes;
mod search;
mod signer;
mod snippets;
mod start;

pub use access::{AccountError, Invited, LINK_DAYS, add_user, reset_user};
pub use challenge::Challenge;
pub use clock::Clock;
pub use mail::Mail;
pub use routes::routes;
pub use start::{Config, Endpoint, StartError};
