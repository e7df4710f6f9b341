//! What the form and the rules engine say to each other, and how other programs use the engine.

mod direct;
mod message;
pub mod numbers;
mod session;

pub use direct::Direct;
pub use message::{Judged, Reply, Request};
pub use session::Session;
