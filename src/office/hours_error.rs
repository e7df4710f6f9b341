//! Mistakes in business hours, each with its place.

use std::fmt;

/// A mistake in business hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursError {
    /// The place: `hours.monday[1]`.
    pub place: String,
    /// What is wrong.
    pub mistake: HoursMistake,
}

/// What is wrong with a part of business hours. A text in it is what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoursMistake {
    /// The whole cannot be read as JSON.
    Unreadable(String),
    /// The whole is longer than that many bytes.
    TooLong(usize),
    /// There is no such time zone.
    NoTimeZone(String),
    /// There is no such day of the week.
    NoWeekday(String),
    /// It is not a span of the day.
    NoSpan(String),
    /// The span ends before it begins.
    Backwards(String),
    /// The span begins before the one before it has ended.
    Overlap,
    /// A week has less than one working hour.
    NoHours,
    /// There are more than that many entries.
    TooMany(usize),
    /// It is not a date.
    NoDate,
    /// The name of a holiday is longer than that many characters.
    LongName(usize),
    /// People are not reminded at that share of the time.
    NoShare(String),
    /// It is neither a user's id nor an e-mail address.
    NoPerson(String),
    /// The duration is too short or too long.
    NoDuration,
}

impl HoursMistake {
    /// The kind of mistake, in a word for catalogs of texts.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            HoursMistake::Unreadable(_) => "unreadable",
            HoursMistake::TooLong(_) => "too-long",
            HoursMistake::NoTimeZone(_) => "time-zone",
            HoursMistake::NoWeekday(_) => "weekday",
            HoursMistake::NoSpan(_) => "span",
            HoursMistake::Backwards(_) => "backwards",
            HoursMistake::Overlap => "overlap",
            HoursMistake::NoHours => "no-hours",
            HoursMistake::TooMany(_) => "too-many",
            HoursMistake::NoDate => "date",
            HoursMistake::LongName(_) => "long-name",
            HoursMistake::NoShare(_) => "share",
            HoursMistake::NoPerson(_) => "person",
            HoursMistake::NoDuration => "duration",
        }
    }

    /// What was written, or the limit that it passes.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            HoursMistake::Unreadable(text)
            | HoursMistake::NoTimeZone(text)
            | HoursMistake::NoWeekday(text)
            | HoursMistake::NoSpan(text)
            | HoursMistake::Backwards(text)
            | HoursMistake::NoShare(text)
            | HoursMistake::NoPerson(text) => text.clone(),
            HoursMistake::TooLong(most) | HoursMistake::TooMany(most) | HoursMistake::LongName(most) => {
                most.to_string()
            }
            HoursMistake::Overlap
            | HoursMistake::NoHours
            | HoursMistake::NoDate
            | HoursMistake::NoDuration => String::new(),
        }
    }
}

impl fmt::Display for HoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match &self.mistake {
            HoursMistake::Unreadable(why) => write!(f, "cannot be read: {why}"),
            HoursMistake::TooLong(most) => write!(f, "is longer than {most} bytes"),
            HoursMistake::NoTimeZone(name) => {
                write!(f, "`{name}` is no time zone; use a name of the IANA's list, such as Europe/Berlin")
            }
            HoursMistake::NoWeekday(day) => {
                write!(f, "`{day}` is not a day of the week; the days are monday to sunday")
            }
            HoursMistake::NoSpan(text) => {
                write!(f, "`{text}` is not a span of the day, such as 09:00-17:00")
            }
            HoursMistake::Backwards(text) => write!(
                f,
                "`{text}` ends before it begins; for a night, write two: until 24:00, and from 00:00 on the next day"
            ),
            HoursMistake::Overlap => f.write_str("begins before the stretch before it has ended"),
            HoursMistake::NoHours => f.write_str("a week must have at least one working hour"),
            HoursMistake::TooMany(most) => write!(f, "there are more than {most}"),
            HoursMistake::NoDate => f.write_str("is no day; write it as 2026-12-25"),
            HoursMistake::LongName(most) => write!(f, "its name is longer than {most} characters"),
            HoursMistake::NoShare(share) => write!(
                f,
                "`{share}` is not a share at which people are reminded; the shares are 50, 80 and 100"
            ),
            HoursMistake::NoPerson(person) => write!(
                f,
                "`{person}` is neither somebody at the desk, by id or address, nor another e-mail address"
            ),
            HoursMistake::NoDuration => f.write_str(
                "must be up to 365 days, or 1 to 1000 hours, such as {\"days\": 2} or {\"hours\": 4}",
            ),
        }
    }
}

impl std::error::Error for HoursError {}
