//! Reading the arms of a `switch` in a script.
//!
//! Rhai keeps only the hashes of the values in arms. So the literals in a script are recorded during parsing, and
//! looked up by their hash.

use super::{Node, Switch, What};
use crate::rules::answers::Scalar;
use ahash::AHasher;
use rhai::{SwitchCasesCollection, Token};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::rc::Rc;

/// The literals in a script, by Rhai's hash of each.
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
    /// Records a literal from the parser. Both signs are recorded, because a sign before a number is a separate token.
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

    /// The `switch` with these parts (see [`Switch`]), or `Unknown` if not all arms are understood.
    pub fn switch(&self, parts: Vec<Node>, of: &SwitchCasesCollection) -> What {
        let mut cases = Vec::new();
        for (hash, arms) in &of.cases {
            match self.0.borrow().get(hash) {
                Some(value) => cases.push((value.clone(), arms.blocks.to_vec())),
                // A range is also listed among the values, under a hash that no value has.
                None if arms.blocks.iter().all(|arm| of.ranges.iter().any(|range| range.index() == *arm)) => {
                }
                None => return What::Unknown(parts),
            }
        }
        let ranges = of.ranges.iter().cloned().collect();
        What::Switch(Box::new(Switch { parts, cases, ranges, default: of.def_case }))
    }
}
