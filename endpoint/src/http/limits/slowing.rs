//! Slows down guessing: after a few wrong guesses each further one must wait, twice as long each time. Nobody is locked
//! out for longer than the longest wait. It is counted in memory, since this only slows down guessing.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(60);
/// How long after its last guess a key is forgotten.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// How many keys are remembered before those that can be forgotten are removed.
const REMEMBERED: usize = 100_000;

/// Counts the guesses of each key.
pub struct Slowing {
    /// How many guesses need not wait.
    free: u32,
    guesses: Mutex<HashMap<String, Guesses>>,
}

#[derive(Clone, Copy)]
struct Guesses {
    count: u32,
    last: Timestamp,
}

impl Guesses {
    /// How long after the last guess the next one may come.
    fn wait(self, free: u32) -> SignedDuration {
        match self.count.checked_sub(free) {
            None => SignedDuration::ZERO,
            Some(over) => SignedDuration::from_secs(1 << over.min(6)).min(LONGEST_WAIT),
        }
    }
}

impl Slowing {
    pub fn new(free: u32) -> Self {
        Slowing { free, guesses: Mutex::default() }
    }

    /// Counts a guess before it is looked at, so that many at once are no way around it. If it comes too early, it is not
    /// looked at and not counted, and the time to wait is returned.
    pub fn guess(&self, key: &str, now: Timestamp) -> Result<(), SignedDuration> {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if guesses.len() >= REMEMBERED {
            guesses.retain(|_, guess| now.duration_since(guess.last) < FORGOTTEN_AFTER);
            if guesses.len() >= REMEMBERED {
                guesses.clear();
            }
        }
        let known = guesses.get(key).copied();
        let known = known.filter(|guess| now.duration_since(guess.last) < FORGOTTEN_AFTER);
        if let Some(guess) = known {
            let left = guess.wait(self.free) - now.duration_since(guess.last);
            if left.is_positive() {
                return Err(left.min(LONGEST_WAIT));
            }
        }
        let count = known.map_or(0, |guess| guess.count).saturating_add(1);
        guesses.insert(key.into(), Guesses { count, last: now });
        Ok(())
    }

    /// The guess was right: it does not count.
    pub fn was_right(&self, key: &str) {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(guess) = guesses.get_mut(key) {
            guess.count = guess.count.saturating_sub(1);
        }
    }

    /// Forgets all guesses of a key.
    pub fn forget(&self, key: &str) {
        self.guesses.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_guess_waits_twice_as_long_and_never_longer_than_a_minute() {
        let slowing = Slowing::new(3);
        let mut now: Timestamp = "2026-11-30T10:00:00Z".parse().expect("a time");
        let mut waits = Vec::new();
        for _ in 0..12 {
            while let Err(wait) = slowing.guess("mara", now) {
                waits.push(wait.as_secs());
                // Too early by a moment is too early, and counts for nothing.
                assert!(slowing.guess("mara", now + wait - SignedDuration::from_millis(1)).is_err());
                now += wait;
            }
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert!(slowing.guess("noor", now).is_ok());
        now += FORGOTTEN_AFTER;
        for _ in 0..3 {
            assert!(slowing.guess("mara", now).is_ok());
        }
        assert!(slowing.guess("mara", now).is_err());
        slowing.was_right("mara");
        assert!(slowing.guess("mara", now).is_ok());
    }
}
