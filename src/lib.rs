//! A referral form for partner websites that qualifies the lead while it is typed.
//!
//! The same crate becomes the Wasm modules of `bin/` and the native library that the endpoint and the command use. It
//! consists of rooms, its top-level modules. Data flows one way, and a room knows only the rooms before it:
//!
//! program → lead → compensation → rules → precheck → submission → status → office → markup → exchange → browser
//!
//! | room | what it does |
//! |---|---|
//! | [`program`] | what the vendor publishes: parse, check, explain mistakes |
//! | [`lead`] | the partner's answers as typed values |
//! | [`compensation`] | the fee a partner would earn, in exact decimals |
//! | [`rules`] | the vendor's script: sandbox, findings, verdict |
//! | [`precheck`] | many leads at once: from a CSV text to a verdict for every row |
//! | [`submission`] | the data that a page posts, and the endpoint's answers |
//! | [`status`] | where a referral stands, and what its partner is told about it |
//! | [`office`] | a referral after its receipt: commands, events, deadlines |
//! | [`markup`] | the form, the verdict and the receipt as HTML |
//! | [`exchange`] | the messages between the form and the rules engine; judging leads without a form |
//! | [`phrasebook`] | translations of the English sentences |
//! | [`json`] | the only parser for JSON from outside; every room uses it |
//! | `browser` | only the modules of the form and of a partner's referrals: their state, their decisions, the loader |
//!
//! Nothing outside `browser` and `bin` does I/O, reads a clock or draws a random number. Code that only judging needs
//! is behind the feature `engine`. The form's module is built without it.

// Left out of the engine's modules, because the exports of its libraries would stay in them.
#[cfg(all(target_arch = "wasm32", not(feature = "engine")))]
pub mod browser;
#[cfg(feature = "engine")]
pub mod compensation;
#[cfg(feature = "engine")]
mod currency;
#[cfg(feature = "engine")]
mod date;
#[cfg(feature = "engine")]
mod decimal;
#[cfg(feature = "engine")]
pub mod exchange;
#[cfg(feature = "engine")]
pub mod json;
pub mod lead;
pub mod markup;
#[cfg(feature = "delivery")]
pub mod office;
#[cfg(feature = "engine")]
pub mod phrasebook;
#[cfg(feature = "engine")]
pub mod precheck;
pub mod program;
#[cfg(feature = "engine")]
pub mod rules;
#[cfg(any(feature = "delivery", feature = "status"))]
pub mod status;
pub mod submission;
