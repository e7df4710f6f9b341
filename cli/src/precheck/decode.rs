//! From the bytes of a file to UTF-8, whatever wrote it.

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const CHUNK: usize = 64 * 1024;

/// A reader of UTF-8 text over bytes in any encoding.
///
/// Without a name, a byte order mark tells the encoding, and so do the zero bytes of UTF-16. Else it is UTF-8 or
/// Windows-1252, which differ only beyond ASCII: the first such bytes decide. Bytes that are not UTF-8 in a text
/// that otherwise is are passed on: they cost their own row.
pub struct Decoded<R> {
    input: R,
    raw: Vec<u8>,
    ended: bool,
    mode: Mode,
    text: Vec<u8>,
    at: usize,
    pub start: Start,
    late: Arc<AtomicBool>,
}

enum Mode {
    /// ASCII so far.
    Ascii,
    Utf8,
    Other(Box<Decoder>),
}

/// What the beginning of a file tells.
#[derive(Clone, Copy)]
pub struct Start {
    pub encoding: &'static Encoding,
    /// Whether a spreadsheet wrote it, to judge by a byte order mark or an encoding other than UTF-8.
    pub spreadsheet: bool,
    /// A file that is no text at all.
    pub workbook: bool,
}

impl<R: Read> Decoded<R> {
    /// Reads the beginning.
    pub fn new(input: R, named: Option<&'static Encoding>) -> io::Result<Self> {
        let start = Start { encoding: UTF_8, spreadsheet: false, workbook: false };
        let mut decoded = Decoded {
            input,
            raw: Vec::new(),
            ended: false,
            mode: Mode::Ascii,
            text: Vec::new(),
            at: 0,
            start,
            late: Arc::default(),
        };
        while decoded.raw.len() < 4 && !decoded.ended {
            decoded.fill()?;
        }
        // An .xlsx file is a ZIP archive, an .xls file an OLE container.
        decoded.start.workbook =
            decoded.raw.starts_with(b"PK\x03\x04") || decoded.raw.starts_with(b"\xd0\xcf\x11\xe0");
        let marked = Encoding::for_bom(&decoded.raw).map(|(encoding, _)| encoding);
        let zeros = match decoded.raw.as_slice() {
            [a, 0, b, 0, ..] if *a > 0 && *b > 0 => Some(UTF_16LE),
            [0, a, 0, b, ..] if *a > 0 && *b > 0 => Some(UTF_16BE),
            _ => None,
        };
        if let Some(encoding) = named.or(marked).or(zeros) {
            decoded.settle(encoding);
        } else {
            decoded.decide()?;
        }
        decoded.start.spreadsheet = marked.is_some() || decoded.start.encoding != UTF_8;
        Ok(decoded)
    }

    /// Set where the text turns out not to be UTF-8 after its beginning was.
    pub fn late(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.late)
    }

    fn settle(&mut self, encoding: &'static Encoding) {
        self.start.encoding = encoding;
        self.mode = if encoding == UTF_8 {
            Mode::Utf8
        } else {
            Mode::Other(Box::new(encoding.new_decoder_with_bom_removal()))
        };
    }

    /// Settles the encoding by the first bytes beyond ASCII, if there are any yet.
    fn decide(&mut self) -> io::Result<()> {
        loop {
            let (mut valid, mut invalid, mut cut) = (0_usize, 0_usize, false);
            let mut rest = self.raw.as_slice();
            while !rest.is_empty() {
                let (good, bad) = match str::from_utf8(rest) {
                    Ok(good) => (good.len(), 0),
                    Err(error) => {
                        cut = error.error_len().is_none();
                        (error.valid_up_to(), error.error_len().unwrap_or(rest.len() - error.valid_up_to()))
                    }
                };
                valid += rest[..good].iter().filter(|byte| **byte >= 0xc0).count();
                invalid += usize::from(bad > 0 && (!cut || self.ended));
                rest = &rest[good + bad..];
            }
            match (valid, invalid) {
                (0, 0) if cut && !self.ended => self.fill()?,
                (0, 0) => return Ok(()),
                _ => {
                    self.settle(if valid >= invalid { UTF_8 } else { WINDOWS_1252 });
                    return Ok(());
                }
            }
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let known = self.raw.len();
        self.raw.resize(known + CHUNK, 0);
        let read = loop {
            match self.input.read(&mut self.raw[known..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.raw.truncate(known + read.as_ref().copied().unwrap_or_default());
        self.ended = read? == 0;
        Ok(())
    }

    /// Decodes what was read, and reads more.
    fn decode(&mut self) -> io::Result<()> {
        if self.raw.is_empty() && !self.ended {
            self.fill()?;
        }
        if matches!(self.mode, Mode::Ascii) {
            self.decide()?;
            self.late.store(self.start.encoding != UTF_8, Ordering::Relaxed);
        }
        self.at = 0;
        match &mut self.mode {
            Mode::Ascii | Mode::Utf8 => {
                std::mem::swap(&mut self.text, &mut self.raw);
                self.raw.clear();
            }
            Mode::Other(decoder) => {
                let most = decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or_default();
                self.text.resize(most, 0);
                let (_, _, written, _) = decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
                self.text.truncate(written);
                self.raw.clear();
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            if self.ended && self.raw.is_empty() {
                return Ok(0);
            }
            self.decode()?;
        }
        let length = into.len().min(self.text.len() - self.at);
        into[..length].copy_from_slice(&self.text[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}
