//! What answers stand for, by the bytes they came in.

use rustc_hash::FxHashMap;

/// Different answers to one field that are remembered, and their length together; then all are forgotten.
const MAX_ANSWERS: usize = 10_000;
const MAX_BYTES: usize = 1024 * 1024;

/// Answers to one field as they came, and what each stands for.
pub struct Known<T> {
    places: FxHashMap<Box<[u8]>, usize>,
    all: Vec<T>,
    bytes: usize,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known { places: FxHashMap::default(), all: Vec::new(), bytes: 0 }
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
        if self.all.len() == MAX_ANSWERS || self.bytes > MAX_BYTES {
            self.places.clear();
            self.all.clear();
            self.bytes = 0;
        }
        self.bytes += answer.len();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_bounded_and_always_right() {
        let mut known = Known::default();
        for i in 0..3 * MAX_ANSWERS {
            let place = known.place(i.to_string().as_bytes(), || i);
            assert_eq!(known.get(place), Some(&i));
        }
        assert!(known.all.len() <= MAX_ANSWERS && known.places.len() == known.all.len());
        let long = vec![b'x'; MAX_BYTES];
        for i in 0..10 {
            let place = known.place(&[&long[..], &[i]].concat(), || i.into());
            assert_eq!(known.get(place), Some(&usize::from(i)));
        }
        assert!(known.all.len() <= 2, "{}", known.all.len());
        assert_eq!(known.get(known.all.len()), None);
    }
}
