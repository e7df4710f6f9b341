//! What a rule's check came to for one lead.

use super::Outcome;
use super::answers::Reads;
use rhai::{ImmutableString, Position};
use std::rc::Rc;

/// What a rule's check said, before anything is known about missing answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Said {
    Met,
    #[default]
    Unmet,
    Points(i64),
    Name(Option<ImmutableString>),
    Wrong(Rc<(Position, String)>),
}

/// What a rule came to, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ran {
    pub said: Said,
    pub reads: Reads,
    pub outcome: Outcome,
    /// Whether an answer that it read has changed since.
    pub is_stale: bool,
}
