//! Checks the arguments of functions in the vocabulary, beyond their kinds.

use super::checking::Checking;
use crate::program::Code;
use crate::program::closest;
use crate::rules::answers::Scalar;
use crate::rules::formula::{Comparison, Node, What};
use crate::rules::vocabulary::{Kinds, country_groups};
use rhai::Position;

impl Checking<'_> {
    /// Reports dates, currencies and options that do not exist, and lost fractions.
    pub(super) fn arguments(&mut self, position: Position, name: &str, parts: &[Node], kinds: &[Kinds]) {
        let name = name.trim_start_matches('.');
        self.dated(name, parts, kinds);
        match (name, parts) {
            ("between" | "min" | "max", _) => {
                self.cut(parts, kinds.iter().copied());
                for (value, other) in parts.iter().flat_map(|value| parts.iter().map(move |it| (value, it))) {
                    self.too_fine(value, other, Comparison::Less);
                }
            }
            ("to_decimal", [part]) if kinds[0].overlaps(Kinds::CUT) => self.no_fraction(part),
            ("convert", [_, from, to]) => [from, to].into_iter().for_each(|code| self.rate(code)),
            ("in_group", [_, group]) | ("country_group", [group]) => self.group(group),
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

    /// Reports a currency for which the program has no rate.
    fn rate(&mut self, node: &Node) {
        let What::Constant(Scalar::Text(code)) = &node.what else { return };
        let rates = self.program.rates.as_ref();
        if rates.is_some_and(|rates| rates.buys_of(code).is_some()) {
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
        self.say(Code::UnknownRate, self.source.literal(code, node.position), message, Some(help));
    }

    /// Reports a group of countries that does not exist.
    fn group(&mut self, node: &Node) {
        let What::Constant(Scalar::Text(name)) = &node.what else { return };
        if country_groups().any(|known| known.eq_ignore_ascii_case(name.trim())) {
            return;
        }
        let known: Vec<&str> = country_groups().collect();
        let help = match closest(name, known.iter().copied()) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!("there are: {}", known.join(", ")),
        };
        let message = format!("there is no group of countries \"{name}\": the rule fails here");
        self.say(Code::UnknownGroup, self.source.literal(name, node.position), message, Some(help));
    }
}
