//! From a `switch` of a script to its arms.
//!
//! Rhai keeps of the values that arms name only their hashes. So the values that stand in the script are noted while
//! it is parsed, and are found again by their hash.

use super::{Node, Switch, What};
use crate::rules::answers::Scalar;
use ahash::AHasher;
use rhai::{SwitchCasesCollection, Token};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::rc::Rc;

/// The plain values that stand in a script, by Rhai's hash of each.
#[derive(Clone)]
pub struct Literals(Rc<RefCell<HashMap<u64, Scalar, BuildHasherDefault<AHasher>>>>);

impl Default for Literals {
    fn default() -> Self {
        let literals = Literals(Rc::default());
        for known in [Scalar::Unit, Scalar::Bool(true), Scalar::Bool(false), Scalar::Int(i64::MIN)] {
            literals.note(known);
        }
        literals
    }
}

impl Literals {
    /// Notes what the parser comes by. A sign before a number is a token of its own.
    pub fn see(&self, token: &Token) {
        match token {
            Token::StringConstant(text) => self.note(Scalar::Text(text.as_str().into())),
            Token::IntegerConstant(number) => {
                self.note(Scalar::Int(*number));
                self.note(Scalar::Int(number.wrapping_neg()));
            }
            Token::DecimalConstant(number) => {
                self.note(Scalar::Decimal(number.0));
                self.note(Scalar::Decimal(-number.0));
            }
            _ => {}
        }
    }

    fn note(&self, literal: Scalar) {
        let mut hasher = AHasher::default();
        literal.to_dynamic().hash(&mut hasher);
        self.0.borrow_mut().insert(hasher.finish(), literal);
    }

    /// The `switch` with these parts (see [`Switch`]), or what is understood of it.
    pub fn switch(&self, parts: Vec<Node>, of: &SwitchCasesCollection) -> What {
        let mut cases = Vec::new();
        for (hash, arms) in &of.cases {
            match self.0.borrow().get(hash) {
                Some(value) => cases.push((value.clone(), arms.blocks.to_vec())),
                // A range stands among the values as well, by a hash that no value has.
                None if arms.blocks.iter().all(|arm| of.ranges.iter().any(|range| range.index() == *arm)) => {
                }
                None => return What::Unknown(parts),
            }
        }
        let ranges = of.ranges.iter().cloned().collect();
        What::Switch(Box::new(Switch { parts, cases, ranges, default: of.def_case }))
    }
}
