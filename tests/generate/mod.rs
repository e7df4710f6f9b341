//! Programs, scripts and leads as vendors and partners might write them, made from a list of choices.
//!
//! Every decision takes the next number of the list; where it is used up, the answer is 0, and 0 is always the
//! simplest. So whoever shortens the list or makes its numbers smaller, as proptest does with a failing case, gets
//! a simpler case.
//!
//! Most rules are well typed. A share is not, since vendors make mistakes.

mod expression;
mod lead;
mod program;
mod script;

pub use program::Field;

use serde_json::{Map, Value};
use std::fmt;

/// The numbers that decide.
pub struct Choices {
    numbers: std::vec::IntoIter<u32>,
}

impl Choices {
    /// From a list.
    pub fn new(numbers: Vec<u32>) -> Choices {
        Choices { numbers: numbers.into_iter() }
    }

    /// From a seed: the same in every build, since the fixtures of the conformance test hang on it.
    pub fn seeded(seed: u64) -> Choices {
        let mut state = seed;
        // SplitMix64 (Steele, Lea and Flood, 2014).
        let mut next = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)) as u32
        };
        Choices::new((0..2_000).map(|_| next()).collect())
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.numbers.next().map_or(0, |number| number as usize % n.max(1))
    }

    /// True in `percent` of a hundred cases; false where nothing is left to decide.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.numbers.next().is_some_and(|number| number % 100 >= 100 - percent)
    }

    /// One of several. The first is the simplest.
    pub fn pick<'a, T: ?Sized>(&mut self, among: &[&'a T]) -> &'a T {
        among[self.below(among.len())]
    }
}

/// A program, a script for it, and a lead.
#[derive(Clone)]
pub struct Case {
    /// `program.json`.
    pub program: String,
    /// The questions in it.
    pub fields: Vec<Field>,
    /// The script.
    pub script: String,
    /// Answers, as they are typed.
    pub answers: Map<String, Value>,
    /// Other answers of the same shape: what is typed next.
    pub later: Map<String, Value>,
}

impl Case {
    /// Makes one.
    pub fn new(choices: &mut Choices) -> Case {
        let fields = program::fields(choices);
        Case {
            program: program::json(&fields),
            script: script::script(choices, &fields),
            answers: lead::answers(choices, &fields),
            later: lead::answers(choices, &fields),
            fields,
        }
    }
}

/// As one wants to read it when it failed.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the script\n\n{}\nof the fields", self.script)?;
        for field in &self.fields {
            writeln!(f, "  {field:?}")?;
        }
        let lead = |answers| serde_json::to_string(answers).unwrap_or_default();
        writeln!(f, "with the lead\n  {}\nand then\n  {}", lead(&self.answers), lead(&self.later))
    }
}
