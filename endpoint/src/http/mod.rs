//! What all addresses have in common: how much is taken from whom, and every answer that is not a success.

pub mod limits;
pub mod refusal;
