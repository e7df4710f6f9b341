//! What functions of the vocabulary are given, beyond its kind.

use super::kinds::Checking;
use crate::rules::answers::Scalar;
use crate::rules::formula::{Node, What};
use crate::rules::vocabulary::Kinds;
use rhai::Position;

impl Checking<'_> {
    /// Dates, currencies and options that do not exist, and fractions that are gone.
    pub(super) fn arguments(&mut self, position: Position, name: &str, parts: &[Node], kinds: &[Kinds]) {
        let name = name.trim_start_matches('.');
        self.dated(name, parts, kinds);
        match (name, parts) {
            ("between" | "min" | "max", _) => {
                self.cut(parts, kinds.iter().copied());
            }
            ("to_decimal", [part]) if kinds[0].overlaps(Kinds::CUT) => self.no_fraction(part),
            ("convert", [_, from, to]) => [from, to].into_iter().for_each(|code| self.currency(code)),
            ("any_of" | "all_of" | "none_of" | "count_of" | "index_of", [a, b]) => {
                for (list, kinds, other) in [(a, kinds[0], b), (b, kinds[1], a)] {
                    match (self.field(list).filter(|_| kinds == Kinds::LIST), &other.what) {
                        (Some(field), What::List(items)) => self.values(field, other, items, "never found"),
                        (Some(field), What::Constant(Scalar::Text(text))) => {
                            self.value(field, other, text, "never found");
                        }
                        _ => {}
                    }
                }
            }
            ("is_empty", [part]) if kinds[0].overlaps(Kinds::TEXT) && self.origin(part).is_some() => {
                self.blank(part, position, "never true");
            }
            _ => {}
        }
    }

    /// A currency that the program has no rate for.
    fn currency(&mut self, node: &Node) {
        let What::Constant(Scalar::Text(code)) = &node.what else { return };
        let rates = self.program.rates.as_ref();
        if rates.is_some_and(|rates| rates.of(code).is_some()) {
            return;
        }
        let message = format!("there is no rate for \"{code}\": the rule fails here");
        let help = match rates {
            Some(rates) => {
                let known: Vec<&str> =
                    rates.buys.iter().map(|(code, _)| code.as_str()).chain([rates.base.as_str()]).collect();
                format!("program.json has rates for: {}", super::words::some(&known))
            }
            None => "add `rates` to program.json".to_string(),
        };
        self.say(self.source.literal(code, node.position), message, Some(help));
    }
}
