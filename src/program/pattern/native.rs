//! Matching in a time that grows with the answer's length, whatever the pattern.

use super::portable::portable;
use regex::{Regex, RegexBuilder};

/// Longer ones are mistakes.
const MAX_LENGTH: usize = 500;
/// What a pattern may take, compiled.
const MAX_BYTES: usize = 256 * 1024;

#[derive(Clone, Debug)]
pub struct Matcher(Regex);

pub fn matcher(pattern: &str) -> Result<Matcher, String> {
    if pattern.len() > MAX_LENGTH {
        return Err(format!("is {} bytes long; the limit is {MAX_LENGTH}", pattern.len()));
    }
    let pattern = portable(pattern)?;
    let regex = RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(MAX_BYTES).build();
    regex.map(Matcher).map_err(|_| "takes too much memory: repeat less often".into())
}

impl Matcher {
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}
