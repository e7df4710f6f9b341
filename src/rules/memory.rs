//! What checks came to before, by the values that they read.
//!
//! What a check comes to depends on nothing but the values it reads, and which it reads next depends on those
//! before. So each rule has a tree: a field, a branch for each of its values, and at the end what came out.
//! With many leads the cost grows with the distinct answers, not with the leads.

use super::answers::Scalar;
use super::ran::Ran;
use rustc_hash::FxHashMap;

/// Outcomes that are kept; then all are forgotten.
const MAX_OUTCOMES: usize = 20_000;

/// The trees of all rules.
pub struct Memory {
    trees: Vec<Tree>,
    outcomes: usize,
}

#[derive(Default)]
enum Tree {
    #[default]
    Unknown,
    Field(usize, FxHashMap<Scalar, Tree>),
    Outcome(Box<Ran>),
}

impl Memory {
    /// A memory for so many rules.
    pub fn new(rules: usize) -> Self {
        Memory { trees: (0..rules).map(|_| Tree::Unknown).collect(), outcomes: 0 }
    }

    /// What a rule came to when it read the same values.
    pub fn recall(&self, rule: usize, answers: &[Scalar]) -> Option<&Ran> {
        let mut tree = self.trees.get(rule)?;
        loop {
            match tree {
                Tree::Unknown => return None,
                Tree::Field(field, branches) => tree = branches.get(answers.get(*field)?)?,
                Tree::Outcome(ran) => return Some(ran),
            }
        }
    }

    /// Keeps what a rule came to.
    pub fn keep(&mut self, rule: usize, answers: &[Scalar], ran: &Ran) {
        if self.outcomes == MAX_OUTCOMES {
            *self = Memory::new(self.trees.len());
        }
        let Some(mut tree) = self.trees.get_mut(rule) else { return };
        for field in ran.reads.iter() {
            if matches!(tree, Tree::Unknown) {
                *tree = Tree::Field(field, FxHashMap::default());
            }
            let (Tree::Field(known, branches), Some(answer)) = (tree, answers.get(field)) else { return };
            // Not the field that was read here before: then it is not the same check, and nothing is known.
            if *known != field {
                return;
            }
            tree = branches.entry(answer.clone()).or_default();
        }
        if matches!(tree, Tree::Unknown) {
            *tree = Tree::Outcome(Box::new(ran.clone()));
            self.outcomes += 1;
        }
    }
}
