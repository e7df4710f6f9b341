//! The range of a score's points, as far as its formula shows. It works on formulas that do more than compare fields
//! with constants, too.

use crate::program::{Amount, FieldType, Program};
use crate::rules::answers::Scalar;
use crate::rules::formula::{Node, Operator, What};

type Range = (i64, i64);

/// The least and the greatest value of a formula of whole numbers. `None` if either has no known bound.
pub fn range(program: &Program, formula: &Node) -> Option<Range> {
    Points { program, locals: Vec::new() }.range(formula)
}

struct Points<'a> {
    program: &'a Program,
    locals: Vec<(usize, Option<Range>)>,
}

impl Points<'_> {
    fn range(&mut self, node: &Node) -> Option<Range> {
        match &node.what {
            What::Constant(Scalar::Int(points)) => Some((*points, *points)),
            What::Field(field) => {
                let field = self.program.fields.get(*field)?;
                let whole = |amount: Amount| i64::try_from(amount.0).ok();
                let is_whole = field.kind == FieldType::Number && field.decimals == 0;
                Some((whole(field.min?)?, whole(field.max?)?)).filter(|_| is_whole)
            }
            What::Local(local) => self.locals.iter().rev().find(|(known, _)| known == local)?.1,
            What::Let(local, parts) => {
                let value = self.range(&parts[0]);
                self.locals.push((*local, value));
                self.range(&parts[1])
            }
            What::If(parts) => self.any(parts[1..].iter()),
            What::Switch(switch) => self.any(switch.parts.iter().skip(2).step_by(2)),
            What::Arithmetic(operator, parts) => {
                let (a, b) = (self.range(&parts[0])?, self.range(&parts[1])?);
                let each = |reckon: fn(i64, i64) -> Option<i64>| {
                    let ends = [reckon(a.0, b.0), reckon(a.0, b.1), reckon(a.1, b.0), reckon(a.1, b.1)];
                    let ends: Option<Vec<i64>> = ends.into_iter().collect();
                    ends.and_then(|ends| Some((*ends.iter().min()?, *ends.iter().max()?)))
                };
                match operator {
                    Operator::Add => each(i64::checked_add),
                    Operator::Subtract => each(i64::checked_sub),
                    Operator::Multiply => each(i64::checked_mul),
                    Operator::Divide | Operator::Remainder => None,
                }
            }
            _ => None,
        }
    }

    fn any<'n>(&mut self, parts: impl Iterator<Item = &'n Node>) -> Option<Range> {
        let ranges: Option<Vec<Range>> = parts.map(|part| self.range(part)).collect();
        let ranges = ranges?;
        Some((ranges.iter().map(|(least, _)| *least).min()?, ranges.iter().map(|(_, most)| *most).max()?))
    }
}
