//! Decodes a file to UTF-8, whatever program wrote it.

use encoding_rs::{Decoder, Encoding, UTF_8};
use referral_widget::precheck::encoding;
use std::io::{self, ErrorKind, Read};
use std::sync::{Arc, OnceLock};

const CHUNK: usize = 64 * 1024;

/// A reader of UTF-8 text over bytes in any encoding.
///
/// If no encoding is named, a byte order mark or the zero bytes of UTF-16 reveal it. Otherwise it is UTF-8,
/// Windows-1252, Shift_JIS or EUC-JP. They differ only beyond ASCII, so the first such bytes decide. If a text is UTF-8
/// except for some bytes, these are passed on, and only their own rows are unreadable.
pub struct Decoded<R> {
    input: R,
    raw: Vec<u8>,
    ended: bool,
    mode: Mode,
    text: Vec<u8>,
    at: usize,
    pub start: Start,
    late: Arc<OnceLock<&'static Encoding>>,
}

enum Mode {
    /// Only ASCII so far.
    Ascii,
    Utf8,
    Other(Box<Decoder>),
}

/// What the beginning of a file reveals.
#[derive(Clone, Copy)]
pub struct Start {
    pub encoding: &'static Encoding,
    /// True if a spreadsheet program wrote it. A byte order mark or an encoding other than UTF-8 is the sign of that.
    pub spreadsheet: bool,
    /// True if the file is a workbook, which is not text.
    pub workbook: bool,
}

fn known(encoding: encoding::Encoding) -> &'static Encoding {
    Encoding::for_label(encoding.name().as_bytes()).unwrap_or(UTF_8)
}

impl<R: Read> Decoded<R> {
    /// Reads the beginning of the input.
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
        while decoded.raw.len() < CHUNK && !decoded.ended {
            decoded.fill()?;
        }
        decoded.start.workbook = encoding::is_workbook(&decoded.raw);
        let marked = encoding::marked(&decoded.raw).map(known);
        let has_mark = Encoding::for_bom(&decoded.raw).is_some();
        if let Some(encoding) = named.or(marked) {
            decoded.settle(encoding);
        } else {
            decoded.decide()?;
        }
        decoded.start.spreadsheet = has_mark || decoded.start.encoding != UTF_8;
        Ok(decoded)
    }

    /// The encoding, if the text turns out after its beginning not to be UTF-8.
    pub fn late(&self) -> Arc<OnceLock<&'static Encoding>> {
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

    /// Decides on the encoding by the first bytes beyond ASCII, if there are any yet.
    fn decide(&mut self) -> io::Result<()> {
        loop {
            match encoding::guess(&self.raw, self.ended) {
                Some(encoding) => {
                    self.settle(known(encoding));
                    return Ok(());
                }
                // The last letter is not complete yet.
                None if !self.ended && self.raw.last().is_some_and(|byte| !byte.is_ascii()) => self.fill()?,
                None => return Ok(()),
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
            if self.start.encoding != UTF_8 {
                let _ = self.late.set(self.start.encoding);
            }
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
