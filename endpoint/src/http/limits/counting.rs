//! Counts what is open at the same time, such as connections.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many of something each visitor has open.
#[derive(Clone, Default)]
pub struct Counts(Arc<Mutex<HashMap<String, usize>>>);

/// Something that counts for a visitor until it is dropped.
pub struct Counted(Counts, String);

impl Counts {
    /// Counts one for a visitor. `None` if the visitor has as many as it may.
    pub fn take(&self, visitor: &str, most: Option<usize>) -> Option<Counted> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(visitor.into()).or_default();
        if most.is_some_and(|most| *count >= most) {
            return None;
        }
        *count += 1;
        Some(Counted(self.clone(), visitor.into()))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Counted(Counts(counts), visitor) = self;
        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(visitor) {
            *count -= 1;
            if *count == 0 {
                counts.remove(visitor);
            }
        }
    }
}
