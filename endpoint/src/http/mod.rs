//! What all routes share: limits for visitors, the frame of pages, the answers to failed requests, and the client for outgoing
//! requests.

pub mod client;
pub mod conditional;
pub mod extract;
pub mod limits;
pub mod page;
pub mod problem_kind;
pub mod problem_page;
pub mod refusal;
