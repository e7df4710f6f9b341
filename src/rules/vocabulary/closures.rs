//! Functions of lists that call a closure with each item.

use super::call::Native::Any;
use super::call::{Answer, Call, Table, wrong};
use rhai::{Array, Dynamic, FnPtr};

pub const TABLE: Table = &[
    (
        "map(list, closure) -> list",
        Any(|c| {
            let (list, change) = (c.list(0)?, closure(c)?);
            list.iter()
                .map(|item| ask(c, &change, &mut [item.clone()]))
                .collect::<Answer<Array>>()
                .map(Into::into)
        }),
    ),
    (
        "filter(list, closure) -> list",
        Any(|c| {
            let (list, test) = (c.list(0)?, closure(c)?);
            let mut found = Array::new();
            for item in list.iter() {
                if holds(c, &test, item)? {
                    found.push(item.clone());
                }
            }
            Ok(found.into())
        }),
    ),
    ("find(list, closure) -> any", Any(|c| Ok(first(c, true)?.unwrap_or_default()))),
    ("some(list, closure) -> bool", Any(|c| Ok(first(c, true)?.is_some().into()))),
    ("all(list, closure) -> bool", Any(|c| Ok(first(c, false)?.is_none().into()))),
    ("reduce(list, closure) -> any", Any(|c| reduce(c, Dynamic::UNIT))),
    (
        "reduce(list, closure, any) -> any",
        Any(|c| {
            let initial = c.take(2);
            reduce(c, initial)
        }),
    ),
];

fn closure(c: &Call) -> Answer<FnPtr> {
    c.get(1).read_lock::<FnPtr>().map(|closure| closure.clone()).ok_or_else(|| wrong("no closure"))
}

fn ask(c: &Call, closure: &FnPtr, items: &mut [Dynamic]) -> Answer<Dynamic> {
    let answer = closure.call_raw(&c.context, None, items)?;
    // Stops the run if the closures have done too much. Rhai's own counter forgets their work.
    c.charge(0)?;
    Ok(answer)
}

fn holds(c: &Call, test: &FnPtr, item: &Dynamic) -> Answer<bool> {
    Ok(ask(c, test, &mut [item.clone()])?.as_bool().unwrap_or(false))
}

/// The first item for which the test gives `met`.
fn first(c: &mut Call, met: bool) -> Answer<Option<Dynamic>> {
    let (list, test) = (c.list(0)?, closure(c)?);
    for item in list.iter() {
        if holds(c, &test, item)? == met {
            return Ok(Some(item.clone()));
        }
    }
    Ok(None)
}

fn reduce(c: &mut Call, initial: Dynamic) -> Answer<Dynamic> {
    let (list, join) = (c.list(0)?, closure(c)?);
    list.iter().try_fold(initial, |sum, item| ask(c, &join, &mut [sum, item.clone()]))
}
