//! Whole numbers where a fraction is meant: a quotient of two has no fraction, and a range takes whole numbers only.

use super::checking::Checking;
use super::words::is_decimal;
use crate::program::Code;
use crate::rules::answers::Scalar;
use crate::rules::formula::{Node, Operator, What};
use crate::rules::vocabulary::Kinds;

/// True for a quotient of two whole numbers. If both are constants, `slips.rs` reports it.
pub fn loses_fraction(operator: Operator, parts: &[Node; 2], kinds: Kinds) -> bool {
    let whole = Kinds::INTEGER.or(Kinds::UNIT).or(Kinds::CUT);
    let is_constant = |node: &Node| matches!(node.what, What::Constant(Scalar::Int(_)));
    operator == Operator::Divide
        && kinds.overlaps(Kinds::INTEGER)
        && kinds.or(whole) == whole
        && !parts.iter().all(is_constant)
}

impl Checking<'_> {
    /// Reports a quotient without its fraction that is used with a decimal. Returns true if there is one.
    pub(super) fn cut<'n>(
        &mut self,
        parts: impl IntoIterator<Item = &'n Node>,
        kinds: impl IntoIterator<Item = Kinds>,
    ) -> bool {
        let parts: Vec<(&Node, Kinds)> = parts.into_iter().zip(kinds).collect();
        let quotient = parts.iter().find(|(_, kinds)| kinds.overlaps(Kinds::CUT));
        let Some((quotient, _)) = quotient.filter(|_| parts.iter().any(|(_, kinds)| is_decimal(*kinds)))
        else {
            return false;
        };
        self.no_fraction(quotient);
        true
    }

    /// Reports a quotient that has lost its fraction.
    pub(super) fn no_fraction(&mut self, quotient: &Node) {
        let message = "`/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0";
        let help = "make one of them a decimal: 100.0 for 100, or to_decimal(…)".to_string();
        self.say(Code::LostFraction, quotient.position, message.into(), Some(help));
    }

    /// Reports a decimal number that is searched in a range.
    pub(super) fn in_range(&mut self, range: &Node, needle: &Node, kinds: Kinds) {
        if !kinds.overlaps(Kinds::INTEGER) && kinds.overlaps(Kinds::NUMBER) {
            let name = self.name(needle);
            let message =
                format!("{name} is a decimal number, and a range takes whole ones: the rule fails here");
            let help = match (&needle.what, &range.what) {
                (What::Field(_), What::Call(range, ends)) if ends.len() == 2 => {
                    let (answer, below) = (self.written(needle), if range == "..=" { "<=" } else { "<" });
                    let [from, to] = [&ends[0], &ends[1]].map(|end| self.written(end));
                    format!("write {answer} >= {from} && {answer} {below} {to}")
                }
                _ => "compare it with `>=` and `<`".to_string(),
            };
            self.say(Code::WrongKind, needle.position, message, Some(help));
        }
    }
}
