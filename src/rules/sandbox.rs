//! What a script may do, and how much of it.

use super::formula::Literals;
use super::parsing::{self, MAX_VARIABLES};
use super::steps;
use super::vocabulary::{self, World};
use super::work::{self, Work};
use crate::program::Program;
use rhai::{AST, Engine, Module};
use std::rc::Rc;

/// Deeper calls overflow Wasm's stack of 1 MiB.
const MAX_CALL_LEVELS: usize = 32;
/// The longest text while a script runs, in bytes: the longest answer has 10,000 characters.
const MAX_TEXT: usize = 64 * 1024;
/// The longest text that stands in a script, in bytes.
const MAX_LITERAL: usize = 2 * 1024;
/// Items of a list.
const MAX_ITEMS: usize = 2_000;
/// Entries of object maps, those of maps in a list together: the largest group has 199 answers in each of 20 rows.
const MAX_ENTRIES: usize = 4_000;
/// An engine with every limit that Rhai offers. Operations bound neither time nor memory by themselves
/// (doubling a string within 1,000 operations took 2.9 GB), so every size is bounded too.
pub fn engine(program: &Program, functions: &mut Module) -> (Engine, Rc<Work>, Literals) {
    let mut engine = Engine::new_raw();
    engine
        .set_max_call_levels(MAX_CALL_LEVELS)
        .set_max_expr_depths(64, 32)
        .set_max_string_size(MAX_LITERAL)
        .set_max_array_size(MAX_ITEMS)
        .set_max_map_size(MAX_ENTRIES)
        .set_max_variables(MAX_VARIABLES)
        .set_max_functions(1_500)
        // Each further one is found room by looking at all: twenty thousand names took seconds with a thousand kept.
        .set_max_strings_interned(128)
        // A name that nothing has is found when the script is compiled, not when a lead comes by.
        .set_strict_variables(true)
        // `print` and `debug` would go nowhere: a mistake the author learns of when the script is checked.
        .disable_symbol("eval")
        .disable_symbol("print")
        .disable_symbol("debug")
        // No rule has needed a power, and those of decimals are 6 KiB of Wasm (`CUT` of the build).
        .disable_symbol("**")
        .disable_symbol("**=")
        // A rule has none, and what hangs on `this` cannot be weighed.
        .disable_symbol("this");
    let literals = parsing::watch(&mut engine);
    let work = Rc::new(Work::default());
    work::count(&mut engine, work.clone());
    let world =
        World { rates: program.rates.clone(), longest: MAX_TEXT, most: MAX_ITEMS, work: work.clone() };
    vocabulary::register(functions, world);
    (engine, work, literals)
}

/// Once the script is compiled: the limits while it runs. Whether it can take long.
pub fn run(engine: &mut Engine, ast: &AST, work: Rc<Work>) -> bool {
    engine.set_max_string_size(MAX_TEXT);
    let mut changed = Vec::new();
    let can_take_long = steps::can_take_long(ast, &mut changed);
    if can_take_long {
        steps::weigh_variables(engine, work, changed);
    }
    can_take_long
}
