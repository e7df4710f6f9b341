//! The work that a script does. It is counted, not timed, so that a script ends at the same step everywhere.
//!
//! Rhai's count of operations misses three things. A call of a native function counts as one, whether it reads one
//! letter or 64 KiB. A copy of a long list counts as one (`steps.rs`). And the work of closures that a native function
//! calls is forgotten when it returns (Rhai 1.27), so two nested `map` over 2,000 items could run for hours.

use rhai::{Dynamic, Engine, EvalAltResult, Position};
use std::cell::Cell;
use std::rc::Rc;

/// The most steps of one rule, or of all declarations together: about 10 ms in a browser.
const MAX_STEPS: u64 = 50_000;
/// The most steps of all rules of a script together. Each rule has an equal share that the others cannot use, so that
/// its outcome does not depend on which rules ran before it.
const MAX_STEPS_TOGETHER: u64 = 1_000_000;
/// The number of letters or items that are read in the time of one step. Measured natively with the slowest function:
/// `plain` takes 14 ns a letter, and a call by itself 200 ns.
pub const PER_STEP: usize = 16;

/// The work of the current run of a rule, in steps.
#[derive(Default)]
pub struct Work {
    spent: Cell<u64>,
    limit: Cell<u64>,
}

impl Work {
    /// Adds steps.
    ///
    /// # Errors
    ///
    /// The steps exceed the limit.
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

    /// Sets the limit on steps for the declarations, or for each of that number of rules.
    pub fn limit(&self, rules: usize) {
        self.limit.set((MAX_STEPS_TOGETHER / (rules as u64).max(1)).min(MAX_STEPS));
    }
}

/// Counts every operation of the engine's scripts. When Rhai's count restarts, so does this one.
pub fn count(engine: &mut Engine, work: Rc<Work>) {
    work.limit(1);
    engine.set_max_operations(MAX_STEPS);
    engine.on_progress(move |operations| {
        work.spent.set(if operations <= 1 { 1 } else { work.spent.get().saturating_add(1) });
        work.is_too_much().then_some(Dynamic::UNIT)
    });
}
