//! What a script can call, beside Rhai's own operators and statements.
//!
//! Names and meanings are Rhai's, so that its documentation holds. Rhai's packages hold five times as many,
//! and would be a fifth of the module that is downloaded. As a plugin module of Rhai's these would be no
//! smaller, and an evaluation takes twice as long, since its functions are hashed again at every look-up.

use super::compare::{decimal, order, same, same_lists, same_maps};
use super::sandbox::MAX_TEXT;
use super::steps::{walks, walks_items};
use super::wording::plain;
use rhai::{
    Array, Dynamic, Engine, EvalAltResult, FnPtr, ImmutableString, Map, Module, NativeCallContext, Position,
};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use std::any::TypeId;
use std::cmp::Ordering;
use std::ops::{Range, RangeInclusive};

type Answer<T> = Result<T, Box<EvalAltResult>>;

/// Teaches the engine every function.
pub fn register(engine: &mut Engine) {
    iteration(engine);
    texts(engine);
    numbers(engine);
    lists(engine);
    closures(engine);
    maps(engine);
}

/// What `for` runs over.
fn iteration(engine: &mut Engine) {
    let mut module = Module::new();
    module.set_iterable::<Array>();
    module.set_iterable::<Range<i64>>();
    module.set_iterable::<RangeInclusive<i64>>();
    module.set_iter(TypeId::of::<ImmutableString>(), |text| {
        let text = text.cast::<ImmutableString>();
        walks(&text);
        let letters: Vec<char> = text.chars().collect();
        Box::new(letters.into_iter().map(Dynamic::from))
    });
    engine.register_global_module(module.into());
    engine
        .register_fn("contains", |range: &mut Range<i64>, number: i64| range.contains(&number))
        .register_fn("contains", |range: &mut RangeInclusive<i64>, number: i64| range.contains(&number));
}

fn texts(engine: &mut Engine) {
    let most = engine.max_array_size();
    engine
        .register_fn("to_string", |value: Dynamic| written(&value))
        .register_fn("+", |text: &str, value: Dynamic| format!("{text}{}", written(&value)))
        .register_fn("+", |value: Dynamic, text: &str| format!("{}{text}", written(&value)))
        .register_fn("+=", |text: &mut ImmutableString, value: Dynamic| *text += written(&value))
        .register_fn("len", |text: &str| {
            walks(text);
            count(text.chars().count())
        })
        .register_get("len", |text: &mut ImmutableString| {
            walks(text);
            count(text.chars().count())
        })
        .register_fn("is_empty", |text: &str| text.is_empty())
        .register_get("is_empty", |text: &mut ImmutableString| text.is_empty())
        .register_fn("to_upper", |text: &str| {
            walks(text);
            text.to_uppercase()
        })
        .register_fn("to_lower", |text: &str| {
            walks(text);
            text.to_lowercase()
        })
        .register_fn("trim", |text: &mut ImmutableString| {
            walks(text);
            *text = text.trim().into()
        })
        .register_fn("contains", |text: &str, part: &str| {
            walks(text);
            text.contains(part)
        })
        .register_fn("contains", |text: &str, letter: char| {
            walks(text);
            text.contains(letter)
        })
        .register_fn("starts_with", |text: &str, part: &str| text.starts_with(part))
        .register_fn("ends_with", |text: &str, part: &str| text.ends_with(part))
        .register_fn("index_of", |text: &str, part: &str| {
            walks(text);
            text.find(part).and_then(|at| text.get(..at)).map_or(-1, |before| count(before.chars().count()))
        })
        .register_fn("sub_string", |text: &str, start: i64| sub_string(text, start, i64::MAX))
        .register_fn("sub_string", sub_string)
        // The limits are checked when a function has returned: too late where a script can make gigabytes.
        .register_fn("replace", |text: &mut ImmutableString, part: &str, other: &str| -> Answer<()> {
            walks(text);
            let length = text.len() + text.matches(part).count() * other.len();
            if length > MAX_TEXT + text.len() {
                return Err(
                    EvalAltResult::ErrorDataTooLarge("Length of string".into(), Position::NONE).into()
                );
            }
            *text = text.replace(part, other).into();
            Ok(())
        })
        .register_fn("split", move |text: &str| {
            walks(text);
            list(text.split_whitespace().take(most + 1))
        })
        .register_fn("split", move |text: &str, at: &str| {
            walks(text);
            list(text.split(at).take(most + 1))
        })
        .register_fn("parse_int", |text: &str| {
            text.trim().parse::<i64>().map_err(|_| wrong(format!("`{text}` is no whole number")))
        })
        .register_fn("parse_decimal", |text: &str| {
            Decimal::from_str_exact(text.trim()).map_err(|_| wrong(format!("`{text}` is no number")))
        });
}

fn sub_string(text: &str, start: i64, length: i64) -> String {
    walks(text);
    let places = |number: u64| number.to_usize().unwrap_or(usize::MAX);
    let start = match u64::try_from(start) {
        Ok(start) => places(start),
        // From the end.
        Err(_) => text.chars().count().saturating_sub(places(start.unsigned_abs())),
    };
    text.chars().skip(start).take(length.max(0).to_usize().unwrap_or(usize::MAX)).collect()
}

/// A value as text, as Rhai writes it.
fn written(value: &Dynamic) -> String {
    let text = plain(value.to_string());
    walks(&text);
    text
}

fn numbers(engine: &mut Engine) {
    engine
        .register_fn("abs", |number: i64| number.checked_abs().ok_or_else(|| wrong("integer overflow")))
        .register_fn("abs", |number: Decimal| number.abs())
        .register_fn("sign", i64::signum)
        .register_fn("sign", |number: Decimal| number.cmp(&Decimal::ZERO) as i64)
        .register_fn("min", |a: Dynamic, b: Dynamic| choose(a, b, Ordering::Greater))
        .register_fn("max", |a: Dynamic, b: Dynamic| choose(a, b, Ordering::Less))
        .register_fn("to_int", |number: i64| number)
        .register_fn("to_int", |number: Decimal| {
            number.to_i64().ok_or_else(|| wrong(format!("{number} is too large for a whole number")))
        })
        .register_fn("to_decimal", |number: i64| Decimal::from(number))
        .register_fn("to_decimal", |number: Decimal| number);
    for (name, function) in [
        ("floor", Decimal::floor as fn(&Decimal) -> Decimal),
        ("ceiling", Decimal::ceil),
        ("round", Decimal::round),
        ("int", Decimal::trunc),
        ("fraction", Decimal::fract),
    ] {
        engine.register_fn(name, move |number: Decimal| function(&number));
        engine.register_get(name, move |number: &mut Decimal| function(number));
    }
    for (name, strategy) in [
        ("round", RoundingStrategy::MidpointNearestEven),
        ("round_up", RoundingStrategy::AwayFromZero),
        ("round_down", RoundingStrategy::ToZero),
        ("round_half_up", RoundingStrategy::MidpointAwayFromZero),
        ("round_half_down", RoundingStrategy::MidpointTowardZero),
    ] {
        engine.register_fn(name, move |number: Decimal, digits: i64| match u32::try_from(digits) {
            Ok(digits) => Ok(number.round_dp_with_strategy(digits, strategy)),
            Err(_) => Err(wrong(format!("{digits} is no number of digits"))),
        });
    }
}

fn lists(engine: &mut Engine) {
    engine
        .register_fn("len", |list: &mut Array| count(list.len()))
        .register_get("len", |list: &mut Array| count(list.len()))
        .register_fn("is_empty", |list: &mut Array| list.is_empty())
        .register_get("is_empty", |list: &mut Array| list.is_empty())
        .register_fn("push", |list: &mut Array, item: Dynamic| list.push(item))
        .register_fn("pop", |list: &mut Array| list.pop().unwrap_or_default())
        .register_fn("+", |mut list: Array, mut more: Array| {
            walks_items(list.len() + more.len());
            list.append(&mut more);
            list
        })
        .register_fn("==", |list: &mut Array, other: Array| same_lists(list, &other))
        .register_fn("!=", |list: &mut Array, other: Array| !same_lists(list, &other))
        // `x in ["DE", "AT"]`: a native look-up halves the time of a whole evaluation against Rhai's own.
        .register_fn("contains", |list: &mut Array, item: Dynamic| {
            walks_items(list.len());
            list.iter().any(|one| same(one, &item))
        })
        .register_fn("index_of", |list: &mut Array, item: Dynamic| {
            walks_items(list.len());
            list.iter().position(|one| same(one, &item)).map_or(-1, count)
        });
}

/// Functions of arrays that call a closure with one item after the other.
fn closures(engine: &mut Engine) {
    engine
        .register_fn("map", |context: NativeCallContext, list: &mut Array, change: FnPtr| {
            list.iter()
                .map(|item| change.call_within_context(&context, (item.clone(),)))
                .collect::<Answer<Array>>()
        })
        .register_fn("filter", |context: NativeCallContext, list: &mut Array, test: FnPtr| {
            let mut found = Array::new();
            for item in list.iter() {
                if holds(&context, &test, item)? {
                    found.push(item.clone());
                }
            }
            Ok::<_, Box<EvalAltResult>>(found)
        })
        .register_fn("find", |context: NativeCallContext, list: &mut Array, test: FnPtr| {
            Ok::<Dynamic, Box<EvalAltResult>>(
                first(&context, list, &test, true)?.cloned().unwrap_or_default(),
            )
        })
        .register_fn("some", |context: NativeCallContext, list: &mut Array, test: FnPtr| {
            Ok::<_, Box<EvalAltResult>>(first(&context, list, &test, true)?.is_some())
        })
        .register_fn("all", |context: NativeCallContext, list: &mut Array, test: FnPtr| {
            Ok::<_, Box<EvalAltResult>>(first(&context, list, &test, false)?.is_none())
        })
        .register_fn("reduce", |context: NativeCallContext, list: &mut Array, join: FnPtr| {
            reduce(&context, list, &join, Dynamic::UNIT)
        })
        .register_fn(
            "reduce",
            |context: NativeCallContext, list: &mut Array, join: FnPtr, initial: Dynamic| {
                reduce(&context, list, &join, initial)
            },
        );
}

fn holds(context: &NativeCallContext, test: &FnPtr, item: &Dynamic) -> Answer<bool> {
    Ok(test.call_within_context::<Dynamic>(context, (item.clone(),))?.as_bool().unwrap_or(false))
}

fn first<'a>(
    context: &NativeCallContext,
    list: &'a Array,
    test: &FnPtr,
    met: bool,
) -> Answer<Option<&'a Dynamic>> {
    for item in list {
        if holds(context, test, item)? == met {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn reduce(context: &NativeCallContext, list: &Array, join: &FnPtr, initial: Dynamic) -> Answer<Dynamic> {
    list.iter().try_fold(initial, |sum, item| join.call_within_context(context, (sum, item.clone())))
}

fn maps(engine: &mut Engine) {
    engine
        .register_fn("len", |map: &mut Map| count(map.len()))
        .register_fn("is_empty", |map: &mut Map| map.is_empty())
        .register_fn("contains", |map: &mut Map, key: &str| map.contains_key(key))
        .register_fn("get", |map: &mut Map, key: &str| map.get(key).cloned().unwrap_or_default())
        .register_fn("keys", |map: &mut Map| list(map.keys()))
        .register_fn("values", |map: &mut Map| {
            walks_items(map.len());
            map.values().cloned().collect::<Array>()
        })
        .register_fn("==", |map: &mut Map, other: Map| same_maps(map, &other))
        .register_fn("!=", |map: &mut Map, other: Map| !same_maps(map, &other));
}

/// `a`, or `b` where `a` is on the losing side. Of a whole and a decimal number, the answer is decimal.
fn choose(a: Dynamic, b: Dynamic, losing: Ordering) -> Answer<Dynamic> {
    let order =
        order(&a, &b).ok_or_else(|| wrong("min and max compare numbers with numbers, and text with text"))?;
    let mixed = a.is_int() != b.is_int();
    let chosen = if order == losing { b } else { a };
    Ok(match (mixed, decimal(&chosen)) {
        (true, Some(number)) => number.into(),
        _ => chosen,
    })
}

fn list<T: Into<ImmutableString>>(texts: impl Iterator<Item = T>) -> Array {
    let list: Array = texts.map(|text| text.into().into()).collect();
    walks_items(list.len());
    list
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn wrong(message: impl Into<String>) -> Box<EvalAltResult> {
    EvalAltResult::ErrorArithmetic(message.into(), Position::NONE).into()
}
