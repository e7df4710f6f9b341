//! Business hours as JSON. The desk edits them and the store keeps them in this form:
//!
//! ```json
//! {
//!   "time_zone": "Europe/Berlin",
//!   "hours": { "monday": ["09:00-12:30", "13:30-17:00"], "friday": ["09:00-24:00"] },
//!   "holidays": { "2026-12-25": "Christmas Day" },
//!   "people": { "50": ["partners@vendor.example"], "80": ["partners@vendor.example", "sales@vendor.example"], "100": ["boss@vendor.example"] },
//!   "durations": { "decision": { "days": 2 }, "first_contact": { "hours": 4 }, "answer": { "days": 1 } }
//! }
//! ```

use super::calendar::{Calendar, DAY, Hours};
use super::command_json::is_user_id;
use super::{Allowance, ESCALATIONS, HoursError, HoursMistake, People};
use crate::date;
use crate::json::{object, parse};
use crate::lead::is_email;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest business hours that are read, in bytes.
pub const MAX_HOURS_BYTES: usize = 256 * 1024;
const MAX_HOLIDAYS: usize = 1_000;
const MAX_STRETCHES: usize = 8;
const MAX_NAME: usize = 100;
/// The most people who are reminded at a time.
const MAX_PEOPLE: usize = 20;
/// The longest duration, in days and in hours.
const MAX_DAYS: u32 = 365;
const MAX_HOURS: u32 = 1_000;
/// The least working time in a week, in minutes. With less, nothing would ever be due.
const LEAST_WEEK: u32 = 60;

/// The days of the week, as they are written.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Business hours as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WrittenHours {
    /// A name of the IANA's list.
    pub time_zone: String,
    /// The spans of each day of the week.
    #[cfg_attr(feature = "schema", schemars(extend("propertyNames" = { "enum": WEEKDAYS })))]
    pub hours: BTreeMap<String, Vec<String>>,
    /// Days without hours, with their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(extend("propertyNames" = { "format": "date" })))]
    pub holidays: BTreeMap<String, String>,
    /// Who is reminded, by the share of the time in percent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<String, Vec<String>>,
    /// The working time for what the vendor owes.
    #[serde(default, deserialize_with = "object", skip_serializing_if = "Durations::is_empty")]
    pub durations: Durations,
}

/// The working time for what is owed, where the vendor has set it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Durations {
    /// For a decision on a lead in review. Without it, the program's `delivery.decision_days` holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Allowance>,
    /// For the first contact with the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Allowance>,
    /// For an answer, of either side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Allowance>,
}

/// Business hours that were checked.
#[derive(Clone, Debug, PartialEq)]
pub struct BusinessHours {
    /// The time zone, the hours of the week, and the holidays.
    pub calendar: Calendar,
    /// Who is reminded of what the vendor owes.
    pub people: People,
    /// The working time for what is owed.
    pub durations: Durations,
}

impl Durations {
    fn is_empty(&self) -> bool {
        *self == Durations::default()
    }

    fn each(&self) -> [(&'static str, Option<Allowance>); 3] {
        [("decision", self.decision), ("first_contact", self.first_contact), ("answer", self.answer)]
    }
}

impl WrittenHours {
    /// Reads business hours without checking them.
    ///
    /// # Errors
    ///
    /// Why they cannot be read.
    pub fn from_json(text: &str) -> Result<Self, HoursError> {
        if text.len() > MAX_HOURS_BYTES {
            return Err(wrong("hours", HoursMistake::TooLong(MAX_HOURS_BYTES)));
        }
        // Serde would read the struct from a list as well.
        if !text.trim_start().starts_with('{') {
            return Err(wrong("hours", HoursMistake::Unreadable("it is not a JSON object".into())));
        }
        parse(text).map_err(|error| wrong("hours", HoursMistake::Unreadable(error.to_string())))
    }
}

impl BusinessHours {
    /// Reads and checks business hours.
    ///
    /// # Errors
    ///
    /// All mistakes.
    pub fn from_json(text: &str) -> Result<Self, Vec<HoursError>> {
        BusinessHours::check(&WrittenHours::from_json(text).map_err(|error| vec![error])?)
    }

    /// Checks business hours.
    ///
    /// # Errors
    ///
    /// All mistakes.
    pub fn check(written: &WrittenHours) -> Result<Self, Vec<HoursError>> {
        let mut errors = Vec::new();
        let zone = TimeZone::get(&written.time_zone).unwrap_or_else(|_| {
            errors.push(wrong("time_zone", HoursMistake::NoTimeZone(short(&written.time_zone))));
            TimeZone::UTC
        });
        let week = week(&written.hours, &mut errors);
        let holidays = holidays(&written.holidays, &mut errors);
        let people = people(&written.people, &mut errors);
        for (name, duration) in written.durations.each() {
            let is_possible = match duration {
                None => true,
                Some(Allowance::Days(days)) => days <= MAX_DAYS,
                Some(Allowance::Hours(hours)) => (1..=MAX_HOURS).contains(&hours),
            };
            if !is_possible {
                errors.push(wrong(&format!("durations.{name}"), HoursMistake::NoDuration));
            }
        }
        let calendar = Calendar { zone, week, holidays };
        if errors.is_empty() {
            Ok(BusinessHours { calendar, people, durations: written.durations })
        } else {
            Err(errors)
        }
    }
}

fn week(written: &BTreeMap<String, Vec<String>>, errors: &mut Vec<HoursError>) -> [Vec<Hours>; 7] {
    let before = errors.len();
    if let Some(other) = written.keys().find(|day| !WEEKDAYS.contains(&day.as_str())) {
        errors.push(wrong("hours", HoursMistake::NoWeekday(short(other))));
    }
    let week = WEEKDAYS.map(|day| stretches(day, written.get(day).map_or(&[], Vec::as_slice), errors));
    let minutes: u32 = week.iter().flatten().map(|it| u32::from(it.until - it.from)).sum();
    if minutes < LEAST_WEEK && errors.len() == before {
        errors.push(wrong("hours", HoursMistake::NoHours));
    }
    week
}

/// The hours of a day, in order.
fn stretches(day: &str, written: &[String], errors: &mut Vec<HoursError>) -> Vec<Hours> {
    let mut all: Vec<Hours> = Vec::new();
    if written.len() > MAX_STRETCHES {
        errors.push(wrong(&format!("hours.{day}"), HoursMistake::TooMany(MAX_STRETCHES)));
        return all;
    }
    for (i, text) in written.iter().enumerate() {
        let read = text.split_once('-').and_then(|(from, until)| {
            Some(Hours { from: minute(from.trim())?, until: minute(until.trim())? })
        });
        let mistake = match read {
            None => HoursMistake::NoSpan(short(text)),
            Some(hours) if hours.from >= hours.until => HoursMistake::Backwards(short(text)),
            Some(hours) if all.last().is_some_and(|last| hours.from < last.until) => HoursMistake::Overlap,
            Some(hours) => {
                all.push(hours);
                continue;
            }
        };
        errors.push(wrong(&format!("hours.{day}[{i}]"), mistake));
    }
    all
}

fn holidays(
    written: &BTreeMap<String, String>,
    errors: &mut Vec<HoursError>,
) -> BTreeMap<jiff::civil::Date, String> {
    if written.len() > MAX_HOLIDAYS {
        errors.push(wrong("holidays", HoursMistake::TooMany(MAX_HOLIDAYS)));
        return BTreeMap::new();
    }
    let mut holidays = BTreeMap::new();
    for (day, name) in written {
        let mistake = match date::parse_date(day) {
            None => HoursMistake::NoDate,
            Some(_) if name.chars().count() > MAX_NAME => HoursMistake::LongName(MAX_NAME),
            Some(date) => {
                holidays.insert(date, name.clone());
                continue;
            }
        };
        errors.push(wrong(&format!("holidays.{}", short(day)), mistake));
    }
    holidays
}

fn people(written: &BTreeMap<String, Vec<String>>, errors: &mut Vec<HoursError>) -> People {
    let shares = ESCALATIONS.map(|share| share.to_string());
    if let Some(other) = written.keys().find(|share| !shares.contains(share)) {
        errors.push(wrong("people", HoursMistake::NoShare(short(other))));
    }
    People(shares.map(|share| {
        let named = written.get(&share).map_or(&[][..], Vec::as_slice);
        if named.len() > MAX_PEOPLE {
            errors.push(wrong(&format!("people.{share}"), HoursMistake::TooMany(MAX_PEOPLE)));
            return Vec::new();
        }
        let mut people: Vec<String> = Vec::new();
        for (i, person) in named.iter().enumerate() {
            if !is_user_id(person) && !is_email(person) {
                errors.push(wrong(&format!("people.{share}[{i}]"), HoursMistake::NoPerson(short(person))));
            } else if !people.contains(person) {
                people.push(person.clone());
            }
        }
        people
    }))
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

/// What was written, as far as a message quotes it.
fn short(text: &str) -> String {
    text.chars().take(64).collect::<String>().escape_debug().to_string()
}

fn wrong(place: &str, mistake: HoursMistake) -> HoursError {
    HoursError { place: place.into(), mistake }
}
