//! Calendar dates as RFC 3339 full-date (`2026-11-23`).

use jiff::civil::Date;

/// Parses exactly `YYYY-MM-DD`, a day that exists. The date library's own parser would add all of RFC 9557: 40 KB of
/// Wasm before compression.
pub fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut part = |length: usize| {
        parts.next().filter(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Writes a date as `YYYY-MM-DD`.
pub fn text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::parse_date;

    #[test]
    fn only_days_that_exist_are_dates() {
        assert!(parse_date("2024-02-29").is_some());
        for wrong in ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00", "", "20260101"]
        {
            assert!(parse_date(wrong).is_none(), "{wrong}");
        }
    }
}
