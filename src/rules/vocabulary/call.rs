//! What a function of the vocabulary is given, and what it may cost.

use crate::program::Rates;
use rhai::{Array, Dynamic, EvalAltResult, ImmutableString, NativeCallContext, Position};
use rust_decimal::Decimal;
use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

pub type Answer<T> = Result<T, Box<EvalAltResult>>;

/// A function: all are of one type, so that registering one more is a line of a table and no code.
pub type Native = fn(&mut Call) -> Answer<Dynamic>;

/// What all functions of one engine share.
pub struct World {
    /// The program's exchange rates.
    pub rates: Option<Rates>,
    /// The longest text, in bytes, and the most items of a list that a script may hold.
    pub longest: usize,
    pub most: usize,
    pub work: Rc<Work>,
}

/// The work done in the present run of a rule, in operations of the script.
///
/// Rhai's own count misses two things. A function that it calls counts as one operation, whether it looks at
/// one letter or at 64 KiB of them; and what a closure does that such a function calls is forgotten when it
/// returns (Rhai 1.27), so that two nested `map` over 2,000 items could run for hours.
pub struct Work {
    spent: Cell<u64>,
    limit: u64,
}

impl Work {
    /// A run may take so many operations.
    pub fn new(limit: u64) -> Work {
        Work { spent: Cell::new(0), limit }
    }

    /// Notes one operation of the script. Rhai's own count is 1 at the first of a run, and higher in all that
    /// the run calls.
    pub fn step(&self, operations: u64) {
        self.spent.set(if operations <= 1 { 0 } else { self.spent.get() + 1 });
    }

    fn add(&self, operations: u64) -> Answer<()> {
        let spent = self.spent.get().saturating_add(operations);
        self.spent.set(spent);
        if spent > self.limit {
            return Err(EvalAltResult::ErrorTooManyOperations(Position::NONE).into());
        }
        Ok(())
    }
}

/// Letters or items that are looked at in the time of one operation. Measured with the slowest of the
/// functions, `plain`: some 8 ns a letter natively, and 150 ns an operation.
const PER_OPERATION: usize = 16;

/// One call.
pub struct Call<'a, 'c> {
    pub arguments: &'a mut [&'c mut Dynamic],
    pub context: NativeCallContext<'a>,
    pub world: &'a World,
}

impl Call<'_, '_> {
    /// Accounts for looking at so many letters or items.
    pub fn charge(&self, looked_at: usize) -> Answer<()> {
        self.world.work.add((looked_at / PER_OPERATION) as u64)
    }

    pub fn get(&self, i: usize) -> &Dynamic {
        &*self.arguments[i]
    }

    /// An argument to keep: taken, where Rhai made it for this call, as it does of all but the first.
    pub fn take(&mut self, i: usize) -> Dynamic {
        std::mem::take(self.arguments[i]).flatten()
    }

    /// A text; an empty one for any other kind.
    pub fn text(&self, i: usize) -> Answer<ImmutableString> {
        Ok(self.answer(i)?.unwrap_or_default())
    }

    /// A text, or `None` for an answer that is not given.
    pub fn answer(&self, i: usize) -> Answer<Option<ImmutableString>> {
        let text = self.get(i).as_immutable_string_ref().ok().map(|text| text.clone());
        self.charge(text.as_ref().map_or(0, |text| text.len()))?;
        Ok(text)
    }

    pub fn integer(&self, i: usize) -> i64 {
        self.get(i).as_int().unwrap_or_default()
    }

    /// The number of a parameter that takes no whole ones.
    pub fn decimal(&self, i: usize) -> Decimal {
        self.get(i).as_decimal().unwrap_or_default()
    }

    /// A list. The signature has made sure that it is one.
    pub fn list(&self, i: usize) -> Answer<impl Deref<Target = Array>> {
        self.get(i).as_array_ref().map_err(wrong)
    }

    /// A list to change.
    pub fn list_mut(&mut self) -> Answer<impl DerefMut<Target = Array>> {
        self.arguments[0].as_array_mut().map_err(wrong)
    }
}

/// An answer that may be none.
pub fn optional<T: Into<Dynamic>>(value: Option<T>) -> Answer<Dynamic> {
    Ok(value.map_or(Dynamic::UNIT, Into::into))
}

pub fn count(length: usize) -> Dynamic {
    i64::try_from(length).unwrap_or(i64::MAX).into()
}

pub fn texts<T: Into<ImmutableString>>(texts: impl Iterator<Item = T>) -> Dynamic {
    texts.map(|text| text.into().into()).collect::<Array>().into()
}

pub fn wrong(message: impl Into<String>) -> Box<EvalAltResult> {
    EvalAltResult::ErrorArithmetic(message.into(), Position::NONE).into()
}
