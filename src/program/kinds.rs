//! What the types of questions have in common.

use super::FieldType;

/// What an answer is, whatever it is about.
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
    /// What its answers are.
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
