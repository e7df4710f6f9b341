//! The smallest steps of money and numbers.

use crate::currency::minor_digits;
use crate::program::{Field, FieldType, Program};
use rust_decimal::{Decimal, RoundingStrategy};

/// The precision of a value.
pub struct Grain {
    /// The number of digits after the point.
    pub digits: u32,
    /// The currency, for money (ISO 4217).
    pub currency: Option<String>,
}

impl Grain {
    /// The precision of a currency (ISO 4217).
    pub fn of_currency(code: &str) -> Grain {
        Grain { digits: minor_digits(code), currency: Some(code.to_string()) }
    }

    /// The precision of the answers to a question. `None` if they are not numbers.
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

    /// True if a number has more digits.
    pub fn is_coarser_than(&self, number: Decimal) -> bool {
        number.normalize().scale() > self.digits
    }

    /// Advice for a number with too many digits: the next values below and above.
    pub fn beside(&self, number: Decimal) -> String {
        let round = |strategy| number.round_dp_with_strategy(self.digits, strategy);
        let below = round(RoundingStrategy::ToNegativeInfinity);
        format!("write {below} or {}", round(RoundingStrategy::ToPositiveInfinity))
    }

    /// The message about the limit.
    pub fn limit(&self) -> String {
        let smallest = Decimal::new(1, self.digits);
        match (&self.currency, self.digits) {
            (Some(currency), _) => format!("{currency} has no coin smaller than {smallest}"),
            (None, 0) => "its answers are whole numbers".to_string(),
            (None, _) => format!("its answers have no step smaller than {smallest}"),
        }
    }
}
