//! Questions that cannot be answered, and keys of questions that have no effect.

use super::grain::Grain;
use crate::program::{AnswerKind, Code, Field, FieldType, Problem, Program, country_exists};
use rust_decimal::{Decimal, RoundingStrategy};

/// All questions with their places. The questions of a group's rows follow the group.
pub fn all(program: &Program) -> Vec<(String, &Field)> {
    let mut found = Vec::new();
    for (i, field) in program.fields.iter().enumerate() {
        let place = format!("fields[{i}] `{}`", field.name);
        found.push((place.clone(), field));
        let rows = field.fields.iter().enumerate();
        found.extend(rows.map(|(i, asked)| (format!("{place}, fields[{i}] `{}`", asked.name), asked)));
    }
    found
}

/// Reports the problems of each question.
pub fn check_questions(program: &Program) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, code) in program.territory.iter().enumerate() {
        country(&mut problems, format!("territory[{i}]"), code);
    }
    for (place, field) in all(program) {
        unanswerable(&mut problems, &place, program, field);
        without_effect(&mut problems, &place, field);
        options(&mut problems, &place, field);
    }
    problems
}

fn unanswerable(problems: &mut Vec<Problem>, place: &str, program: &Program, field: &Field) {
    let help = "give a larger one, or leave it out";
    if field.max_length == Some(0) {
        problems.push(
            Problem::warning(
                Code::EmptyRange,
                format!("{place}, max_length"),
                "is 0: no answer is that short",
            )
            .help(help),
        );
    }
    if field.kind == FieldType::Multiselect && field.max_items == Some(0) {
        problems.push(
            Problem::warning(Code::EmptyRange, format!("{place}, max_items"), "is 0: nothing can be chosen")
                .help(help),
        );
    }
    if let (Some(grain), Some(min), Some(max)) = (Grain::of_field(program, field), field.min, field.max) {
        let round = |number: Decimal, to| number.round_dp_with_strategy(grain.digits, to);
        if round(min.0, RoundingStrategy::ToPositiveInfinity)
            > round(max.0, RoundingStrategy::ToNegativeInfinity)
        {
            let message = format!("has a min of {min} and a max of {max}, and no answer is between them");
            problems.push(
                Problem::warning(Code::EmptyRange, place, message)
                    .help("set them further apart, or raise `decimals`"),
            );
        }
    }
}

/// Reports keys that belong to other types of questions.
fn without_effect(problems: &mut Vec<Problem>, place: &str, field: &Field) {
    let is_money = field.kind == FieldType::Money;
    let has_decimals = field.kind.answer_kind() == AnswerKind::Number && !is_money;
    let has_length = match field.kind.answer_kind() {
        AnswerKind::Text | AnswerKind::Number | AnswerKind::Date | AnswerKind::Option => true,
        AnswerKind::Truth | AnswerKind::Options | AnswerKind::Rows => false,
    };
    let keys = [
        ("currency", field.currency.is_some() && !is_money, "the type money"),
        (
            "decimals",
            field.decimals > 0 && !has_decimals,
            "the types number and percent; money has its currency's",
        ),
        ("min_length", field.min_length.is_some() && !has_length, "answers that are texts"),
        ("max_length", field.max_length.is_some() && !has_length, "answers that are texts"),
    ];
    for (key, is_idle, types) in keys {
        if is_idle {
            let help = format!("leave it out: it belongs to {types}");
            problems.push(
                Problem::warning(
                    Code::KeyOutOfPlace,
                    format!("{place}, {key}"),
                    "says nothing for this type",
                )
                .help(help),
            );
        }
    }
}

fn options(problems: &mut Vec<Problem>, place: &str, field: &Field) {
    for (i, option) in field.options.iter().enumerate() {
        let at = format!("{place}, options[{i}]");
        if field.kind == FieldType::Country {
            country(problems, format!("{at}.value"), &option.value);
            continue;
        }
        if option.label.trim().is_empty() {
            problems.push(
                Problem::warning(
                    Code::Empty,
                    format!("{at}.label"),
                    "is empty: partners cannot read this option",
                )
                .help("say in a few words what it stands for"),
            );
        } else if let Some(other) =
            field.options[..i].iter().find(|other| other.label.trim() == option.label.trim())
        {
            let message =
                format!("is the same as that of `{}`: partners cannot tell them apart", other.value);
            problems.push(
                Problem::warning(Code::AmbiguousOption, format!("{at}.label"), message)
                    .help("give each option a label of its own"),
            );
        }
    }
}

/// Reports a code that has the form of a country code, but is not one.
fn country(problems: &mut Vec<Problem>, place: String, code: &str) {
    if country_exists(code) {
        return;
    }
    let meant = match code {
        "UK" => Some("GB"),
        "EL" => Some("GR"),
        _ => None,
    };
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "take a code of ISO 3166-1, such as DE".to_string(),
    };
    problems.push(
        Problem::warning(Code::NotACountry, place, format!("`{code}` is not the code of a country"))
            .help(help),
    );
}
