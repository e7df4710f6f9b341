//! What the form and the rules engine say to each other, and how other programs use the engine.

#[cfg(feature = "engine")]
mod direct;
mod message;
#[cfg(feature = "engine")]
mod session;

#[cfg(feature = "engine")]
pub use direct::Direct;
pub use message::{Judged, Reply, Request};
#[cfg(feature = "engine")]
pub use session::Session;
