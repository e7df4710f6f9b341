//! What the answer to a text field must look like, whole: a regular expression.
//!
//! Browsers and endpoints must agree on it, so it is what ECMAScript and the `regex` crate read alike; and it is
//! published by those who check it natively. A page leaves the matching to the browser, which has it already.

#[cfg(not(target_arch = "wasm32"))]
mod automaton;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
mod portable;
#[cfg(not(target_arch = "wasm32"))]
mod ways;

#[cfg(target_arch = "wasm32")]
use browser::{Matcher, matcher};
#[cfg(not(target_arch = "wasm32"))]
use native::{Matcher, matcher};

/// A regular expression that a whole answer must match.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: Matcher,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// Reads a regular expression for answers of at most so many letters.
    ///
    /// # Errors
    ///
    /// What cannot be used in it, and where.
    pub fn new(text: &str, letters: u32) -> Result<Pattern, String> {
        Ok(Pattern { text: text.into(), matcher: matcher(text, letters)? })
    }

    /// Whether the whole answer matches.
    #[must_use]
    pub fn matches(&self, answer: &str) -> bool {
        self.matcher.matches(answer)
    }
}
