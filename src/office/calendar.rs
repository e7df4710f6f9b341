//! The vendor's business hours, and the end of a given amount of working time.
//!
//! The hours of a day are local times in the vendor's time zone. The time between two of them is computed from
//! timestamps, so a night in which the clock changes is an hour shorter or longer.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The vendor's business hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    pub(super) zone: TimeZone,
    /// The hours of each weekday in order, Monday first.
    pub(super) week: [Vec<Hours>; 7],
    /// Days without hours, with their names.
    pub(super) holidays: BTreeMap<Date, String>,
}

/// A part of a working day, in minutes after midnight. 1440 is the midnight at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hours {
    pub from: u16,
    pub until: u16,
}

/// The number of minutes in a day.
pub(super) const DAY: u16 = 24 * 60;

/// An amount of working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Allowance {
    /// A number of business hours.
    Hours(u32),
    /// Until the end of the last of that many working days. The first day does not count.
    Days(u32),
}

/// How many days ahead a calendar is searched. With an hour of work each week and the maximum of holidays, every
/// allowance of a program ends earlier.
const HORIZON: i32 = 36_500;

impl Calendar {
    /// Monday to Friday, nine to five, without holidays.
    #[must_use]
    pub fn usual(zone: TimeZone) -> Self {
        let hours = vec![Hours { from: 9 * 60, until: 17 * 60 }];
        let week = std::array::from_fn(|day| if day < 5 { hours.clone() } else { Vec::new() });
        Calendar { zone, week, holidays: BTreeMap::new() }
    }

    /// The time when something is due that starts at `from` and has that much working time. The last possible timestamp
    /// if the calendar never has so much.
    #[must_use]
    pub fn due(&self, from: Timestamp, allowance: Allowance) -> Timestamp {
        match allowance {
            Allowance::Hours(hours) => self.after(from, SignedDuration::from_hours(hours.into())),
            Allowance::Days(days) => self.end_of_day(from, days),
        }
    }

    /// The end of an amount of working time.
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
        // With zero days, the current day counts if it is not over yet.
        let mut ends = ends.filter(|(day, end)| if days == 0 { *end > from } else { *day > first });
        let last = usize::try_from(days.saturating_sub(1)).unwrap_or(usize::MAX);
        ends.nth(last).map_or(Timestamp::MAX, |(_, end)| end)
    }

    /// The working time between two timestamps.
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

    /// True if the day has business hours.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        !self.hours_of(day).is_empty()
    }

    /// The vendor's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// A timestamp in the vendor's time zone.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// The date of a timestamp in the vendor's time zone.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The day of a timestamp, and the days after it.
    fn days(&self, from: Timestamp) -> impl Iterator<Item = Date> {
        let first = self.day_of(from);
        (0..HORIZON).map_while(move |n| first.checked_add(n.days()).ok())
    }

    /// The hours of a day, as timestamps.
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

    /// A local time as a timestamp. A time that a clock change skips moves forward by the same amount. For one that
    /// occurs twice, the first is used.
    fn at(&self, day: Date, minute: u16) -> Option<Timestamp> {
        let (day, minute) = if minute == DAY { (day.tomorrow().ok()?, 0) } else { (day, minute) };
        let time = Time::new((minute / 60).try_into().ok()?, (minute % 60).try_into().ok()?, 0, 0).ok()?;
        self.zone.to_timestamp(day.to_datetime(time)).ok()
    }
}
