//! The messages between the form and the rules engine, and the engine for other programs.

mod direct;
mod message;
pub mod numbers;
mod session;
mod token;

pub use direct::Direct;
pub use message::{Judged, Reply, Request};
pub use session::Session;
