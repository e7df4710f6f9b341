//! Matching in time linear in the answer's length, whatever the pattern.

use super::portable::portable;
use super::{automaton::Automaton, ways};
use regex::{Regex, RegexBuilder};

/// The longest pattern, in bytes. A longer one is a mistake.
const MAX_LENGTH: usize = 500;
/// The memory limit of a compiled pattern, in bytes.
const MAX_BYTES: usize = 256 * 1024;

#[derive(Clone, Debug)]
pub struct Matcher(Regex);

pub fn matcher(pattern: &str, letters: u32) -> Result<Matcher, String> {
    if pattern.len() > MAX_LENGTH {
        return Err(format!("is {} bytes long; the limit is {MAX_LENGTH}", pattern.len()));
    }
    let portable = portable(pattern)?;
    let regex = RegexBuilder::new(&format!("^(?:{})$", portable.text())).size_limit(MAX_BYTES).build();
    let regex = regex.map_err(|_| "takes too much memory: repeat less often")?;
    ways::check_effort(&Automaton::compile(&portable)?, letters)?;
    Ok(Matcher(regex))
}

impl Matcher {
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}
