//! The beginning of a list: its delimiter, and its first record.
//!
//! The delimiter is found by splitting the first rows with each candidate, so both are in this file.

use super::{CHUNK, FRESH_STARTS, MAX_RECORD_BYTES, Records};
use crate::precheck::delimiter::{self, KNOWN};
use csv::ByteRecord;
use csv_core::{Reader, ReaderBuilder};
use std::io::{self, Read};

/// The number of rows whose width is compared with the header's.
const ROWS: usize = 10;

impl<R: Read> Records<R> {
    /// Starts to read. Without a `delimiter`, the beginning decides between comma, semicolon, tab and bar.
    ///
    /// # Errors
    ///
    /// Errors of the input.
    pub fn new(input: R, delimiter: Option<u8>) -> io::Result<Self> {
        Records::with_limit(input, delimiter, MAX_RECORD_BYTES)
    }

    pub(super) fn with_limit(input: R, delimiter: Option<u8>, limit: usize) -> io::Result<Self> {
        let mut records = Records {
            input,
            ended: false,
            text: Vec::new(),
            at: 0,
            line: 1,
            previous: 0,
            delimiter: b',',
            parser: Reader::new(),
            cells: vec![0; 1024],
            ends: vec![0; 64],
            count: 0,
            plain: None,
            fresh_starts: FRESH_STARTS,
            limit,
        };
        while !records.ended && records.text.len() < CHUNK {
            records.fill()?;
        }
        if records.text.starts_with(b"\xef\xbb\xbf") {
            records.at = 3;
        }
        let declared = delimiter::declared(&records.text[records.at..]);
        if let Some((_, length)) = declared {
            records.advance(length);
        }
        let told = declared.map(|(delimiter, _)| delimiter);
        let text = &records.text[records.at..];
        records.delimiter = delimiter.or(told).unwrap_or_else(|| sniff(text.get(..CHUNK).unwrap_or(text)));
        records.parser = ReaderBuilder::new().delimiter(records.delimiter).build();
        Ok(records)
    }

    /// The next `bytes` bytes as separate records, and true if these are all. The position does not change.
    pub(in crate::precheck) fn beginning(&mut self, bytes: usize) -> io::Result<(Records<&[u8]>, bool)> {
        while !self.ended && self.text.len() - self.at <= bytes {
            self.fill()?;
        }
        let text = &self.text[self.at..];
        let beginning = text.get(..bytes).unwrap_or(text);
        let mut records = Records::with_limit(beginning, Some(self.delimiter), self.limit)?;
        records.line = self.line;
        Ok((records, self.ended && beginning.len() == text.len()))
    }

    /// Reads the first record, which has the column names. A name with the delimiter in brackets counts as one name,
    /// unless the next row has more cells.
    pub(in crate::precheck) fn header(&mut self) -> io::Result<Option<(u64, Result<ByteRecord, String>)>> {
        let Some((line, read)) = self.read()? else { return Ok(None) };
        let header: ByteRecord = self.cells().collect();
        if let Err(why) = read {
            return Ok(Some((line, Err(why))));
        }
        let joined = delimiter::joined(&header, self.delimiter);
        if joined.len() == header.len() {
            return Ok(Some((line, Ok(header))));
        }
        let mut rows = Records::with_limit(&self.text[self.at..], Some(self.delimiter), self.limit)?;
        let is_cell = |cell: &[u8]| !cell.trim_ascii().is_empty();
        let row = match rows.read()? {
            Some((_, Ok(()))) => rows.cells().enumerate().filter(|(_, cell)| is_cell(cell)).last(),
            _ => None,
        };
        let width = row.map_or(0, |(last, _)| last + 1);
        Ok(Some((line, Ok(if width > joined.len() { header } else { joined }))))
    }
}

/// The common delimiter that is most frequent in the first line and splits the next rows into equally many cells. A
/// comma if there is none. Delimiters in quotes or brackets, or before a blank, count little.
fn sniff(text: &[u8]) -> u8 {
    let mut best = (0, 0, b',');
    for delimiter in KNOWN {
        let (plain, all) = counts(text, delimiter);
        let score = plain * (1 + alike(text, delimiter));
        if (score, all) > (best.0, best.1) {
            best = (score, all, delimiter);
        }
    }
    best.2
}

/// The number of delimiters in the first line that certainly separate cells, and the number of all outside quotes.
fn counts(text: &[u8], delimiter: u8) -> (usize, usize) {
    let (mut plain, mut all, mut is_quoted, mut depth) = (0, 0, false, 0_usize);
    for (i, byte) in text.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\r' | b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            byte if *byte == delimiter => {
                all += 1;
                plain += usize::from(depth == 0 && text.get(i + 1) != Some(&b' '));
            }
            _ => {}
        }
    }
    // A bracket that is never closed, as in `:(`, is ignored.
    if depth > 0 { (all, all) } else { (plain, all) }
}

/// The number of the first rows that have as many cells as the header.
fn alike(text: &[u8], delimiter: u8) -> usize {
    let Ok(mut records) = Records::new(text, Some(delimiter)) else { return 0 };
    let Ok(Some((_, Ok(header)))) = records.header() else { return 0 };
    let mut alike = 0;
    for _ in 0..ROWS {
        match records.read() {
            Ok(Some((_, Ok(())))) => alike += usize::from(records.width() == header.len()),
            _ => break,
        }
    }
    if header.len() > 1 { alike } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::sniff;

    #[test]
    fn the_first_line_tells_the_delimiter() {
        for (line, delimiter) in [
            ("company,country", b','),
            ("Firma;Land;Umsatz, netto", b';'),
            ("\"a;b;c\",d", b','),
            ("\"a \"\";;\"\" b\"\tc", b'\t'),
            ("a|b|c\n;;;;;;", b'|'),
            ("company", b','),
            ("company, country, need", b','),
            ("a;b,c", b','),
            ("", b','),
        ] {
            assert_eq!(char::from(sniff(line.as_bytes())), char::from(delimiter), "{line:?}");
        }
    }

    #[test]
    fn a_delimiter_within_a_name_hides_no_other() {
        for (text, delimiter) in [
            ("Company (name, legal form, seat);Country\nA;DE", b';'),
            ("Company (name, legal form, seat)\tCountry", b'\t'),
            ("Budget (net, EUR)|Country (code, name)|Need\n100,000|DE|Muster, AG", b'|'),
            ("Firma, Rechtsform, Sitz;Land\nMuster, AG, Bonn;DE", b';'),
            ("Firma, Sitz;Umsatz\nA;1,5\nB;2,5", b';'),
            ("\"Company, its seat; and more\"\tCountry\nA\tDE", b'\t'),
            ("Company (a;b),Country\nA,DE", b','),
            ("Size :(;Country\nA;DE", b';'),
        ] {
            assert_eq!(char::from(sniff(text.as_bytes())), char::from(delimiter), "{text:?}");
        }
    }
}
