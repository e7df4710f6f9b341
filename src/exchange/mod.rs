//! What the form and the rules engine say to each other.

mod message;
#[cfg(feature = "engine")]
mod session;

pub use message::{Judged, Reply, Request};
#[cfg(feature = "engine")]
pub use session::Session;
