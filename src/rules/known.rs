//! Remembers the meaning of answers by their bytes.

use rustc_hash::FxHashMap;

/// The largest number of different answers to one field, and of their bytes together. Beyond that, all are forgotten.
const MAX_ANSWERS: usize = 10_000;
const MAX_BYTES: usize = 1024 * 1024;

/// The different raw answers to one field, each with its meaning.
pub struct Known<T> {
    /// Answers of at most 15 bytes. Most are that short, and numbers are found faster than texts.
    short: FxHashMap<(u64, u64), usize>,
    long: FxHashMap<Box<[u8]>, usize>,
    all: Vec<T>,
    bytes: usize,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known { short: FxHashMap::default(), long: FxHashMap::default(), all: Vec::new(), bytes: 0 }
    }
}

impl<T> Known<T> {
    /// The index of an answer's meaning. If the answer is new, `find_out` computes it.
    #[inline]
    pub fn place(&mut self, answer: &[u8], find_out: impl FnOnce() -> T) -> usize {
        let known = match short(answer) {
            Some(key) => self.short.get(&key),
            None => self.long.get(answer),
        };
        match known {
            Some(place) => *place,
            None => self.learn(answer, find_out()),
        }
    }

    fn learn(&mut self, answer: &[u8], means: T) -> usize {
        if self.all.len() == MAX_ANSWERS || self.bytes > MAX_BYTES {
            self.short.clear();
            self.long.clear();
            self.all.clear();
            self.bytes = 0;
        }
        self.bytes += answer.len();
        match short(answer) {
            Some(key) => self.short.insert(key, self.all.len()),
            None => self.long.insert(answer.into(), self.all.len()),
        };
        self.all.push(means);
        self.all.len() - 1
    }

    /// The meaning at an index.
    #[inline]
    pub fn get(&self, place: usize) -> Option<&T> {
        self.all.get(place)
    }
}

/// An answer of at most fifteen bytes as two numbers that include its length. `None` if it is longer.
#[inline]
fn short(answer: &[u8]) -> Option<(u64, u64)> {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let (first, rest) = answer.split_at(answer.len().min(8));
    (rest.len() < 8).then(|| (number(first), number(rest) | (answer.len() as u64) << 56))
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
        assert!(known.all.len() <= MAX_ANSWERS && known.short.len() == known.all.len());
        let long = vec![b'x'; MAX_BYTES];
        for i in 0..10 {
            let place = known.place(&[&long[..], &[i]].concat(), || i.into());
            assert_eq!(known.get(place), Some(&usize::from(i)));
        }
        assert!(known.all.len() <= 2, "{}", known.all.len());
        assert_eq!(known.get(known.all.len()), None);
    }

    #[test]
    fn answers_that_differ_are_told_apart() {
        let answers = [
            "",
            "\0",
            "\0\0",
            "a",
            "a\0",
            "1234567",
            "12345678",
            "123456789",
            "123456789012345",
            "1234567890123456",
        ];
        let mut known = Known::default();
        for _ in 0..2 {
            for answer in answers {
                let place = known.place(answer.as_bytes(), || answer);
                assert_eq!(known.get(place), Some(&answer));
            }
        }
        assert_eq!(known.all.len(), answers.len());
    }
}
