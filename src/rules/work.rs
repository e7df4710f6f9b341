//! How much work a script does: counted, not timed, so that it ends at the same step everywhere.
//!
//! Rhai counts operations, and misses three things. A function that it calls counts as one, whether it looks at one
//! letter or at 64 KiB of them; a copy of a long list counts as one (`steps.rs`); and what a closure does that a function
//! calls is forgotten when it returns (Rhai 1.27), so that two nested `map` over 2,000 items could run for hours.

use rhai::{Dynamic, Engine, EvalAltResult, Position};
use std::cell::Cell;
use std::rc::Rc;

/// Steps that one rule, or the declarations together, may take: about 10 ms in a browser.
const MAX_STEPS: u64 = 50_000;
/// Steps that all rules of a script may take together. Each gets an equal share, whatever the others take, so
/// that a rule's outcome does not depend on which rules ran before it.
const MAX_STEPS_TOGETHER: u64 = 1_000_000;
/// Letters or items that are looked at in the time of one step. Measured natively with the slowest of the
/// functions: `plain` takes 14 ns a letter, and a call by itself 200 ns.
pub const PER_STEP: usize = 16;

/// The work done in the present run of a rule, in steps.
#[derive(Default)]
pub struct Work {
    spent: Cell<u64>,
    limit: Cell<u64>,
}

impl Work {
    /// Notes more steps.
    ///
    /// # Errors
    ///
    /// They are too many.
    pub fn add(&self, steps: u64) -> Result<(), Box<EvalAltResult>> {
        self.spent.set(self.spent.get().saturating_add(steps));
        if self.is_too_much() {
            return Err(EvalAltResult::ErrorTooManyOperations(Position::NONE).into());
        }
        Ok(())
    }

    fn is_too_much(&self) -> bool {
        self.spent.get() > self.limit.get()
    }

    /// Sets how many steps the declarations may take, or each of so many rules.
    pub fn limit(&self, rules: usize) {
        self.limit.set((MAX_STEPS_TOGETHER / (rules as u64).max(1)).min(MAX_STEPS));
    }
}

/// Counts every operation of the engine's scripts. Where Rhai's count starts anew, so does ours.
pub fn count(engine: &mut Engine, work: Rc<Work>) {
    work.limit(1);
    engine.set_max_operations(MAX_STEPS);
    engine.on_progress(move |operations| {
        work.spent.set(if operations <= 1 { 1 } else { work.spent.get().saturating_add(1) });
        work.is_too_much().then_some(Dynamic::UNIT)
    });
}
