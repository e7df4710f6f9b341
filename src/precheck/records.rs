//! Splitting any CSV text into records.

use csv::ByteRecord;
use csv_core::{ReadRecordResult, Reader};
use std::io::{self, ErrorKind, Read};

mod beginning;

/// The longest record, in bytes. It keeps a quote that is never closed from swallowing a whole file.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;
/// The number of bytes that are read from the input at a time.
const CHUNK: usize = 64 * 1024;
/// How often reading may restart after a line whose quote is never closed. Without a limit, a malicious text could make
/// every line be read again together with the next megabyte.
const FRESH_STARTS: u32 = 100;

/// The records of a CSV text in UTF-8, after RFC 4180, with any delimiter and any line ends. Empty lines are skipped.
/// Memory is bounded by the longest record.
///
/// If a record cannot be read, only its first line is lost: reading continues with the next line. After `FRESH_STARTS`
/// such records, each further one is skipped as a whole.
pub struct Records<R> {
    input: R,
    ended: bool,
    text: Vec<u8>,
    /// The place in `text` where the next record starts.
    at: usize,
    line: u64,
    previous: u8,
    delimiter: u8,
    parser: Reader,
    /// The cells of the last record in a row, the end of each, and their number.
    cells: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    /// If `read_plain` read the last record: its place in `text`, where delimiters separate the cells.
    plain: Option<usize>,
    fresh_starts: u32,
    limit: usize,
}

/// One record of a CSV text.
#[derive(Debug, PartialEq)]
pub struct Record {
    /// The line in which it starts, counted from 1.
    pub line: u64,
    /// The line in which it ends. It differs from the first if a quoted cell has several lines.
    pub last_line: u64,
    /// The cells, or the reason why the record cannot be read.
    pub cells: Result<ByteRecord, String>,
}

impl<R: Read> Records<R> {
    /// True if the text has only line ends.
    ///
    /// # Errors
    ///
    /// Errors of the input.
    pub fn is_empty(&mut self) -> io::Result<bool> {
        Ok(!self.skip_line_ends()?)
    }

    /// The delimiter of cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// True if no more text follows.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.at == self.text.len() && !self.more().unwrap_or(false)
    }

    /// Reads the next record. Returns the line in which it starts, and the reason if it cannot be read.
    pub(super) fn read(&mut self) -> io::Result<Option<(u64, Result<(), String>)>> {
        if !self.skip_line_ends()? {
            return Ok(None);
        }
        let line = self.line;
        if self.read_plain() {
            return Ok(Some((line, Ok(()))));
        }
        self.plain = None;
        self.parser.reset();
        let (mut read, mut written, mut count) = (0, 0, 0);
        loop {
            let known = self.text.len().min(self.at + self.limit);
            let mut input = &self.text[self.at + read..known];
            let at_end = input.is_empty();
            if at_end {
                if read == self.limit {
                    let limit = size(self.limit);
                    self.give_up(read)?;
                    let why = format!("is longer than {limit}; is a quote opened and not closed?");
                    return Ok(Some((line, Err(why))));
                }
                if !self.ended {
                    self.fill()?;
                    continue;
                }
                // Adds a line end to end the last record, unless it is inside quotes.
                input = b"\n";
            }
            let (result, used, wrote, ends) =
                self.parser.read_record(input, &mut self.cells[written..], &mut self.ends[count..]);
            read += if at_end { 0 } else { used };
            written += wrote;
            count += ends;
            match result {
                ReadRecordResult::InputEmpty if at_end => {
                    self.give_up(read)?;
                    return Ok(Some((line, Err("opens a quote that is not closed".into()))));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.count = count;
        // Only cells, delimiters between them, and a line end were read. So there was no quote, and no other line end.
        if read == written + count {
            self.at += read;
            self.line += 1;
            self.previous = self.text[self.at - 1];
        } else {
            self.advance(read);
        }
        Ok(Some((line, Ok(()))))
    }

    /// Reads a record of one line in which quotes, if any, enclose whole cells. Most records are like this, and this is
    /// faster than the parser. Returns false for other records, and for incomplete ones.
    fn read_plain(&mut self) -> bool {
        let known = self.text.len().min(self.at + self.limit);
        let (mut count, mut start, mut is_quoted) = (0, 0, false);
        let text = &self.text[self.at..known];
        for (word, first) in text.chunks(8).zip((0..).step_by(8)) {
            let mut marks = marks(word, self.delimiter);
            while marks != 0 {
                let i = first + marks.trailing_zeros() as usize / 8;
                marks &= marks - 1;
                let Some(byte) = text.get(i) else { return false };
                let is_end = is_line_end(byte);
                if *byte == 0 {
                    return false;
                }
                if is_quoted {
                    // The closing quote is before a delimiter or a line end. A doubled quote is a literal quote.
                    let closes = *byte == b'"'
                        && text.get(i + 1).is_some_and(|next| *next == self.delimiter || is_line_end(next));
                    if is_end || *byte == b'"' && !closes {
                        return false;
                    }
                    is_quoted = !closes;
                    continue;
                }
                if is_end || *byte == self.delimiter {
                    match self.ends.get_mut(count) {
                        Some(end) => *end = i,
                        None => self.ends.push(i),
                    }
                    count += 1;
                    start = i + 1;
                } else if *byte == b'"' {
                    if i != start {
                        return false;
                    }
                    is_quoted = true;
                }
                if is_end {
                    self.plain = Some(self.at);
                    self.count = count;
                    self.at += i + 1;
                    self.line += 1;
                    self.previous = *byte;
                    return true;
                }
            }
        }
        false
    }

    /// The cells of the last record.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.count).map(|i| self.cell(i))
    }

    /// A cell of the last record. Empty if there are fewer cells.
    pub(super) fn cell(&self, i: usize) -> &[u8] {
        let ends = &self.ends[..self.count];
        let Some(end) = ends.get(i) else { return &[] };
        let before = i.checked_sub(1).and_then(|before| ends.get(before));
        match self.plain {
            Some(at) => match &self.text[at + before.map_or(0, |end| end + 1)..at + end] {
                [b'"', cell @ .., b'"'] => cell,
                cell => cell,
            },
            None => &self.cells[before.copied().unwrap_or_default()..*end],
        }
    }

    /// The bytes that contain the cells.
    pub(super) fn bytes(&self) -> &[u8] {
        match self.plain {
            Some(at) => &self.text[at..self.at],
            None => &self.cells[..self.ends[..self.count].last().copied().unwrap_or_default()],
        }
    }

    /// True if the cells may contain a NUL byte. A record from `read_plain` has none.
    pub(super) fn have_nul(&self) -> bool {
        self.plain.is_none() && self.bytes().contains(&0)
    }

    /// The number of cells.
    pub(super) fn width(&self) -> usize {
        self.count
    }

    /// True if all cells are blank.
    pub(super) fn are_blank(&self) -> bool {
        self.cells().all(|cell| cell.trim_ascii_start().is_empty())
    }

    /// Skips the record that starts here. `read` is the number of its bytes that were examined.
    fn give_up(&mut self, read: usize) -> io::Result<()> {
        let first_line = self.text[self.at..self.at + read].iter().position(is_line_end);
        match first_line.filter(|_| self.fresh_starts > 0) {
            Some(length) => {
                self.fresh_starts -= 1;
                self.advance(length);
            }
            None => {
                self.advance(read);
                while !is_line_end(&self.previous) && (self.at < self.text.len() || self.more()?) {
                    let rest = &self.text[self.at..];
                    let length = rest.iter().position(is_line_end).unwrap_or(rest.len());
                    self.advance(length);
                    if self.at < self.text.len() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// The line of the last byte that was read.
    fn line_before(&self) -> u64 {
        if is_line_end(&self.previous) { self.line - 1 } else { self.line }
    }

    /// Skips line ends. Returns false at the end of the text.
    fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            match self.text.get(self.at) {
                Some(byte) if is_line_end(byte) => self.advance(1),
                Some(_) => return Ok(true),
                None => {
                    if !self.more()? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    /// Moves on by a number of bytes, and counts their lines. A line ends with LF, CR LF or, in old Excel for Mac, CR.
    fn advance(&mut self, length: usize) {
        for byte in &self.text[self.at..self.at + length] {
            if *byte == b'\r' || *byte == b'\n' && self.previous != b'\r' {
                self.line += 1;
            }
            self.previous = *byte;
        }
        self.at += length;
    }

    /// Reads more text. Returns false if there is none.
    fn more(&mut self) -> io::Result<bool> {
        let before = self.text.len() - self.at;
        while !self.ended && self.text.len() - self.at == before {
            self.fill()?;
        }
        Ok(self.text.len() - self.at > before)
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.drain(..self.at);
        self.at = 0;
        let known = self.text.len();
        self.text.resize(known + CHUNK, 0);
        let read = loop {
            match self.input.read(&mut self.text[known..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.text.truncate(known + read.as_ref().copied().unwrap_or_default());
        self.ended = read? == 0;
        Ok(())
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let (line, read) = match self.read().transpose()? {
            Ok(read) => read,
            Err(error) => return Some(Err(error)),
        };
        let cells = read.map(|()| self.cells().collect());
        Some(Ok(Record { line, last_line: self.line_before(), cells }))
    }
}

/// Marks the bytes, at most eight, that may not be part of a plain cell, with one bit each. A few plain bytes may be
/// marked, too.
#[inline]
fn marks(bytes: &[u8], delimiter: u8) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let word = match bytes.try_into() {
        Ok(whole) => u64::from_le_bytes(whole),
        // Missing bytes are marked, too.
        Err(_) => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, 14) | is(b'"') | is(delimiter)) & (ONES << 7)
}

fn is_line_end(byte: &u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

fn size(bytes: usize) -> String {
    if bytes.is_multiple_of(1024 * 1024) {
        format!("{} MiB", bytes / 1024 / 1024)
    } else {
        format!("{bytes} bytes")
    }
}

#[cfg(test)]
mod tests;
