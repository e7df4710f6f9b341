//! Remembers the results of checks by the values that they read.
//!
//! The result of a check depends only on the values it reads, and the next field it reads depends only on the values
//! before. So each rule has a tree: a node is a field with a branch for each of its values, and a leaf is a result.
//! With many leads, the cost grows with the number of distinct answers, not of leads.

use super::answers::Scalar;
use super::ran::Ran;
use rustc_hash::FxHashMap;

/// The largest number of remembered results. Beyond that, all are forgotten.
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
    /// An empty memory for that number of rules.
    pub fn new(rules: usize) -> Self {
        Memory { trees: (0..rules).map(|_| Tree::Unknown).collect(), outcomes: 0 }
    }

    /// The result of a rule for these answers, if it read the same values before.
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

    /// Remembers the result of a rule.
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
            // Another field was read here before, so the check is not the same. Nothing is stored.
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
