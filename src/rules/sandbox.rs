//! The limits of what a script may do.

use super::formula::Literals;
use super::parsing::{self, MAX_VARIABLES};
use super::steps;
use super::vocabulary::{self, World};
use super::work::{self, Work};
use crate::program::Program;
use rhai::{AST, Engine, Module};
use std::rc::Rc;

/// The deepest nesting of calls. Deeper calls overflow Wasm's stack of 1 MiB.
const MAX_CALL_LEVELS: usize = 32;
/// The longest text while a script runs, in bytes. The longest answer has 10,000 characters.
const MAX_TEXT: usize = 64 * 1024;
/// The longest literal in a script, in bytes.
const MAX_LITERAL: usize = 2 * 1024;
/// The largest number of items in a list.
const MAX_ITEMS: usize = 2_000;
/// The largest number of entries in object maps, including all maps in a list. The largest group has 199 answers in
/// each of 20 rows.
const MAX_ENTRIES: usize = 4_000;
/// Creates an engine with every limit that Rhai offers. A limit on operations alone bounds neither time nor memory
/// (doubling a string within 1,000 operations took 2.9 GB), so every size is bounded, too.
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
        // Room for another string is found by a search through all: with a thousand kept, twenty thousand names took
        // seconds.
        .set_max_strings_interned(128)
        // Undefined names are reported when the script is compiled, not when a lead is judged.
        .set_strict_variables(true)
        // The output of `print` and `debug` would go nowhere. The author learns of this mistake when the script is
        // checked.
        .disable_symbol("eval")
        .disable_symbol("print")
        .disable_symbol("debug")
        // No rule has needed powers, and those of decimals take 6 KiB of Wasm (`CUT` of the build).
        .disable_symbol("**")
        .disable_symbol("**=")
        // A rule has no `this`, and its size could not be counted.
        .disable_symbol("this");
    let literals = parsing::watch(&mut engine);
    let work = Rc::new(Work::default());
    work::count(&mut engine, work.clone());
    let world =
        World { rates: program.rates.clone(), longest: MAX_TEXT, most: MAX_ITEMS, work: work.clone() };
    vocabulary::register(functions, world);
    (engine, work, literals)
}

/// Sets the limits for running a compiled script. Returns true if it can take long.
pub fn run(engine: &mut Engine, ast: &AST, work: Rc<Work>) -> bool {
    engine.set_max_string_size(MAX_TEXT);
    let mut changed = Vec::new();
    let can_take_long = steps::can_take_long(ast, &mut changed);
    if can_take_long {
        steps::weigh_variables(engine, work, changed);
    }
    can_take_long
}
