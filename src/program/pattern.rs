//! The regular expression that the whole answer to a text field must match.
//!
//! Browsers and endpoints must agree on it. So a pattern uses only syntax that ECMAScript and the `regex` crate read
//! alike. The native build checks that when a program is published. In a page, the browser's own `RegExp` matches.

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
    /// Parses a regular expression for answers of at most `letters` characters.
    ///
    /// # Errors
    ///
    /// The construct that cannot be used, and its column.
    pub fn new(text: &str, letters: u32) -> Result<Pattern, String> {
        Ok(Pattern { text: text.into(), matcher: matcher(text, letters)? })
    }

    /// True if the whole answer matches.
    #[must_use]
    pub fn matches(&self, answer: &str) -> bool {
        self.matcher.matches(answer)
    }
}
