//! Amounts that are finer than payments or answers can be: half a cent, a tenth of a yen, half an employee.

use super::checking::Checking;
use super::grain::Grain;
use super::questions;
use crate::compensation;
use crate::program::{Amount, Code, Problem, Program};
use crate::rules::answers::Scalar;
use crate::rules::formula::{Comparison, Node, What};

/// Reports amounts in the program that are too fine.
pub fn check_amounts(program: &Program) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut look = |place: String, grain: &Grain, amount: Option<Amount>| {
        if let Some(Amount(amount)) = amount.filter(|amount| grain.is_coarser_than(amount.0)) {
            let message = format!("is {}, but {}", amount.normalize(), grain.limit());
            problems.push(Problem::warning(Code::TooFine, place, message).help(grain.beside(amount)));
        }
    };
    for (i, plan) in program.compensation.iter().enumerate() {
        let place = format!("compensation[{i}] `{}`", plan.id);
        let coin = Grain::of_currency(compensation::currency(program, plan));
        look(format!("{place}, flat"), &coin, plan.flat);
        look(format!("{place}, cap"), &coin, plan.cap);
        for (i, tier) in plan.tiers.iter().enumerate() {
            look(format!("{place}, tiers[{i}].up_to"), &coin, tier.up_to);
        }
    }
    for (place, field) in questions::all(program) {
        if let Some(grain) = Grain::of_field(program, field) {
            look(format!("{place}, min"), &grain, field.min);
            look(format!("{place}, max"), &grain, field.max);
        }
    }
    problems
}

impl Checking<'_> {
    /// The smallest step of a value, if it is an answer or was converted to a currency.
    pub(super) fn grain(&self, node: &Node) -> Option<Grain> {
        if let What::Call(name, parts) = &node.what
            && let ("convert", [_, _, Node { what: What::Constant(Scalar::Text(currency)), .. }]) =
                (name.as_str(), &parts[..])
        {
            return Some(Grain::of_currency(currency));
        }
        if let Some(currency) = self.currency(node) {
            return Some(Grain::of_currency(currency));
        }
        Grain::of_field(self.program, self.program.fields.get(self.origin(node)?)?)
    }

    /// Reports constants that are finer than the value they are compared with. For numbers other than money, only exact
    /// comparisons are reported: `> 49.5` makes sense.
    pub(super) fn too_fine(&mut self, value: &Node, other: &Node, comparison: Comparison) {
        let Some(grain) = self.grain(value) else { return };
        let is_exact = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if !is_exact && grain.currency.is_none() {
            return;
        }
        let constants = match &other.what {
            What::Constant(constant) => std::slice::from_ref(constant),
            What::List(items) => items,
            _ => return,
        };
        for constant in constants {
            let Scalar::Decimal(number) = constant else { continue };
            if grain.is_coarser_than(*number) {
                let name = self.name(value);
                let message =
                    format!("{name} is compared with `{}`, but {}", number.normalize(), grain.limit());
                self.say(Code::TooFine, other.position, message, Some(grain.beside(*number)));
            }
        }
    }
}
