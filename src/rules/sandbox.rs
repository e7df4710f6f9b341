//! What a script may do, and how much of it.

use super::vocabulary::{self, Work, World};
use crate::program::Program;
use rhai::Engine;
use std::rc::Rc;

/// Operations that one rule, or the declarations together, may take: about 10 ms in a browser.
const MAX_OPERATIONS: u64 = 50_000;
/// Deeper calls overflow Wasm's stack of 1 MiB.
const MAX_CALL_LEVELS: usize = 32;

/// An engine with every limit that Rhai offers. Operations bound neither time nor memory by themselves
/// (doubling a string within 1,000 operations took 2.9 GB), so every size is bounded too.
pub fn engine(program: &Program) -> Engine {
    let mut engine = Engine::new_raw();
    engine
        .set_max_operations(MAX_OPERATIONS)
        .set_max_call_levels(MAX_CALL_LEVELS)
        .set_max_expr_depths(64, 32)
        .set_max_string_size(64 * 1024)
        .set_max_array_size(2_000)
        .set_max_map_size(500)
        .set_max_variables(500)
        .set_max_functions(1_500)
        .set_max_strings_interned(1_024)
        // A name that nothing has is found when the script is compiled, not when a lead comes by.
        .set_strict_variables(true)
        // `print` and `debug` would go nowhere: a mistake the author learns of when the script is checked.
        .disable_symbol("eval")
        .disable_symbol("print")
        .disable_symbol("debug");
    let work = Rc::new(Work::new(MAX_OPERATIONS));
    let steps = work.clone();
    engine.on_progress(move |operations| {
        steps.step(operations);
        None
    });
    let (longest, most) = (engine.max_string_size(), engine.max_array_size());
    vocabulary::register(&mut engine, World { rates: program.rates.clone(), longest, most, work });
    engine
}
