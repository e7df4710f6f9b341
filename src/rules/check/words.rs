//! The kinds of constants and fields, and how they are called.

use crate::program::{AnswerKind, Field, FieldType, Program};
use crate::rules::answers::Scalar;
use crate::rules::vocabulary::Kinds;

/// Of a constant.
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

/// Of an answer to a field.
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

/// The kinds that a value is compared with: whole and decimal numbers compare, and letters with texts.
pub fn comparable(kinds: Kinds) -> Kinds {
    [Kinds::NUMBER, Kinds::TEXT.or(Kinds::CHAR)]
        .into_iter()
        .filter(|alike| alike.overlaps(kinds))
        .fold(kinds, Kinds::or)
}

/// In a vendor's words.
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

/// A list in words, cut where it is long.
pub fn some(names: &[&str]) -> String {
    let shown = names.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 12 { format!("{shown} and {} more", names.len() - 12) } else { shown }
}

/// Whether a value is a date, if it is there at all.
pub fn is_date(kinds: Kinds) -> bool {
    kinds.without(Kinds::UNIT) == Kinds::DATE
}

/// Whether a value is a decimal number, if it is there at all.
pub fn is_decimal(kinds: Kinds) -> bool {
    kinds.without(Kinds::UNIT) == Kinds::DECIMAL
}
