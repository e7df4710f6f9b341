//! Checks constants that a field is compared with: they must have the field's kind, and be one of its options.

use super::checking::Checking;
use super::words::{of_field, some};
use crate::program::Code;
use crate::program::{FieldType, closest};
use crate::rules::answers::Scalar;
use crate::rules::formula::{Node, What};
use crate::rules::vocabulary::Kinds;

impl Checking<'_> {
    /// Advice on how to write a constant for that field.
    pub(super) fn same_kind(&self, field: &Node, constant: &Node) -> Option<String> {
        let field = self.program.fields.get(self.field(field)?)?;
        let What::Constant(constant) = &constant.what else { return None };
        match (of_field(self.program, field), constant) {
            (kinds, Scalar::Text(text)) if kinds.overlaps(Kinds::NUMBER) => {
                let number: String = text.chars().filter(char::is_ascii_digit).collect();
                (!number.is_empty()).then(|| format!("write the number without quotes: {number}"))
            }
            (kinds, Scalar::Int(number)) if kinds.overlaps(Kinds::TEXT) => {
                Some(format!("write the text in quotes: \"{number}\""))
            }
            (Kinds::LIST, Scalar::Text(text)) if field.kind == FieldType::Multiselect => {
                Some(format!("write \"{text}\" in lead.{}", field.name))
            }
            (Kinds::BOOL, Scalar::Text(_)) => Some("a checkbox is `true` or `false`, without quotes".into()),
            _ => None,
        }
    }

    /// Checks a text that an option or a date is compared with.
    pub(super) fn value(&mut self, field: usize, node: &Node, text: &str, always: &str) {
        let Some(field) = self.program.fields.get(field) else { return };
        let name = &field.name;
        let position = self.source.literal(text, node.position);
        if !field.options.is_empty() && field.options.iter().all(|option| option.value != text) {
            let values: Vec<&str> = field.options.iter().map(|option| option.value.as_str()).collect();
            let by_label = field.options.iter().find(|option| option.label.eq_ignore_ascii_case(text));
            let meant = by_label
                .map(|option| option.value.as_str())
                .or_else(|| closest(text, values.iter().copied()));
            let help = match meant {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("its options are: {}", some(&values)),
            };
            let message = format!("`{name}` has no option \"{text}\": this is {always}");
            self.say(Code::UnknownOption, position, message, Some(help));
        }
        if field.kind == FieldType::Date {
            self.no_date(&format!("`{name}`"), node, text);
        }
    }

    /// Checks the texts of a list that an option or a date is compared with.
    pub(super) fn values(&mut self, field: usize, list: &Node, items: &[Scalar], always: &str) {
        for item in items {
            if let Scalar::Text(text) = item {
                self.value(field, list, text, always);
            }
        }
    }
}
