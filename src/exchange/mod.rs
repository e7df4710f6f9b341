//! What the form and the rules engine say to each other, and how other programs use the engine.

#[cfg(feature = "engine")]
mod direct;
mod message;
mod session;

#[cfg(feature = "engine")]
pub use direct::Direct;
pub use message::{Judged, Reply, Request};
pub use session::Session;
