//! Points in time.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::fmt;

// It is stored as milliseconds since 1970.
/// A point in time, to the millisecond (RFC 3339, UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, sqlx::Type)]
#[sqlx(transparent)]
#[schemars(inline)]
pub struct Moment(#[schemars(with = "Timestamp")] i64);

impl Moment {
    /// Returns the milliseconds since 1970.
    #[must_use]
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// Returns the day, in UTC (RFC 3339 full-date).
    #[must_use]
    pub fn day(self) -> String {
        self.timestamp().to_zoned(TimeZone::UTC).date().to_string()
    }

    /// Returns the same moment as a type that can be calculated with.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        // A stored moment was once the present, so it is within the years that jiff knows.
        Timestamp::from_millisecond(self.0).unwrap_or_default()
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Moment(at.as_millisecond())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.timestamp())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
