//! Checks the kinds of values against the program. In Rhai, comparing a text with a number is silently false.

use super::checking::{Checking, Local};
use super::words::{comparable, is_date, kinds_of_constant, of_field, words};
use crate::program::{Code, Problem, Program, closest};
use crate::rules::Kind as RuleKind;
use crate::rules::answers::Scalar;
use crate::rules::declare::Rule;
use crate::rules::formula::{Comparison, Node, Switch, What};
use crate::rules::partner;
use crate::rules::place::Source;
use crate::rules::vocabulary::{Kinds, signatures};
use rhai::Position;

/// Functions that every script has, in addition to the vocabulary.
const BUILT_IN: [&str; 6] = ["call", "curry", "is_shared", "type_of", "Fn", "is_def_fn"];
/// Functions that return a date.
const DATED: [&str; 2] = ["add_days", "add_months"];

/// The mistakes in the kinds of values in a rule.
pub fn check_kinds(program: &Program, source: Source, rule: &Rule) -> Vec<Problem> {
    let mut checking = Checking::new(program, source);
    if let Some(formula) = &rule.formula {
        let kinds = checking.kinds(formula);
        checking.answer(rule, formula, kinds);
    }
    checking.done()
}

/// The mistakes in the kinds of values in a formula over an item of a list. A test must return true or false.
pub fn check_item(program: &Program, source: Source, formula: &Node, is_test: bool) -> Vec<Problem> {
    let mut checking = Checking::new(program, source);
    if is_test {
        checking.condition(formula);
    } else {
        checking.kinds(formula);
    }
    checking.done()
}

impl Checking<'_> {
    /// Checks the result of a rule's check.
    fn answer(&mut self, rule: &Rule, formula: &Node, kinds: Kinds) {
        let expected = match rule.kind {
            RuleKind::Require | RuleKind::Review => Kinds::BOOL,
            RuleKind::Score => Kinds::INTEGER,
            RuleKind::Plan | RuleKind::Route => Kinds::TEXT.or(Kinds::UNIT),
        };
        if !kinds.overlaps(expected) {
            let expected = if rule.kind == RuleKind::Score { "whole points" } else { words(expected) };
            let message =
                format!("`{}` must answer with {expected}, but answers with {}", rule.code, words(kinds));
            self.say(Code::WrongKind, end(formula).position.or_else(rule.position), message, None);
        } else if !expected.overlaps(Kinds::UNIT) && self.problems.is_empty() {
            self.gaps(rule, formula);
        }
        if rule.kind == RuleKind::Plan {
            self.plans(formula);
        }
    }

    /// Checks that the plans that a check names exist in the program.
    fn plans(&mut self, node: &Node) {
        match &node.what {
            What::Constant(Scalar::Text(plan)) if self.program.plan(plan).is_none() => {
                let known = self.program.compensation.iter().map(|plan| plan.id.as_str());
                let help = closest(plan, known).map(|plan| format!("did you mean `{plan}`?"));
                let message = format!("the program has no plan `{plan}`");
                self.say(Code::UnknownPlan, self.source.literal(plan, node.position), message, help);
            }
            What::If(parts) => parts[1..].iter().for_each(|part| self.plans(part)),
            What::Let(_, parts) => self.plans(&parts[1]),
            What::Switch(switch) => switch.parts.iter().skip(2).step_by(2).for_each(|arm| self.plans(arm)),
            _ => {}
        }
    }

    fn kinds(&mut self, node: &Node) -> Kinds {
        match &node.what {
            What::Constant(constant) => kinds_of_constant(constant),
            What::List(_) => Kinds::LIST,
            What::Field(field) => {
                let fact = || partner::fact(self.program, *field).map(|_| Kinds::TEXT.or(Kinds::UNIT));
                let field = self.program.fields.get(*field).map(|field| of_field(self.program, field));
                field.or_else(fact).unwrap_or(Kinds::ANY)
            }
            What::Today => Kinds::DATE,
            What::Local(local) => self.locals.get(*local).map_or(Kinds::ANY, |local| local.kinds),
            What::Let(local, parts) => {
                let (kinds, field) = (self.kinds(&parts[0]), self.origin(&parts[0]));
                let currency = field.map_or_else(|| self.grain(&parts[0])?.currency, |_| None);
                if let Some(slot) = self.locals.get_mut(*local) {
                    *slot = Local { kinds, field, currency };
                }
                self.kinds(&parts[1])
            }
            What::Compare(comparison, parts) => {
                let (a, b) = (self.kinds(&parts[0]), self.kinds(&parts[1]));
                self.compared(*comparison, &parts[0], a, &parts[1], b);
                Kinds::BOOL
            }
            What::Contains(parts) => {
                let (list, needle) = (self.kinds(&parts[0]), self.kinds(&parts[1]));
                self.contained(&parts[0], list, &parts[1], needle);
                Kinds::BOOL
            }
            What::Not(part) => {
                self.condition(part);
                Kinds::BOOL
            }
            What::All(parts) | What::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part));
                Kinds::BOOL
            }
            What::Coalesce(parts) => {
                let kinds: Vec<Kinds> = parts.iter().map(|part| self.kinds(part)).collect();
                let last = kinds.last().copied().unwrap_or(Kinds::ANY);
                let earlier = kinds.iter().fold(Kinds::NONE, |all, kinds| all.or(*kinds));
                earlier.without(Kinds::UNIT).or(last)
            }
            What::If(parts) => {
                self.condition(&parts[0]);
                self.kinds(&parts[1]).or(self.kinds(&parts[2]))
            }
            What::Switch(switch) => self.switch(switch),
            What::Arithmetic(operator, parts) => {
                let (a, b) = (self.kinds(&parts[0]), self.kinds(&parts[1]));
                self.arithmetic(*operator, parts, a, b)
            }
            What::Call(name, parts) => {
                let kinds: Vec<Kinds> = parts.iter().map(|part| self.kinds(part)).collect();
                self.arguments(node.position, name, parts, &kinds);
                self.call(node.position, name, &kinds)
            }
            What::Unknown(parts) => {
                parts.iter().for_each(|part| {
                    self.kinds(part);
                });
                Kinds::ANY
            }
        }
    }

    /// Checks the arms of a `switch`. They compare by kind as well as value: a whole number never equals a decimal.
    fn switch(&mut self, switch: &Switch) -> Kinds {
        let Some((value, arms)) = switch.parts.split_first() else { return Kinds::ANY };
        let of_value = self.kinds(value);
        for (case, _) in &switch.cases {
            let node = Node { position: value.position, what: What::Constant(case.clone()) };
            self.too_fine(value, &node, Comparison::Equal);
            match (self.field(value), case) {
                (_, Scalar::Text(text)) if text.is_empty() && self.origin(value).is_some() => {
                    self.blank(value, value.position, "never taken");
                }
                (Some(field), Scalar::Text(text)) if of_value.overlaps(Kinds::TEXT) => {
                    self.value(field, &node, text, "never true");
                }
                _ if !of_value.overlaps(kinds_of_constant(case)) => {
                    let (is, arm) = match case {
                        Scalar::Int(_) if of_value.overlaps(Kinds::DECIMAL) => {
                            ("a decimal number", "a whole one")
                        }
                        Scalar::Decimal(_) if of_value.overlaps(Kinds::INTEGER) => {
                            ("a whole number", "one with decimals")
                        }
                        _ => (words(of_value), words(kinds_of_constant(case))),
                    };
                    let (name, case_name) = (self.name(value), self.name(&node));
                    let message = format!(
                        "{name} is {is}, and the arm {case_name} of the switch is {arm}: it is never taken"
                    );
                    let help = match case {
                        Scalar::Int(number) if of_value.overlaps(Kinds::DECIMAL) => {
                            Some(format!("write {number}.0"))
                        }
                        _ => self.same_kind(value, &node),
                    };
                    self.say(Code::NeverEqual, value.position, message, help);
                }
                _ => {}
            }
        }
        let mut kinds = if switch.default.is_some() { Kinds::NONE } else { Kinds::UNIT };
        for (i, part) in arms.iter().enumerate() {
            match i % 2 {
                0 => self.condition(part),
                _ => kinds = kinds.or(self.kinds(part)),
            }
        }
        kinds
    }

    /// The kinds that a function of the vocabulary returns. Reports an unknown function and arguments that it does not
    /// take.
    fn call(&mut self, position: Position, name: &str, given: &[Kinds]) -> Kinds {
        if name.starts_with("..") {
            return Kinds::RANGE;
        }
        let (name, is_property) = name.strip_prefix('.').map_or((name, false), |name| (name, true));
        let is_of_a_map = is_property && given.first().is_none_or(|kinds| kinds.overlaps(Kinds::MAP));
        if is_of_a_map || !name.starts_with(char::is_alphabetic) || BUILT_IN.contains(&name) {
            return Kinds::ANY;
        }
        let known: Vec<_> =
            signatures().filter(|known| known.name == name && known.property == is_property).collect();
        if known.is_empty() {
            let names: Vec<&str> =
                signatures().filter(|known| known.property == is_property).map(|known| known.name).collect();
            let help = closest(name, names).map(|meant| format!("did you mean `{meant}`?"));
            let what = if is_property { "property" } else { "function" };
            self.say(
                Code::UnknownFunction,
                position,
                format!("there is no {what} `{name}`: the rule fails here"),
                help,
            );
            return Kinds::ANY;
        }
        let fits = |parameters: &[Kinds]| {
            parameters.len() == given.len()
                && parameters.iter().zip(given).all(|(takes, given)| takes.overlaps(*given))
        };
        let fitting: Vec<_> = known.iter().filter(|known| fits(&known.parameters)).collect();
        if fitting.is_empty() {
            let given: Vec<&str> = given.iter().map(|kinds| words(*kinds)).collect();
            let message = format!("`{name}` is given {}: the rule fails here", given.join(" and "));
            let lines: Vec<&str> = known.iter().map(|known| known.line).collect();
            self.say(
                Code::WrongKind,
                position,
                message,
                Some(format!("it is called as {}", lines.join(" or "))),
            );
            return Kinds::ANY;
        }
        if DATED.contains(&name) {
            return Kinds::DATE.or(Kinds::UNIT);
        }
        fitting.iter().fold(Kinds::NONE, |all, known| all.or(known.result))
    }

    /// Checks a condition, which must be true or false.
    fn condition(&mut self, node: &Node) {
        let kinds = self.kinds(node);
        if !kinds.overlaps(Kinds::BOOL) {
            let message = format!("{} is {}, where true or false must stand", self.name(node), words(kinds));
            let help = matches!(node.what, What::Field(_)).then(|| "compare it with something".to_string());
            self.say(Code::WrongKind, node.position, message, help);
        }
    }

    fn compared(&mut self, comparison: Comparison, a: &Node, of_a: Kinds, b: &Node, of_b: Kinds) {
        let always = if comparison == Comparison::NotEqual { "always true" } else { "never true" };
        if !comparable(of_a).overlaps(comparable(of_b)) {
            let (x, y) = (self.name(a), self.name(b));
            let required = |node: &Node, other: Kinds| other == Kinds::UNIT && self.field(node).is_some();
            if required(a, of_b) || required(b, of_a) {
                let message =
                    format!("{x} is compared with {y}, but the field always has an answer: this is {always}");
                let help = "a rule waits until a required field is answered".to_string();
                return self.say(Code::NeverEqual, a.position, message, Some(help));
            }
            let message = format!(
                "{x} is {}, and is compared with {y}, {}: this is {always}",
                words(of_a),
                words(of_b)
            );
            let help = self.same_kind(a, b).or_else(|| self.same_kind(b, a));
            return self.say(Code::NeverEqual, a.position, message, help);
        }
        self.cut([a, b], [of_a, of_b]);
        for (node, kinds, other) in [(a, of_a, b), (b, of_b, a)] {
            self.too_fine(node, other, comparison);
            match (self.field(node), &other.what) {
                (_, What::Constant(Scalar::Text(text))) if text.is_empty() && self.origin(node).is_some() => {
                    self.blank(node, other.position, always);
                }
                (Some(field), What::Constant(Scalar::Text(text))) => self.value(field, other, text, always),
                (Some(field), What::List(items)) => self.values(field, other, items, always),
                (None, What::Constant(Scalar::Text(text))) if is_date(kinds) => self.date(node, other, text),
                (_, What::Constant(Scalar::Unit)) => self.blanks.asked(self.origin(node)),
                _ => {}
            }
        }
    }

    fn contained(&mut self, list: &Node, of_list: Kinds, needle: &Node, of_needle: Kinds) {
        let holds = Kinds::LIST.or(Kinds::TEXT).or(Kinds::MAP).or(Kinds::RANGE);
        if !of_list.overlaps(holds) {
            let message = format!("{} is {}, which cannot contain anything", self.name(list), words(of_list));
            return self.say(Code::WrongKind, list.position, message, None);
        }
        if of_list == Kinds::RANGE {
            return self.in_range(list, needle, of_needle);
        }
        if let (Some(field), What::Constant(Scalar::Text(text))) = (self.field(list), &needle.what)
            && of_list == Kinds::LIST
        {
            self.value(field, needle, text, "never true");
        }
        let What::List(items) = &list.what else { return };
        let of_items = items.iter().fold(Kinds::NONE, |all, item| all.or(kinds_of_constant(item)));
        if !items.is_empty() && !comparable(of_needle).overlaps(comparable(of_items)) {
            let message = format!(
                "{} is {}, and the list holds {}: it is never in it",
                self.name(needle),
                words(of_needle),
                words(of_items)
            );
            return self.say(Code::NeverEqual, needle.position, message, None);
        }
        self.too_fine(needle, list, Comparison::Equal);
        if let Some(field) = self.field(needle) {
            self.values(field, list, items, "never true");
        } else if is_date(of_needle) {
            self.dates(needle, list, items);
        }
    }
}

/// The part of a formula that gives its value.
fn end(node: &Node) -> &Node {
    match &node.what {
        What::Let(_, parts) => end(&parts[1]),
        _ => node,
    }
}
