//! The result of a rule's check for one lead.

use super::Outcome;
use super::answers::Reads;
use rhai::{ImmutableString, Position};
use std::rc::Rc;

/// The result of a rule's check, whether or not answers are missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RuleResult {
    Met,
    #[default]
    Unmet,
    Points(i64),
    Name(Option<ImmutableString>),
    Wrong(Rc<(Position, String)>),
}

/// The result of a rule, and the fields that it read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ran {
    pub said: RuleResult,
    pub reads: Reads,
    pub outcome: Outcome,
    /// True if it waits for no answer. If it is pending, facts of the partner are not known here.
    pub waits_for_facts: bool,
    /// True if an answer that the rule read has changed since.
    pub is_stale: bool,
}
