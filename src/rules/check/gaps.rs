//! Paths through a check that end without a value.

use super::checking::Checking;
use crate::program::Code;
use crate::program::FieldType;
use crate::rules::Kind;
use crate::rules::answers::Scalar;
use crate::rules::declare::Rule;
use crate::rules::formula::{Node, Switch, What};

impl Checking<'_> {
    /// Reports an `if` without `else` or a `switch` without `_` that is the result of a check.
    pub(super) fn gaps(&mut self, rule: &Rule, node: &Node) {
        match &node.what {
            What::Let(_, parts) => self.gaps(rule, &parts[1]),
            What::If(parts) if matches!(parts[2].what, What::Constant(Scalar::Unit)) => {
                let otherwise = if rule.kind == Kind::Score { "else { 0 }" } else { "else { false }" };
                let message =
                    format!("`{}` has an `if` without `else`: for all other leads the rule fails", rule.code);
                self.say(Code::Gap, node.position, message, Some(format!("add {otherwise}")));
            }
            What::If(parts) => parts[1..].iter().for_each(|part| self.gaps(rule, part)),
            What::Switch(switch) if switch.default.is_none() && !self.takes_all(switch) => {
                let otherwise = if rule.kind == Kind::Score { "_ => 0" } else { "_ => false" };
                let message = format!(
                    "`{}` has a `switch` without `_`: for all other values the rule fails",
                    rule.code
                );
                self.say(Code::Gap, node.position, message, Some(format!("add {otherwise}")));
            }
            What::Switch(switch) => {
                switch.parts.iter().skip(2).step_by(2).for_each(|arm| self.gaps(rule, arm));
            }
            _ => {}
        }
    }

    /// True if each option has an arm without a condition, or if that is unknown.
    fn takes_all(&self, switch: &Switch) -> bool {
        let field = switch.parts.first().and_then(|value| self.program.fields.get(self.origin(value)?));
        let Some(field) = field else { return true };
        let has = |value: &Scalar| switch.cases.iter().any(|(case, _)| case == value);
        let can_be_missing = !field.required || self.program.is_conditional(field);
        match field.kind {
            FieldType::Checkbox => has(&Scalar::Bool(true)) && (field.required || has(&Scalar::Bool(false))),
            FieldType::Select | FieldType::Radio | FieldType::Country => {
                field.options.iter().all(|option| has(&Scalar::Text(option.value.as_str().into())))
                    && (!can_be_missing || has(&Scalar::Unit))
            }
            // Ranges may cover all numbers.
            FieldType::Number => true,
            FieldType::Text
            | FieldType::Textarea
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::Percent
            | FieldType::Money
            | FieldType::Multiselect
            | FieldType::Date
            | FieldType::Group => false,
        }
    }
}
