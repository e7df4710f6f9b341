//! Dates are texts as in answers, `2026-11-23` (RFC 3339 full-date). A script's only clock is `today`, which it passes
//! like any other date.

use super::call::Native::{Calendar, Date as Part, Dates};
use super::call::Table;
use jiff::SignedDuration;
use jiff::civil::Date;

pub const TABLE: Table = &[
    ("days_between(text?, text?) -> integer?", Dates(days)),
    ("months_between(text?, text?) -> integer?", Dates(months)),
    ("add_days(text?, integer) -> text?", Calendar(add_days)),
    ("add_months(text?, integer) -> text?", Calendar(add_months)),
    ("year(text?) -> integer?", Part(|date| date.year().into())),
    ("quarter(text?) -> integer?", Part(|date| (i64::from(date.month()) + 2) / 3)),
    ("month(text?) -> integer?", Part(|date| date.month().into())),
    ("weekday(text?) -> integer?", Part(|date| date.weekday().to_monday_one_offset().into())),
];

const SECONDS: i64 = 24 * 60 * 60;

fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_secs() / SECONDS
}

fn add_days(from: Date, days: i64) -> Option<Date> {
    from.checked_add(SignedDuration::from_secs(days.checked_mul(SECONDS)?)).ok()
}

/// The number of whole months. A month from the 31st ends on the last day of a shorter month.
fn months(from: Date, to: Date) -> i64 {
    let number = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let months = number(to) - number(from);
    match add_months(from, months) {
        Some(reached) if months > 0 && reached > to => months - 1,
        Some(reached) if months < 0 && reached < to => months + 1,
        _ => months,
    }
}

/// The same day in another month, or the last day of that month.
fn add_months(from: Date, months: i64) -> Option<Date> {
    let number = (i64::from(from.year()) * 12 + i64::from(from.month()) - 1).checked_add(months)?;
    let year = i16::try_from(number.div_euclid(12)).ok()?;
    let first = Date::new(year, i8::try_from(number.rem_euclid(12)).ok()? + 1, 1).ok()?;
    Date::new(year, first.month(), from.day().min(first.days_in_month())).ok()
}
