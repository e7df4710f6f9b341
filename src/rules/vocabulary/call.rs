//! Calls of functions in the vocabulary: their arguments and their cost.

use crate::date;
use crate::program::Rates;
use crate::rules::work::{PER_STEP, Work};
use jiff::civil::Date;
use rhai::{Array, Dynamic, EvalAltResult, ImmutableString, NativeCallContext, Position};
use rust_decimal::{Decimal, RoundingStrategy};
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

pub type Answer<T> = Result<T, Box<EvalAltResult>>;

/// A function, by the types of its parameters and result. The code common to a type is written once, in
/// [`Native::run`]. A closure for each function took three times the code.
pub enum Native {
    /// From a text to a text. Like all variants for texts and dates, a missing answer `()` gives `()`, or `false` in a
    /// test.
    Text(fn(&str) -> String),
    /// From a text to a text or nothing.
    Found(fn(&str) -> Option<String>),
    /// A test of a text.
    Test(fn(&str) -> bool),
    /// A test of two texts.
    Tests(fn(&str, &str) -> bool),
    /// From a decimal to a decimal.
    Decimal(fn(&Decimal) -> Decimal),
    /// Rounds a decimal to a number of digits.
    Round(RoundingStrategy),
    /// From a date to a number.
    Date(fn(Date) -> i64),
    /// From two dates to a number.
    Dates(fn(Date, Date) -> i64),
    /// From a date and a number to a date. `None` if it is outside the calendar.
    Calendar(fn(Date, i64) -> Option<Date>),
    /// Any other function.
    Any(fn(&mut Call) -> Answer<Dynamic>),
}

/// Functions, each with its signature.
pub type Table = &'static [(&'static str, Native)];

impl Native {
    /// Calls the function.
    pub fn run(&self, c: &mut Call) -> Answer<Dynamic> {
        Ok(match self {
            Native::Text(change) => match c.answer(0)? {
                Some(text) => change(&text).into(),
                None => Dynamic::UNIT,
            },
            Native::Found(find) => {
                c.answer(0)?.and_then(|text| find(&text)).map_or(Dynamic::UNIT, Into::into)
            }
            Native::Test(test) => c.answer(0)?.is_some_and(|text| test(&text)).into(),
            Native::Tests(test) => match (c.answer(0)?, c.answer(1)?) {
                (Some(a), Some(b)) => test(&a, &b).into(),
                _ => false.into(),
            },
            Native::Decimal(change) => change(&c.decimal(0)).into(),
            Native::Round(strategy) => match u32::try_from(c.integer(1)) {
                Ok(digits) => c.decimal(0).round_dp_with_strategy(digits, *strategy).into(),
                Err(_) => return Err(wrong(format!("{} is not a valid number of digits", c.integer(1)))),
            },
            Native::Date(part) => c.date(0)?.map_or(Dynamic::UNIT, |date| part(date).into()),
            Native::Dates(count) => match (c.date(0)?, c.date(1)?) {
                (Some(from), Some(to)) => count(from, to).into(),
                _ => Dynamic::UNIT,
            },
            Native::Calendar(add) => match c.date(0)? {
                None => Dynamic::UNIT,
                Some(from) => match add(from, c.integer(1)).filter(|date| date.year() >= 0) {
                    Some(date) => date::text(date).into(),
                    None => return Err(wrong("the date is outside the years 0000 to 9999")),
                },
            },
            Native::Any(function) => function(c)?,
        })
    }
}

/// The state that all functions of one engine share.
pub struct World {
    /// The program's exchange rates.
    pub rates: Option<Rates>,
    /// The longest text, in bytes, and the most items of a list, that a script may have.
    pub longest: usize,
    pub most: usize,
    pub work: Rc<Work>,
}

/// A call with its arguments.
pub struct Call<'a, 'c> {
    pub arguments: &'a mut [&'c mut Dynamic],
    pub context: NativeCallContext<'a>,
    pub world: &'a World,
}

impl Call<'_, '_> {
    /// Counts the work of reading that number of letters or items.
    pub fn charge(&self, looked_at: usize) -> Answer<()> {
        self.world.work.add((looked_at / PER_STEP) as u64)
    }

    pub fn get(&self, i: usize) -> &Dynamic {
        &*self.arguments[i]
    }

    /// Takes an argument out. All but the first are copies that Rhai made for this call.
    pub fn take(&mut self, i: usize) -> Dynamic {
        std::mem::take(self.arguments[i]).flatten()
    }

    /// A text argument. Any other kind gives an empty text.
    pub fn text(&self, i: usize) -> Answer<ImmutableString> {
        Ok(self.answer(i)?.unwrap_or_default())
    }

    /// A text argument, or `None` for a missing answer.
    pub fn answer(&self, i: usize) -> Answer<Option<ImmutableString>> {
        let text = self.get(i).as_immutable_string_ref().ok().map(|text| text.clone());
        self.charge(text.as_ref().map_or(0, |text| text.len()))?;
        Ok(text)
    }

    /// A date argument, or `None` for a missing answer.
    pub fn date(&self, i: usize) -> Answer<Option<Date>> {
        let Some(text) = self.answer(i)? else { return Ok(None) };
        match date::parse_date(&text) {
            Some(date) => Ok(Some(date)),
            None => {
                let shown: String = text.chars().take(40).collect();
                Err(wrong(format!("`{shown}` is not a date that exists; write it as 2026-11-23")))
            }
        }
    }

    pub fn integer(&self, i: usize) -> i64 {
        self.get(i).as_int().unwrap_or_default()
    }

    /// A decimal argument. A whole number gives 0, so the signature must not allow one.
    pub fn decimal(&self, i: usize) -> Decimal {
        self.get(i).as_decimal().unwrap_or_default()
    }

    /// A list argument. The signature ensures that it is one.
    pub fn list(&self, i: usize) -> Answer<impl Deref<Target = Array>> {
        self.get(i).as_array_ref().map_err(wrong)
    }

    /// The first argument as a list to change.
    pub fn list_mut(&mut self) -> Answer<impl DerefMut<Target = Array>> {
        self.arguments[0].as_array_mut().map_err(wrong)
    }
}

pub fn count(length: usize) -> Dynamic {
    i64::try_from(length).unwrap_or(i64::MAX).into()
}

pub fn texts(texts: &mut dyn Iterator<Item = &str>) -> Dynamic {
    texts.map(|text| text.into()).collect::<Array>().into()
}

pub fn wrong(message: impl Into<String>) -> Box<EvalAltResult> {
    EvalAltResult::ErrorArithmetic(message.into(), Position::NONE).into()
}
