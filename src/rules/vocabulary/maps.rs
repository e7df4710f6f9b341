//! Object maps, with Rhai's functions.

use super::call::Native::Any;
use super::call::{Answer, Call, Table, count, texts, wrong};
use crate::rules::compare::same_maps;
use rhai::{Array, Map};
use std::ops::Deref;

pub const TABLE: Table = &[
    ("len(map) -> integer", Any(|c| Ok(count(map(c, 0)?.len())))),
    ("is_empty(map) -> bool", Any(|c| Ok(map(c, 0)?.is_empty().into()))),
    ("contains(map, text) -> bool", Any(|c| Ok(map(c, 0)?.contains_key(c.text(1)?.as_str()).into()))),
    ("get(map, text) -> any", Any(|c| Ok(map(c, 0)?.get(c.text(1)?.as_str()).cloned().unwrap_or_default()))),
    ("keys(map) -> list", Any(|c| Ok(texts(&mut map(c, 0)?.keys().map(|key| key.as_str()))))),
    ("values(map) -> list", Any(|c| Ok(map(c, 0)?.values().cloned().collect::<Array>().into()))),
    ("==(map, map) -> bool", Any(|c| Ok(same(c)?.into()))),
    ("!=(map, map) -> bool", Any(|c| Ok((!same(c)?).into()))),
];

fn map(c: &Call, i: usize) -> Answer<impl Deref<Target = Map>> {
    let map = c.get(i).as_map_ref().map_err(wrong)?;
    c.charge(map.len())?;
    Ok(map)
}

fn same(c: &Call) -> Answer<bool> {
    Ok(same_maps(&*map(c, 0)?, &*map(c, 1)?))
}
