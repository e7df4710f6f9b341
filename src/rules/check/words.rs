//! The kinds of constants and fields, and their names in messages.

use crate::program::{AnswerKind, Field, FieldType, Program};
use crate::rules::answers::Scalar;
use crate::rules::vocabulary::Kinds;

/// The kinds of a constant.
pub fn kinds_of_constant(scalar: &Scalar) -> Kinds {
    match scalar {
        Scalar::Unit => Kinds::UNIT,
        Scalar::Bool(_) => Kinds::BOOL,
        Scalar::Int(_) => Kinds::INTEGER,
        Scalar::Decimal(_) => Kinds::DECIMAL,
        Scalar::Text(_) => Kinds::TEXT,
        Scalar::List(_) | Scalar::Rows(_) => Kinds::LIST,
    }
}

/// The kinds of the answers to a field.
pub fn of_field(program: &Program, field: &Field) -> Kinds {
    let answered = match field.kind.answer_kind() {
        AnswerKind::Number if field.kind == FieldType::Number && field.decimals == 0 => Kinds::INTEGER,
        AnswerKind::Number => Kinds::DECIMAL,
        AnswerKind::Truth => return Kinds::BOOL,
        AnswerKind::Options | AnswerKind::Rows => return Kinds::LIST,
        AnswerKind::Date => Kinds::DATE,
        AnswerKind::Text | AnswerKind::Option => Kinds::TEXT,
    };
    if field.required && !program.is_conditional(field) { answered } else { answered.or(Kinds::UNIT) }
}

/// The kinds that values can be compared with. Whole and decimal numbers compare, and so do letters and texts.
pub fn comparable(kinds: Kinds) -> Kinds {
    [Kinds::NUMBER, Kinds::TEXT.or(Kinds::CHAR)]
        .into_iter()
        .filter(|alike| alike.overlaps(kinds))
        .fold(kinds, Kinds::or)
}

/// The name of a kind in messages.
pub fn words(kinds: Kinds) -> &'static str {
    let kinds = kinds.without(Kinds::CUT);
    if kinds == Kinds::UNIT {
        return "no answer, `()`";
    }
    let answered = [
        (Kinds::NUMBER, "a number"),
        (Kinds::DATE, "a date"),
        (Kinds::TEXT.or(Kinds::CHAR), "a text"),
        (Kinds::BOOL, "true or false"),
        (Kinds::LIST, "a list"),
    ];
    let only =
        answered.into_iter().find(|(alike, _)| kinds.or(*alike).or(Kinds::UNIT) == alike.or(Kinds::UNIT));
    only.map_or("of another kind", |(_, words)| words)
}

/// A list in words, cut if it is long.
pub fn some(names: &[&str]) -> String {
    let shown = names.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 12 { format!("{shown} and {} more", names.len() - 12) } else { shown }
}

/// True if a value is a date or missing.
pub fn is_date(kinds: Kinds) -> bool {
    kinds.without(Kinds::UNIT) == Kinds::DATE
}

/// True if a value is a decimal number or missing.
pub fn is_decimal(kinds: Kinds) -> bool {
    kinds.without(Kinds::UNIT) == Kinds::DECIMAL
}
