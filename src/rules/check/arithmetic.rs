//! Checks of `+`, `-`, `*`, `/` and `%`.

use super::checking::Checking;
use super::fractions::loses_fraction;
use super::words::{is_date, is_decimal, words};
use crate::program::Code;
use crate::rules::formula::{Node, Operator};
use crate::rules::vocabulary::Kinds;

impl Checking<'_> {
    /// The kinds of the result. Reports operands that do not fit.
    pub(super) fn arithmetic(&mut self, operator: Operator, parts: &[Node; 2], a: Kinds, b: Kinds) -> Kinds {
        let whole = Kinds::INTEGER.or(Kinds::UNIT);
        let mixed = self.cut(parts, [a, b]);
        let is_cut = !mixed && (a.or(b).overlaps(Kinds::CUT) || loses_fraction(operator, parts, a.or(b)));
        let (a, b) = (a.without(Kinds::CUT), b.without(Kinds::CUT));
        if operator == Operator::Add && self.date_and_number(parts, [a, b]) {
            return Kinds::TEXT;
        }
        let text = Kinds::TEXT.or(Kinds::CHAR);
        let joins = operator == Operator::Add && (a.overlaps(text) || b.overlaps(text));
        let lists = a.overlaps(Kinds::LIST) || b.overlaps(Kinds::LIST);
        for (part, kinds) in parts.iter().zip([a, b]) {
            if !kinds.overlaps(Kinds::NUMBER) && !joins && !lists {
                let message =
                    format!("{} is {}, and one cannot calculate with it", self.name(part), words(kinds));
                let help = is_date(kinds).then(|| self.reckoning(operator, parts, [a, b]));
                self.say(Code::WrongKind, part.position, message, help);
                if is_date(kinds) {
                    return Kinds::ANY;
                }
            }
        }
        match (joins, lists) {
            (_, true) => Kinds::ANY,
            (true, _) if a.overlaps(Kinds::NUMBER) && b.overlaps(Kinds::NUMBER) => {
                Kinds::TEXT.or(Kinds::NUMBER)
            }
            (true, _) => Kinds::TEXT,
            _ if a.or(b).or(whole) == whole && is_cut => Kinds::INTEGER.or(Kinds::CUT),
            _ if a.or(b).or(whole) == whole => Kinds::INTEGER,
            _ if is_decimal(a) || is_decimal(b) => Kinds::DECIMAL,
            _ => Kinds::NUMBER,
        }
    }
}
