//! The time that is left, in the unit in which people say it.

/// A unit of time, as `Intl.RelativeTimeFormat` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days of 24 hours.
    Day,
}

impl Unit {
    /// Its name in ECMA-402.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
        }
    }

    fn ms(self) -> f64 {
        match self {
            Unit::Minute => 60_000.0,
            Unit::Hour => 3_600_000.0,
            Unit::Day => 86_400_000.0,
        }
    }
}

/// The time until a point in time, or since then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Countdown {
    /// How many units are left. Below zero: how many have passed since.
    pub count: f64,
    /// The unit.
    pub unit: Unit,
    /// The number changes after so many milliseconds.
    pub changes_in_ms: f64,
}

impl Countdown {
    /// Counts down to `at` from `now`, both in milliseconds. Whole units count: with 90 minutes left, there is an hour.
    /// From two days on days are counted, from two hours on hours.
    #[must_use]
    pub fn new(at: f64, now: f64) -> Self {
        let left = at - now;
        let unit = if left.abs() >= 2.0 * Unit::Day.ms() {
            Unit::Day
        } else if left.abs() >= 2.0 * Unit::Hour.ms() {
            Unit::Hour
        } else {
            Unit::Minute
        };
        let count = (left / unit.ms()).trunc();
        // The number of units left falls when the rest of the unit is over, and that of units passed when it is full.
        let rest = (left - count * unit.ms()).abs();
        let changes_in_ms = if left >= 0.0 { rest + 1.0 } else { unit.ms() - rest };
        Countdown { count, unit, changes_in_ms }
    }

    /// True if the point in time is over.
    #[must_use]
    pub fn is_over(at: f64, now: f64) -> bool {
        at < now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: f64 = 60_000.0;
    const HOUR: f64 = 60.0 * MINUTE;

    #[test]
    fn whole_units_count_and_small_ones_only_where_little_time_is_left() {
        for (left, count, unit) in [
            (0.0, 0.0, Unit::Minute),
            (MINUTE - 1.0, 0.0, Unit::Minute),
            (90.0 * MINUTE, 90.0, Unit::Minute),
            (2.0 * HOUR, 2.0, Unit::Hour),
            (5.9 * HOUR, 5.0, Unit::Hour),
            (47.9 * HOUR, 47.0, Unit::Hour),
            (48.0 * HOUR, 2.0, Unit::Day),
            (-61_000.0, -1.0, Unit::Minute),
            (-3.5 * HOUR, -3.0, Unit::Hour),
            (-80.0 * HOUR, -3.0, Unit::Day),
        ] {
            let countdown = Countdown::new(1e12 + left, 1e12);
            assert_eq!((countdown.count, countdown.unit), (count, unit), "{left}");
        }
    }

    #[test]
    fn the_number_changes_when_it_says_so_and_not_before() {
        for minutes in
            [-5_000.0, -200.3, -119.9, -1.0, -0.5, 0.0, 0.5, 1.0, 119.0, 121.5, 2_879.0, 2_881.2, 9_999.9_f64]
        {
            let (at, now) = (1e12 + (minutes * MINUTE).round(), 1e12);
            let shown = |now: f64| (Countdown::new(at, now).count, Countdown::new(at, now).unit);
            let change = Countdown::new(at, now).changes_in_ms;
            assert!(change > 0.0, "{minutes}");
            assert_eq!(shown(now + change - 1.0), shown(now), "{minutes}: before");
            // From 0 minutes left to 0 minutes passed nothing is to be seen.
            assert!(shown(now + change) != shown(now) || shown(now).0 == 0.0, "{minutes}: after");
        }
    }
}
