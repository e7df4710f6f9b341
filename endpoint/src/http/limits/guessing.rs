//! Wrong tokens: so many in a while, and then no more until the while is over. Counted in memory: it slows down guesses.

use super::Visitor;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Visitors that are remembered before those are forgotten whose while is over.
const REMEMBERED: usize = 100_000;

/// Counts what happens to each visitor. Whether there is something left can be asked without counting.
pub struct Guessing {
    most: u32,
    lasts: Duration,
    /// Since when, and how often.
    counts: Mutex<HashMap<String, (Instant, u32)>>,
}

impl Guessing {
    pub fn new(most: u32, lasts: Duration) -> Self {
        Guessing { most, lasts, counts: Mutex::default() }
    }

    /// How long it lasts until there is something left for that visitor; nothing where there is.
    pub fn wait(&self, visitor: &Visitor) -> Option<Duration> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = counts.get(visitor.key())?;
        let left = self.lasts.checked_sub(since.elapsed())?;
        (*count >= self.most).then_some(left)
    }

    /// Counts, if there is something left. Asking and counting are one, however many come at once.
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
