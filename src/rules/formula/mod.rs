//! A rule's check as a formula over the lead's fields.
//!
//! Most checks compare fields with constants. Such checks are understood here. This has two uses: they run without the
//! script engine, and they can be analysed (which values make them true, which kinds they compare). The rest is left to
//! the script engine: a formula gives a value only if the engine would certainly give the same.

mod functions;
mod lower;
mod run;
mod switch;

pub use lower::Lowering;
pub use run::{Run, Value};
pub use switch::Literals;

use super::answers::{Fields, Scalar};
use rhai::{Position, RangeCase};

/// A part of a formula, with its place in the script.
#[derive(Clone, Debug)]
pub struct Node {
    /// The place in the script.
    pub position: Position,
    /// The operation.
    pub what: What,
}

/// The operation of a part.
#[derive(Clone, Debug)]
pub enum What {
    /// A constant.
    Constant(Scalar),
    /// A list of constants.
    List(Vec<Scalar>),
    /// The answer to the field of that index.
    Field(usize),
    /// The evaluation date.
    Today,
    /// A variable of the check, by index.
    Local(usize),
    /// Sets a variable, then evaluates the second part.
    Let(usize, Box<[Node; 2]>),
    /// `==` and the other comparisons.
    Compare(Comparison, Box<[Node; 2]>),
    /// `needle in haystack`, with the haystack first.
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
    /// A function of the vocabulary, or a property if the name begins with a point.
    Call(String, Vec<Node>),
    /// Something that is left to the script engine, with the parts that are understood.
    Unknown(Vec<Node>),
}

/// A `switch` over plain values and ranges of whole numbers.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The value, then for each arm its `if` condition (true if it has none) and its result.
    pub parts: Vec<Node>,
    /// The values of the arms, each with the indexes of its arms in order. Values must have the same kind to be equal.
    pub cases: Vec<(Scalar, Vec<usize>)>,
    /// The ranges. They are checked after the values.
    pub ranges: Vec<RangeCase>,
    /// The index of the arm `_`.
    pub default: Option<usize>,
}

/// A comparison of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Node {
    /// The fields that the formula may read. `None` if some part of it is not understood.
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

    /// The direct parts.
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
