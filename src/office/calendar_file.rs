//! Business hours as JSON. The desk edits them and the store keeps them in this form:
//!
//! ```json
//! {
//!   "time_zone": "Europe/Berlin",
//!   "hours": { "monday": ["09:00-12:30", "13:30-17:00"], "friday": ["09:00-24:00"] },
//!   "holidays": { "2026-12-25": "Christmas Day" }
//! }
//! ```

use super::calendar::{Calendar, DAY, Hours};
use crate::date;
use crate::json::parse;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// The largest calendar that is read, in bytes.
pub const MAX_CALENDAR_BYTES: usize = 256 * 1024;
const MAX_HOLIDAYS: usize = 1_000;
const MAX_STRETCHES: usize = 8;
const MAX_NAME: usize = 100;
/// The least working time in a week, in minutes. With less, nothing would ever be due.
const LEAST_WEEK: u32 = 60;

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A mistake in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarError {
    /// The place: `hours.monday[1]`.
    pub place: String,
    /// What is wrong, and how to correct it.
    pub message: String,
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for CalendarError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    time_zone: String,
    hours: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    holidays: BTreeMap<String, String>,
}

impl Calendar {
    /// Parses business hours.
    ///
    /// # Errors
    ///
    /// The first mistake.
    pub fn from_json(text: &str) -> Result<Self, CalendarError> {
        if text.len() > MAX_CALENDAR_BYTES {
            return Err(wrong("calendar", format!("is longer than {MAX_CALENDAR_BYTES} bytes")));
        }
        let Document { time_zone, hours, holidays } =
            parse(text).map_err(|error| wrong("calendar", format!("cannot be read: {error}")))?;
        let zone = TimeZone::get(&time_zone).map_err(|_| {
            let name: String = time_zone.chars().take(64).collect();
            let name = name.escape_debug();
            wrong(
                "time_zone",
                format!("`{name}` is no time zone; use a name of the IANA's list, such as Europe/Berlin"),
            )
        })?;
        if let Some(other) = hours.keys().find(|day| !DAYS.contains(&day.as_str())) {
            let other: String = other.chars().take(40).collect();
            return Err(wrong(
                "hours",
                format!("`{}` is not a day of the week; the days are monday to sunday", other.escape_debug()),
            ));
        }
        let mut week: [Vec<Hours>; 7] = Default::default();
        for (place, day) in DAYS.iter().enumerate() {
            week[place] = stretches(day, hours.get(*day).map_or(&[], Vec::as_slice))?;
        }
        let minutes: u32 = week.iter().flatten().map(|it| u32::from(it.until - it.from)).sum();
        if minutes < LEAST_WEEK {
            return Err(wrong("hours", "a week must have at least one working hour".into()));
        }
        if holidays.len() > MAX_HOLIDAYS {
            return Err(wrong("holidays", format!("there are more than {MAX_HOLIDAYS}")));
        }
        let holidays = holidays.into_iter().map(|(day, name)| {
            let place = || format!("holidays.{}", day.chars().take(20).collect::<String>());
            let Some(date) = date::parse_date(&day) else {
                return Err(wrong(&place(), "is no day; write it as 2026-12-25".into()));
            };
            if name.chars().count() > MAX_NAME {
                return Err(wrong(&place(), format!("its name is longer than {MAX_NAME} characters")));
            }
            Ok((date, name))
        });
        Ok(Calendar { zone, week, holidays: holidays.collect::<Result<_, _>>()? })
    }
}

/// The hours of a day, in order.
fn stretches(day: &str, written: &[String]) -> Result<Vec<Hours>, CalendarError> {
    if written.len() > MAX_STRETCHES {
        return Err(wrong(&format!("hours.{day}"), format!("there are more than {MAX_STRETCHES} stretches")));
    }
    let mut all: Vec<Hours> = Vec::new();
    for (i, text) in written.iter().enumerate() {
        let place = format!("hours.{day}[{i}]");
        let read = text.split_once('-').and_then(|(from, until)| {
            Some(Hours { from: minute(from.trim())?, until: minute(until.trim())? })
        });
        let Some(hours) = read else {
            let text: String = text.chars().take(40).collect();
            return Err(wrong(
                &place,
                format!("`{}` is not a span of the day, such as 09:00-17:00", text.escape_debug()),
            ));
        };
        if hours.from >= hours.until {
            return Err(wrong(
                &place,
                format!(
                    "`{text}` ends before it begins; for a night, write two: until 24:00, and from 00:00 on the next day"
                ),
            ));
        }
        if all.last().is_some_and(|last| hours.from < last.until) {
            return Err(wrong(&place, "begins before the stretch before it has ended".into()));
        }
        all.push(hours);
    }
    Ok(all)
}

/// Parses `09:30`. `24:00` is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u16>().ok())?
    };
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= DAY).then_some(all)
}

fn wrong(place: &str, message: String) -> CalendarError {
    CalendarError { place: place.into(), message }
}
