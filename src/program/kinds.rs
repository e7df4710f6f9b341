//! What types of questions have in common.

use super::FieldType;

/// The kind of value that an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
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
    /// The kind of value that answers to this type have.
    #[must_use]
    pub fn answer_kind(self) -> AnswerKind {
        match self {
            FieldType::Text | FieldType::Textarea | FieldType::Email | FieldType::Phone | FieldType::Url => {
                AnswerKind::Text
            }
            FieldType::Number | FieldType::Percent | FieldType::Money => AnswerKind::Number,
            FieldType::Select | FieldType::Country | FieldType::Radio => AnswerKind::Option,
            FieldType::Multiselect => AnswerKind::Options,
            FieldType::Checkbox => AnswerKind::Truth,
            FieldType::Date => AnswerKind::Date,
            FieldType::Group => AnswerKind::Rows,
        }
    }
}
