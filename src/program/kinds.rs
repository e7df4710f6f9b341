//! What the types of questions have in common.

use super::FieldType;

/// What an answer is, whatever it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// A text.
    Text,
    /// A number, whole or with decimals.
    Number,
    /// A day.
    Date,
    /// One of the field's options.
    Option,
    /// Any number of the field's options.
    Options,
    /// True or false.
    Truth,
    /// Rows of further answers.
    Rows,
}

impl FieldType {
    /// What its answers are.
    #[must_use]
    pub fn answered(self) -> Answered {
        match self {
            FieldType::Text | FieldType::Textarea | FieldType::Email | FieldType::Phone | FieldType::Url => {
                Answered::Text
            }
            FieldType::Number | FieldType::Percent | FieldType::Money => Answered::Number,
            FieldType::Select | FieldType::Country | FieldType::Radio => Answered::Option,
            FieldType::Multiselect => Answered::Options,
            FieldType::Checkbox => Answered::Truth,
            FieldType::Date => Answered::Date,
            FieldType::Group => Answered::Rows,
        }
    }
}
