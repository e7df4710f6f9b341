//! What time it is. Nothing else of the endpoint reads a clock.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// The machine's clock, or one that a test sets. All clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<Mutex<Option<Timestamp>>>);

impl Clock {
    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(Timestamp::now)
    }

    /// Stops the clock at a time.
    pub fn set(&self, to: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(to);
    }
}
