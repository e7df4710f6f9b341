//! The vendor's business hours: when somebody works, and when a stretch of working time is over.
//!
//! A day's hours are local times in the vendor's time zone. What lies between two of them is reckoned by points in time, so
//! a night in which the clock is changed is an hour shorter or longer.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When somebody works.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    pub(super) zone: TimeZone,
    /// The hours of each day of the week, Monday first, in their order.
    pub(super) week: [Vec<Hours>; 7],
    /// Days without hours, with their names.
    pub(super) holidays: BTreeMap<Date, String>,
}

/// A stretch of a working day, in minutes after midnight; 1440 is the midnight that ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hours {
    pub from: u16,
    pub until: u16,
}

/// The minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

/// How much time there is for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Allowance {
    /// So many business hours.
    Hours(u32),
    /// Until the end of the last of so many working days, the day of the beginning not counted.
    Days(u32),
}

/// How far ahead a calendar is looked at, in days. With a working hour in each week and the holidays that one may have, every
/// allowance of a program ends before.
const HORIZON: i32 = 36_500;

impl Calendar {
    /// Monday to Friday, from nine to five, without holidays.
    #[must_use]
    pub fn usual(zone: TimeZone) -> Self {
        let hours = vec![Hours { from: 9 * 60, until: 17 * 60 }];
        let week = std::array::from_fn(|day| if day < 5 { hours.clone() } else { Vec::new() });
        Calendar { zone, week, holidays: BTreeMap::new() }
    }

    /// When something is due that begins at a point in time and has so much working time. The last point in time that there is,
    /// where the calendar never has so much.
    #[must_use]
    pub fn due(&self, from: Timestamp, allowance: Allowance) -> Timestamp {
        match allowance {
            Allowance::Hours(hours) => self.after(from, SignedDuration::from_hours(hours.into())),
            Allowance::Days(days) => self.end_of_day(from, days),
        }
    }

    /// When so much working time is over.
    pub(super) fn after(&self, from: Timestamp, mut left: SignedDuration) -> Timestamp {
        for (begins, ends) in self.days(from).flat_map(|day| self.hours_of(day)) {
            let begins = begins.max(from);
            if ends <= begins {
                continue;
            }
            let length = ends.duration_since(begins);
            if left <= length {
                return begins.checked_add(left).unwrap_or(Timestamp::MAX);
            }
            left -= length;
        }
        Timestamp::MAX
    }

    fn end_of_day(&self, from: Timestamp, days: u32) -> Timestamp {
        let first = self.day_of(from);
        let ends = self.days(from).filter_map(|day| Some((day, self.hours_of(day).last()?.1)));
        // Where there is no day to wait for, today will do, if it is not over.
        let mut ends = ends.filter(|(day, end)| if days == 0 { *end > from } else { *day > first });
        let last = usize::try_from(days.saturating_sub(1)).unwrap_or(usize::MAX);
        ends.nth(last).map_or(Timestamp::MAX, |(_, end)| end)
    }

    /// How much working time there is between two points in time.
    #[must_use]
    pub fn between(&self, from: Timestamp, until: Timestamp) -> SignedDuration {
        let last = self.day_of(until);
        let hours =
            self.days(from).take_while(|day| *day <= last).flat_map(|day| self.hours_of(day).into_iter());
        hours
            .map(|(begins, ends)| ends.min(until).duration_since(begins.max(from)))
            .filter(SignedDuration::is_positive)
            .sum()
    }

    /// Whether somebody works on a day.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        !self.hours_of(day).is_empty()
    }

    /// The day that a point in time is in, where the vendor is.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// That day and those that follow it.
    fn days(&self, from: Timestamp) -> impl Iterator<Item = Date> {
        let first = self.day_of(from);
        (0..HORIZON).map_while(move |n| first.checked_add(n.days()).ok())
    }

    /// The hours of a day, as points in time.
    fn hours_of(&self, day: Date) -> Vec<(Timestamp, Timestamp)> {
        if self.holidays.contains_key(&day) {
            return Vec::new();
        }
        let place = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        let hours = self.week[place].iter();
        hours
            .filter_map(|hours| Some((self.at(day, hours.from)?, self.at(day, hours.until)?)))
            .filter(|(begins, ends)| begins < ends)
            .collect()
    }

    /// A local time as a point in time. One that a clock skips is as much later, one that comes twice is the first.
    fn at(&self, day: Date, minute: u16) -> Option<Timestamp> {
        let (day, minute) = if minute == DAY { (day.tomorrow().ok()?, 0) } else { (day, minute) };
        let time = Time::new((minute / 60).try_into().ok()?, (minute % 60).try_into().ok()?, 0, 0).ok()?;
        self.zone.to_timestamp(day.to_datetime(time)).ok()
    }
}
