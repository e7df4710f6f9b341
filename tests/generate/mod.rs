//! Programs, scripts and leads as vendors and partners might write them, made from a list of choices.
//!
//! Every decision takes the next number of the list. When the list is used up, the answer is 0, and 0 is always the
//! simplest choice. So a shorter list or smaller numbers give a simpler case. Proptest uses that to simplify a failing
//! case.
//!
//! Most rules are well typed. Some are not, since vendors make mistakes.

mod expression;
mod lead;
mod partner;
mod program;
mod script;

pub use program::Field;

use partner::PARTNERS;
use referral_widget::lead::PartnerFacts;

use serde_json::{Map, Value};
use std::fmt;

/// The numbers that make the decisions.
pub struct Choices {
    numbers: std::vec::IntoIter<u32>,
}

impl Choices {
    /// Takes the numbers from a list.
    pub fn new(numbers: Vec<u32>) -> Choices {
        Choices { numbers: numbers.into_iter() }
    }

    /// Makes the numbers from a seed. They are the same in every build, because the fixtures of the conformance test
    /// depend on them.
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

    /// Returns a number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.numbers.next().map_or(0, |number| number as usize % n.max(1))
    }

    /// Returns true in `percent` of a hundred cases, or false if no numbers are left.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.numbers.next().is_some_and(|number| number % 100 >= 100 - percent)
    }

    /// Returns one of several. The first is the simplest.
    pub fn pick<'a, T: ?Sized>(&mut self, among: &[&'a T]) -> &'a T {
        among[self.below(among.len())]
    }
}

/// A program, a script for it, and a lead.
#[derive(Clone)]
pub struct Case {
    /// The text of `program.json`.
    pub program: String,
    /// The questions in it.
    pub fields: Vec<Field>,
    /// The script.
    pub script: String,
    /// Answers as they are typed.
    pub answers: Map<String, Value>,
    /// Other answers to the same questions, which are typed next.
    pub later: Map<String, Value>,
    /// One of [`PARTNERS`].
    pub partner: usize,
}

impl Case {
    /// Makes a case.
    pub fn new(choices: &mut Choices) -> Case {
        let fields = program::fields(choices);
        Case {
            program: program::json(&fields),
            script: script::script(choices, &fields),
            answers: lead::answers(choices, &fields),
            later: lead::answers(choices, &fields),
            partner: choices.below(PARTNERS.len()),
            fields,
        }
    }
}

impl Case {
    /// What is known of the partner.
    pub fn facts(&self) -> PartnerFacts {
        PartnerFacts::from_json(&serde_json::from_str(PARTNERS[self.partner].0).expect("JSON"))
            .expect("facts")
    }

    /// A token of the partner.
    pub fn token(&self) -> &'static str {
        PARTNERS[self.partner].1
    }
}

/// Shows the case as a person wants to read it after a failure.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the script\n\n{}\nof the fields", self.script)?;
        for field in &self.fields {
            writeln!(f, "  {field:?}")?;
        }
        let lead = |answers| serde_json::to_string(answers).unwrap_or_default();
        writeln!(f, "of the partner {}", PARTNERS[self.partner].0)?;
        writeln!(f, "with the lead\n  {}\nand then\n  {}", lead(&self.answers), lead(&self.later))
    }
}
