//! Comparisons of script values, without a call into the engine for every pair.

use rhai::{Array, Dynamic, Map};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Rhai's `==`: numbers compare by value, all others by kind and value.
pub fn same(a: &Dynamic, b: &Dynamic) -> bool {
    match (a.as_array_ref(), b.as_array_ref()) {
        (Ok(a), Ok(b)) => return same_lists(&a, &b),
        (Err(_), Err(_)) => {}
        _ => return false,
    }
    match (a.as_map_ref(), b.as_map_ref()) {
        (Ok(a), Ok(b)) => return same_maps(&a, &b),
        (Err(_), Err(_)) => {}
        _ => return false,
    }
    if let (Ok(a), Ok(b)) = (a.as_bool(), b.as_bool()) {
        return a == b;
    }
    a.is_unit() && b.is_unit() || order(a, b) == Some(Ordering::Equal)
}

/// Compares arrays item by item.
pub fn same_lists(a: &Array, b: &Array) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Compares maps key by key.
pub fn same_maps(a: &Map, b: &Map) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((key, a), (other, b))| key == other && same(a, b))
}

/// The order of two values. `None` if their kinds have no order.
pub fn order(a: &Dynamic, b: &Dynamic) -> Option<Ordering> {
    if let (Ok(a), Ok(b)) = (a.as_immutable_string_ref(), b.as_immutable_string_ref()) {
        return Some(a.as_str().cmp(b.as_str()));
    }
    if let (Ok(a), Ok(b)) = (a.as_int(), b.as_int()) {
        return Some(a.cmp(&b));
    }
    if let (Ok(a), Ok(b)) = (a.as_char(), b.as_char()) {
        return Some(a.cmp(&b));
    }
    Some(decimal(a)?.cmp(&decimal(b)?))
}

/// A whole or decimal number as a decimal.
pub fn decimal(value: &Dynamic) -> Option<Decimal> {
    value.as_decimal().or_else(|_| value.as_int().map(Decimal::from)).ok()
}
