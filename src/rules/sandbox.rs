//! What a script may do, and how much of it.

use super::vocabulary;
use rhai::{Dynamic, Engine};
use std::cell::Cell;

/// Steps that one rule, or the declarations together, may take: about 10 ms in a browser.
const MAX_STEPS: u64 = 50_000;
/// Steps that all rules of a script may take together. Each gets an equal share, whatever the others take, so
/// that a rule's outcome does not depend on which rules ran before it.
const MAX_STEPS_TOGETHER: u64 = 1_000_000;
/// Deeper calls overflow Wasm's stack of 1 MiB.
const MAX_CALL_LEVELS: usize = 32;
/// A function that walks a text or a list takes as long as a step for so many bytes or items.
const BYTES_OF_A_STEP: usize = 32;
const ITEMS_OF_A_STEP: usize = 8;

thread_local! {
    /// The steps of the script that runs on this thread. Rhai keeps a count of its own, but forgets what
    /// closures took that a native function called (`list.map(|x| …)`), and counts a call as one step, however
    /// long the text is that it walks.
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// An engine with every limit that Rhai offers. Operations bound neither time nor memory by themselves
/// (doubling a string within 1,000 operations took 2.9 GB), so every size is bounded too.
pub fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    engine
        .set_max_call_levels(MAX_CALL_LEVELS)
        .set_max_expr_depths(64, 32)
        .set_max_string_size(64 * 1024)
        .set_max_array_size(2_000)
        .set_max_map_size(500)
        .set_max_variables(500)
        .set_max_functions(1_500)
        .set_max_strings_interned(1_024)
        // `print` and `debug` would go nowhere: a mistake the author learns of when the script is checked.
        .disable_symbol("eval")
        .disable_symbol("print")
        .disable_symbol("debug");
    limit_steps(&mut engine, MAX_STEPS);
    vocabulary::register(&mut engine);
    engine
}

/// Once it is known how many rules there are: what each of them may take.
pub fn share_steps(engine: &mut Engine, rules: usize) {
    limit_steps(engine, (MAX_STEPS_TOGETHER / (rules as u64).max(1)).min(MAX_STEPS));
}

/// Where Rhai's count starts anew, so does ours.
fn limit_steps(engine: &mut Engine, most: u64) {
    engine.set_max_operations(most);
    engine.on_progress(move |operations| {
        let steps = if operations <= 1 { 1 } else { STEPS.get().saturating_add(1) };
        STEPS.set(steps);
        (steps > most).then_some(Dynamic::UNIT)
    });
}

/// Notes that a function walks a text.
pub fn walks(text: &str) {
    take(text.len() / BYTES_OF_A_STEP);
}

/// Notes that a function walks so many items.
pub fn walks_items(items: usize) {
    take(items / ITEMS_OF_A_STEP);
}

/// The step after it stops the script, if it was too much.
fn take(steps: usize) {
    STEPS.set(STEPS.get().saturating_add(steps as u64));
}
