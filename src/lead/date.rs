//! Calendar dates as RFC 3339 full-date (`2026-11-23`).

use jiff::civil::Date;

/// Reads exactly `YYYY-MM-DD`, a day that exists.
pub fn read(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if shape { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn only_days_that_exist_are_dates() {
        assert!(read("2024-02-29").is_some());
        for wrong in ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00", "", "20260101"]
        {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }
}
