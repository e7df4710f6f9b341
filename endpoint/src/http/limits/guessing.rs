//! Limits wrong tokens: a number in a period, and then none until the period is over. They are counted in memory, since
//! this only slows down guessing.

use super::Visitor;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many visitors are remembered before those whose period is over are removed.
const REMEMBERED: usize = 100_000;

/// Counts events of each visitor. Whether a visitor has any left can be asked without counting.
pub struct Guessing {
    most: u32,
    lasts: Duration,
    /// The start of the period and the count, for each visitor.
    counts: Mutex<HashMap<String, (Instant, u32)>>,
}

impl Guessing {
    pub fn new(most: u32, lasts: Duration) -> Self {
        Guessing { most, lasts, counts: Mutex::default() }
    }

    /// Returns how long the visitor must wait. `None` if it need not.
    pub fn wait(&self, visitor: &Visitor) -> Option<Duration> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = counts.get(visitor.key())?;
        let left = self.lasts.checked_sub(since.elapsed())?;
        (*count >= self.most).then_some(left)
    }

    /// Counts one event, and returns true if it is allowed. Asking and counting are one step, however many come at
    /// once.
    pub fn take(&self, visitor: &Visitor) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= REMEMBERED {
            counts.retain(|_, (since, _)| since.elapsed() < self.lasts);
            if counts.len() >= REMEMBERED {
                counts.clear();
            }
        }
        let (since, count) = counts.entry(visitor.key().to_string()).or_insert((Instant::now(), 0));
        if since.elapsed() >= self.lasts {
            (*since, *count) = (Instant::now(), 0);
        }
        let is_left = *count < self.most;
        *count = count.saturating_add(1);
        is_left
    }
}
