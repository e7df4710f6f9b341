//! What all routes share: limits for visitors, the answers to failed requests, and the client for outgoing requests.

pub mod client;
pub mod limits;
pub mod refusal;
