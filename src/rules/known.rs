//! What answers stand for, by the bytes they came in.

use rustc_hash::FxHashMap;

/// Different answers to one field that are remembered; then all are forgotten.
const MAX_ANSWERS: usize = 10_000;

/// Answers to one field as they came, and what each stands for.
pub struct Known<T> {
    places: FxHashMap<Box<[u8]>, usize>,
    all: Vec<T>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known { places: FxHashMap::default(), all: Vec::new() }
    }
}

impl<T> Known<T> {
    /// The place of what an answer stands for, which is found out if it is not known.
    #[inline]
    pub fn place(&mut self, answer: &[u8], find_out: impl FnOnce() -> T) -> usize {
        match self.places.get(answer) {
            Some(place) => *place,
            None => self.learn(answer, find_out()),
        }
    }

    fn learn(&mut self, answer: &[u8], means: T) -> usize {
        if self.all.len() == MAX_ANSWERS {
            self.places.clear();
            self.all.clear();
        }
        self.places.insert(answer.into(), self.all.len());
        self.all.push(means);
        self.all.len() - 1
    }

    /// What stands at a place.
    #[inline]
    pub fn get(&self, place: usize) -> Option<&T> {
        self.all.get(place)
    }
}
