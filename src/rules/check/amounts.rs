//! Amounts finer than what is paid and answered: half a cent, a tenth of a yen, half an employee.

use super::kinds::Checking;
use super::{questions, warning};
use crate::compensation;
use crate::currency::minor_digits;
use crate::program::{Amount, Field, FieldType, Problem, Program};
use crate::rules::answers::Scalar;
use crate::rules::formula::{Comparison, Node, What};
use rust_decimal::{Decimal, RoundingStrategy};

/// What values there are.
pub struct Grain {
    /// The smallest step has so many digits after the point.
    pub digits: u32,
    /// The currency, where it is money (ISO 4217).
    pub currency: Option<String>,
}

impl Grain {
    fn of_currency(code: &str) -> Grain {
        Grain { digits: minor_digits(code), currency: Some(code.to_string()) }
    }

    /// Of the answers to a question.
    pub fn of_field(program: &Program, field: &Field) -> Option<Grain> {
        match field.kind {
            FieldType::Money => Some(Grain::of_currency(program.currency_of(field))),
            FieldType::Number | FieldType::Percent => Some(Grain { digits: field.decimals, currency: None }),
            FieldType::Text
            | FieldType::Textarea
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::Select
            | FieldType::Country
            | FieldType::Radio
            | FieldType::Multiselect
            | FieldType::Checkbox
            | FieldType::Date
            | FieldType::Group => None,
        }
    }

    fn is_coarser_than(&self, number: Decimal) -> bool {
        number.normalize().scale() > self.digits
    }

    /// What there is instead of a number that is finer.
    fn beside(&self, number: Decimal) -> String {
        let round = |strategy| number.round_dp_with_strategy(self.digits, strategy);
        let below = round(RoundingStrategy::ToNegativeInfinity);
        format!("write {below} or {}", round(RoundingStrategy::ToPositiveInfinity))
    }

    fn limit(&self) -> String {
        let smallest = Decimal::new(1, self.digits);
        match (&self.currency, self.digits) {
            (Some(currency), _) => format!("{currency} has no coin smaller than {smallest}"),
            (None, 0) => "its answers are whole numbers".to_string(),
            (None, _) => format!("its answers have no step smaller than {smallest}"),
        }
    }
}

/// What the program itself says too finely.
pub fn check(program: &Program) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut look = |place: String, grain: &Grain, amount: Option<Amount>| {
        if let Some(Amount(amount)) = amount.filter(|amount| grain.is_coarser_than(amount.0)) {
            let message = format!("is {}, but {}", amount.normalize(), grain.limit());
            problems.push(warning(place, message, grain.beside(amount)));
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
    /// What a value can be, where it is an answer or was converted to a currency.
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

    /// Constants that a value is compared with, and that are finer than all that it can be. Of numbers that are no money
    /// only those that must be met exactly: `> 49.5` is clear.
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
                self.say(other.position, message, Some(grain.beside(*number)));
            }
        }
    }
}
