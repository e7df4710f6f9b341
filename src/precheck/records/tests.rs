//! Tests of the promises of `Records`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use super::*;
use proptest::prelude::*;

fn records(text: &[u8], limit: usize) -> Vec<Record> {
    let records = Records::with_limit(text, Some(b','), limit).expect("memory reads");
    records.map(|record| record.expect("memory reads")).collect()
}

/// `line-last_line: cells`, or the reason why the record cannot be read.
fn shown(text: &str, limit: usize) -> Vec<String> {
    let show = |record: &Record| match &record.cells {
        Ok(cells) => {
            let cells: Vec<_> = cells.iter().map(String::from_utf8_lossy).collect();
            format!("{}-{}: {}", record.line, record.last_line, cells.join("|"))
        }
        Err(why) => format!("{}-{}: {why}", record.line, record.last_line),
    };
    records(text.as_bytes(), limit).iter().map(show).collect()
}

#[test]
fn records_know_their_lines_whatever_ends_a_line() {
    assert_eq!(shown("a,b\n\n\nc\n", 99), ["1-1: a|b", "4-4: c"]);
    assert_eq!(shown("a\r\n\r\n\"b\r\nc\",d\r\ne", 99), ["1-1: a", "3-4: b\r\nc|d", "5-5: e"]);
    assert_eq!(shown("a\rb\r\"c\rd\"\re", 99), ["1-1: a", "2-2: b", "3-4: c\rd", "5-5: e"]);
    assert_eq!(shown("\u{feff}a,\"b\"\n", 99), ["1-1: a|b"]);
    assert_eq!(shown("", 99), [""; 0]);
    assert_eq!(shown("\n\r\n", 99), [""; 0]);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_line() {
    let unclosed = "opens a quote that is not closed";
    assert_eq!(
        shown("a,b\nc,\"d\ne,f\ng,h", 99),
        ["1-1: a|b".to_string(), format!("2-2: {unclosed}"), "3-3: e|f".into(), "4-4: g|h".into()]
    );
    assert_eq!(shown("a\nb,\"c", 99), ["1-1: a".to_string(), format!("2-2: {unclosed}")]);
    assert_eq!(shown("a\nb,\"c\"", 99), ["1-1: a", "2-2: b|c"]);
    let long = "is longer than 10 bytes; is a quote opened and not closed?";
    assert_eq!(
        shown("a,b\n\"c,d\ne,f\ng,h\ni,j\n", 10),
        [
            "1-1: a|b".to_string(),
            format!("2-2: {long}"),
            "3-3: e|f".into(),
            "4-4: g|h".into(),
            "5-5: i|j".into()
        ]
    );
}

#[test]
fn a_record_may_be_as_long_as_the_limit() {
    let long = "is longer than 10 bytes; is a quote opened and not closed?";
    assert_eq!(shown("123456789\nb", 10), ["1-1: 123456789", "2-2: b"]);
    assert_eq!(shown("1234567890\nb", 10), [format!("1-1: {long}"), "2-2: b".into()]);
    assert_eq!(shown("12345678901234567890", 10), [format!("1-1: {long}")]);
    let mebibyte = "x".repeat(MAX_RECORD_BYTES);
    assert_eq!(
        shown(&format!("a\n{mebibyte}\nb"), MAX_RECORD_BYTES),
        ["1-1: a", "2-2: is longer than 1 MiB; is a quote opened and not closed?", "3-3: b"]
    );
}

/// Every line of the text opens a quote, and closes that of the line before.
#[test]
fn a_text_made_to_be_read_again_and_again_is_read_in_time() {
    let text = "a\"x,\"y\n".repeat(400_000);
    let records = records(text.as_bytes(), MAX_RECORD_BYTES);
    assert!(records.iter().all(|record| record.cells.is_err()));
    assert_eq!(records.first().map(|record| record.line), Some(1));
    assert_eq!(records.last().map(|record| record.last_line), Some(400_000));
}

/// A reader that gives a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(self.0.len());
        self.0.read(&mut into[..length])
    }
}

/// Rows as programs write them, sometimes with an extra quote or line end.
fn rows() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        8 => "[a-cé ]{0,12}",
        6 => "\"[a-cé ,]{0,12}\"",
        2 => "\"([a-c,]|\"\"|\r?\n){0,9}\"",
        1 => "[a-c]?\"[a-c]?",
    ];
    let row = prop::collection::vec(cell, 1..5).prop_map(|cells| cells.join(","));
    let rows = prop::collection::vec((row, "\r\n|\n|\r"), 0..8);
    rows.prop_map(|rows| rows.into_iter().flat_map(|(row, end)| [row, end]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// For any text, every line that is not empty is part of exactly one record, in order. If nothing was skipped, the
    /// records are the same as those of the csv crate. The pieces in which the text arrives make no difference.
    #[test]
    fn every_line_is_part_of_one_record(
        text in prop_oneof!["([a-c,\"\r\n]|é|\\PC){0,120}", rows()],
        limit in prop_oneof![1_usize..40, Just(MAX_RECORD_BYTES)],
        piece in 1_usize..7,
    ) {
        let text = text.as_bytes();
        let whole = records(text, limit);
        let dropped = Records::with_limit(Drops(text, piece), Some(b','), limit).unwrap();
        prop_assert_eq!(&whole, &dropped.map(Result::unwrap).collect::<Vec<_>>());
        let mut next = 1;
        for record in &whole {
            prop_assert!(record.line >= next && record.last_line >= record.line);
            next = record.last_line + 1;
        }
        let unix = String::from_utf8_lossy(text).replace("\r\n", "\n").replace('\r', "\n");
        for (i, line) in unix.split('\n').enumerate() {
            let number = i as u64 + 1;
            let of = whole.iter().filter(|record| (record.line..=record.last_line).contains(&number)).count();
            prop_assert!(of == 1 || of == 0 && line.is_empty(), "line {} is part of {} records", number, of);
        }
        if whole.iter().all(|record| record.cells.is_ok()) {
            let mut reader = csv::ReaderBuilder::new();
            let theirs = reader.has_headers(false).flexible(true).from_reader(text).into_byte_records();
            let theirs: Vec<_> = theirs.map(Result::unwrap).collect();
            let ours: Vec<_> = whole.into_iter().map(|record| record.cells.unwrap()).collect();
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn no_bytes_are_too_wild(text in prop::collection::vec(any::<u8>(), 0..400), limit in 1_usize..100) {
        let mut next = 1;
        for record in records(&text, limit) {
            prop_assert!(record.line >= next);
            next = record.last_line + 1;
        }
    }
}
