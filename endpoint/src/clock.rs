//! The endpoint's clock. No other part of the endpoint reads the time.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// The machine's clock, or one that a test sets. All clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<Mutex<Option<Timestamp>>>);

impl Clock {
    /// Returns the time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(Timestamp::now)
    }

    /// Stops the clock at a time.
    pub fn set(&self, to: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(to);
    }
}
