//! A rule's check as a formula over the lead's fields.
//!
//! Most checks compare fields with constants. Those are understood here, for two purposes: they run without the
//! script engine, and they can be reasoned about (which values make them true, which kinds they compare). Whatever
//! is not understood is left to the script engine: running a formula gives a value only where it is certain to be
//! the engine's.

mod functions;
mod lower;
mod run;
mod switch;

pub use lower::Lowering;
pub use run::{Run, Value};
pub use switch::Literals;

use super::answers::{Fields, Scalar};
use rhai::{Position, RangeCase};

/// A part of a formula, and where it stands in the script.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where.
    pub position: Position,
    /// What.
    pub what: What,
}

/// What a part of a formula is.
#[derive(Clone, Debug)]
pub enum What {
    /// A value that never changes.
    Constant(Scalar),
    /// A list of such.
    List(Vec<Scalar>),
    /// The answer to the field of that index.
    Field(usize),
    /// The evaluation date.
    Today,
    /// A variable of the check.
    Local(usize),
    /// Gives a variable its value, then goes on.
    Let(usize, Box<[Node; 2]>),
    /// `==` and its kin.
    Compare(Comparison, Box<[Node; 2]>),
    /// `needle in haystack`: haystack, needle.
    Contains(Box<[Node; 2]>),
    /// `!`
    Not(Box<Node>),
    /// `&&`
    All(Vec<Node>),
    /// `||`
    Any(Vec<Node>),
    /// `??`
    Coalesce(Vec<Node>),
    /// Condition, then, else.
    If(Box<[Node; 3]>),
    /// `switch`
    Switch(Box<Switch>),
    /// `+`, `-`, `*`, `/`, `%`
    Arithmetic(Operator, Box<[Node; 2]>),
    /// A function of the vocabulary, or with a point before its name, a property.
    Call(String, Vec<Node>),
    /// Left to the script engine; with the parts of it that are understood.
    Unknown(Vec<Node>),
}

/// A `switch` over plain values and ranges of whole numbers.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The value looked at; then of each arm the condition behind its `if` (true where it has none) and the answer.
    pub parts: Vec<Node>,
    /// The values that arms name, each with its arms in order. A value is only the same if it is of the same kind.
    pub cases: Vec<(Scalar, Vec<usize>)>,
    /// The ranges, looked at after the values.
    pub ranges: Vec<RangeCase>,
    /// The arm `_`.
    pub default: Option<usize>,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// How two numbers are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Node {
    /// The fields that it may read. `None` where not all of it is understood.
    pub fn fields(&self) -> Option<Fields> {
        let mut fields = Fields::default();
        self.find_fields(&mut fields).then_some(fields)
    }

    fn find_fields(&self, fields: &mut Fields) -> bool {
        match &self.what {
            What::Unknown(_) => return false,
            What::Field(field) => {
                fields.add(*field);
            }
            _ => {}
        }
        self.parts().iter().all(|part| part.find_fields(fields))
    }

    /// Its parts.
    pub fn parts(&self) -> &[Node] {
        match &self.what {
            What::Constant(_) | What::List(_) | What::Field(_) | What::Today | What::Local(_) => &[],
            What::Let(_, parts)
            | What::Compare(_, parts)
            | What::Contains(parts)
            | What::Arithmetic(_, parts) => &parts[..],
            What::Not(part) => std::slice::from_ref(part),
            What::If(parts) => &parts[..],
            What::Switch(switch) => &switch.parts,
            What::All(parts)
            | What::Any(parts)
            | What::Coalesce(parts)
            | What::Call(_, parts)
            | What::Unknown(parts) => parts,
        }
    }
}
