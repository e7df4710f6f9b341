//! Dates: texts as they are answered, `2026-11-23` (RFC 3339 full-date). A script's clock is `today`, which it
//! hands over like any other date.

use super::Table;
use super::call::{Answer, Call, optional, wrong};
use crate::lead::date;
use jiff::SignedDuration;
use jiff::civil::Date;
use rhai::Dynamic;

pub const TABLE: Table = &[
    ("days_between(text?, text?) -> integer?", |c| between(c, |from, to| days(from, to))),
    ("months_between(text?, text?) -> integer?", |c| between(c, months)),
    ("add_days(text?, integer) -> text?", |c| add(c, add_days)),
    ("add_months(text?, integer) -> text?", |c| add(c, add_months)),
    ("year(text?) -> integer?", |c| part(c, |date| date.year().into())),
    ("quarter(text?) -> integer?", |c| part(c, |date| i64::from((date.month() + 2) / 3))),
    ("month(text?) -> integer?", |c| part(c, |date| date.month().into())),
    ("weekday(text?) -> integer?", |c| part(c, |date| date.weekday().to_monday_one_offset().into())),
];

const SECONDS: i64 = 24 * 60 * 60;

fn read(c: &Call, i: usize) -> Answer<Option<Date>> {
    let Some(text) = c.answer(i)? else { return Ok(None) };
    match date::read(&text) {
        Some(date) => Ok(Some(date)),
        None => {
            let shown: String = text.chars().take(40).collect();
            Err(wrong(format!("`{shown}` is not a date that exists; write it as 2026-11-23")))
        }
    }
}

fn part(c: &Call, part: fn(Date) -> i64) -> Answer<Dynamic> {
    optional(read(c, 0)?.map(part))
}

fn between(c: &Call, count: fn(Date, Date) -> i64) -> Answer<Dynamic> {
    let (from, to) = (read(c, 0)?, read(c, 1)?);
    optional(from.zip(to).map(|(from, to)| count(from, to)))
}

fn add(c: &Call, add: fn(Date, i64) -> Option<Date>) -> Answer<Dynamic> {
    let Some(from) = read(c, 0)? else { return Ok(Dynamic::UNIT) };
    match add(from, c.integer(1)).filter(|date| (0..=9999).contains(&date.year())) {
        Some(date) => Ok(date::text(date).into()),
        None => Err(wrong("the date is outside the years 0000 to 9999")),
    }
}

fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_secs() / SECONDS
}

fn add_days(from: Date, days: i64) -> Option<Date> {
    from.checked_add(SignedDuration::from_secs(days.checked_mul(SECONDS)?)).ok()
}

/// Whole months: from the 31st, a month is over on the last day of a shorter one.
fn months(from: Date, to: Date) -> i64 {
    let number = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let months = number(to) - number(from);
    match add_months(from, months) {
        Some(reached) if months > 0 && reached > to => months - 1,
        Some(reached) if months < 0 && reached < to => months + 1,
        _ => months,
    }
}

/// The same day of another month, or that month's last.
fn add_months(from: Date, months: i64) -> Option<Date> {
    let number = (i64::from(from.year()) * 12 + i64::from(from.month()) - 1).checked_add(months)?;
    let year = i16::try_from(number.div_euclid(12)).ok()?;
    let first = Date::new(year, i8::try_from(number.rem_euclid(12)).ok()? + 1, 1).ok()?;
    Date::new(year, first.month(), from.day().min(first.days_in_month())).ok()
}
