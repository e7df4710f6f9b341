//! What all addresses have in common: how much is taken from whom, every answer that is not a success, and what goes out.

pub mod client;
pub mod limits;
pub mod refusal;
