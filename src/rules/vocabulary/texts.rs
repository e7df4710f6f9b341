//! Texts, with Rhai's functions.

use super::call::Native::{Any, Test, Tests, Text};
use super::call::{Answer, Call, Table, count, texts, wrong};
use super::letters;
use crate::decimal;
use crate::rules::wording;
use rhai::{Dynamic, EvalAltResult, Position};
use rust_decimal::prelude::ToPrimitive;

pub const TABLE: Table = &[
    ("to_string(any) -> text", Any(|c| Ok(written(c.get(0)).into()))),
    ("+(text, any) -> text", Any(join)),
    ("+(any, text) -> text", Any(join)),
    (
        "+=(mut text, any) -> ()",
        Any(|c| {
            let longer = join(c)?;
            change(c, longer)
        }),
    ),
    ("len(text) -> integer", Any(length)),
    ("text.len -> integer", Any(length)),
    ("is_empty(text) -> bool", Test(str::is_empty)),
    ("text.is_empty -> bool", Test(str::is_empty)),
    ("to_upper(text) -> text", Text(letters::all_capital)),
    ("to_lower(text) -> text", Text(letters::all_small)),
    (
        "trim(mut text) -> ()",
        Any(|c| {
            let trimmed = c.text(0)?.trim().into();
            change(c, trimmed)
        }),
    ),
    ("trimmed(text?) -> text?", Text(|text| text.trim().into())),
    ("contains(text, text) -> bool", Tests(|text, part| text.contains(part))),
    (
        "contains(text, char) -> bool",
        Any(|c| {
            let letter = c.get(1).as_char().map_err(wrong)?;
            Ok(c.text(0)?.contains(letter).into())
        }),
    ),
    ("starts_with(text, text) -> bool", Tests(|text, part| text.starts_with(part))),
    ("ends_with(text, text) -> bool", Tests(|text, part| text.ends_with(part))),
    (
        "index_of(text, text) -> integer",
        Any(|c| {
            let text = c.text(0)?;
            let found = text.find(c.text(1)?.as_str()).and_then(|at| text.get(..at));
            Ok(found.map_or((-1_i64).into(), |before| count(before.chars().count())))
        }),
    ),
    ("sub_string(text, integer) -> text", Any(|c| sub_string(c, i64::MAX))),
    ("sub_string(text, integer, integer) -> text", Any(|c| sub_string(c, c.integer(2)))),
    (
        "replace(mut text, text, text) -> ()",
        Any(|c| {
            let other = replaced(c)?;
            change(c, other)
        }),
    ),
    (
        "replaced(text?, text, text) -> text?",
        Any(|c| if c.get(0).is_unit() { Ok(Dynamic::UNIT) } else { replaced(c) }),
    ),
    ("split(text) -> list", Any(|c| Ok(texts(&mut c.text(0)?.split_whitespace().take(c.world.most + 1))))),
    (
        "split(text, text) -> list",
        Any(|c| Ok(texts(&mut c.text(0)?.split(c.text(1)?.as_str()).take(c.world.most + 1)))),
    ),
    (
        "parse_int(text) -> integer",
        Any(|c| {
            let text = c.text(0)?;
            text.trim().parse::<i64>().map(Into::into).map_err(|_| not_a(&text, "whole number"))
        }),
    ),
    (
        "parse_decimal(text) -> decimal",
        Any(|c| {
            let text = c.text(0)?;
            decimal::parse_decimal(text.trim()).map(Into::into).ok_or_else(|| not_a(&text, "number"))
        }),
    ),
];

/// A value in Rhai's notation, the same in every build.
fn written(value: &Dynamic) -> String {
    wording::plain(value.to_string())
}

fn join(c: &mut Call) -> Answer<Dynamic> {
    Ok([written(c.get(0)), written(c.get(1))].concat().into())
}

fn length(c: &mut Call) -> Answer<Dynamic> {
    Ok(count(c.text(0)?.chars().count()))
}

fn change(c: &mut Call, text: Dynamic) -> Answer<Dynamic> {
    let text = text.into_immutable_string().map_err(wrong)?;
    *c.arguments[0].as_immutable_string_mut().map_err(wrong)? = text;
    Ok(Dynamic::UNIT)
}

fn sub_string(c: &mut Call, length: i64) -> Answer<Dynamic> {
    let (text, start) = (c.text(0)?, c.integer(1));
    // Converted from 64 bits, because `usize` has 32 in Wasm.
    let places = |number: u64| number.to_usize().unwrap_or(usize::MAX);
    let start = match u64::try_from(start) {
        Ok(start) => places(start),
        // A negative start counts from the end.
        Err(_) => text.chars().count().saturating_sub(places(start.unsigned_abs())),
    };
    let length = length.max(0).to_usize().unwrap_or(usize::MAX);
    Ok(text.chars().skip(start).take(length).collect::<String>().into())
}

fn replaced(c: &mut Call) -> Answer<Dynamic> {
    let (text, part, other) = (c.text(0)?, c.text(1)?, c.text(2)?);
    // Rhai checks its limits only after a function returns, which is too late if a script can make gigabytes.
    let length = text.len() + text.matches(part.as_str()).count() * other.len();
    if length > c.world.longest + text.len() {
        return Err(EvalAltResult::ErrorDataTooLarge("Length of string".into(), Position::NONE).into());
    }
    Ok(text.replace(part.as_str(), &other).into())
}

fn not_a(text: &str, what: &str) -> Box<EvalAltResult> {
    wrong(["`", text, "` is no ", what].concat())
}
