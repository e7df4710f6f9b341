//! Dates, and the time between them.

use super::{fails, holds};

#[test]
fn days_and_months_are_counted_by_the_calendar() {
    holds(&[
        ("days_between(today, \"2026-11-23\")", "0"),
        ("days_between(\"2026-12-01\", \"2026-11-23\")", "-8"),
        ("days_between(\"2024-02-28\", \"2024-03-01\")", "2"),
        ("days_between(\"2025-12-31\", \"2026-12-31\")", "365"),
        ("days_between(\"0000-01-01\", \"9999-12-31\")", "3652424"),
        ("months_between(\"2026-01-31\", \"2026-02-28\")", "1"),
        ("months_between(\"2026-01-31\", \"2026-02-27\")", "0"),
        ("months_between(\"2026-02-28\", \"2026-01-31\")", "0"),
        ("months_between(\"2026-03-31\", \"2026-02-28\")", "-1"),
        ("months_between(\"2024-02-29\", \"2028-02-28\")", "47"),
        ("add_days(\"2024-02-28\", 1)", "\"2024-02-29\""),
        ("add_days(today, -23)", "\"2026-10-31\""),
        ("add_months(\"2024-02-29\", 12)", "\"2025-02-28\""),
        ("add_months(\"2026-03-31\", -1)", "\"2026-02-28\""),
        ("add_months(\"2026-12-15\", 1)", "\"2027-01-15\""),
        (
            "[\"2026-01-01\", \"2026-03-31\", \"2026-04-01\", \"2026-12-31\"].map(|d| quarter(d))",
            "[1, 1, 2, 4]",
        ),
        ("weekday(\"2026-11-29\")", "7"),
        ("today.year() + today.month()", "2037"),
    ]);
}

#[test]
fn what_is_no_date_is_told() {
    fails(&[
        (
            "days_between(today, \"2026-02-30\") > 0",
            "`2026-02-30` is not a date that exists; write it as 2026-11-23",
        ),
        ("year(\"next week\") > 0", "`next week` is not a date that exists"),
        ("add_days(\"9999-12-31\", 1) == \"\"", "the date is outside the years 0000 to 9999"),
        ("add_days(\"0000-01-01\", -1) == \"\"", "the date is outside the years 0000 to 9999"),
        ("add_days(today, 9223372036854775807) == \"\"", "the date is outside"),
        ("add_months(today, -9223372036854775807) == \"\"", "the date is outside"),
        ("add_months(today, 9223372036854775807) == \"\"", "the date is outside"),
    ]);
}
