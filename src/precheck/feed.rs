//! A reader for a text that arrives in pieces.

use std::cell::RefCell;
use std::io::{self, ErrorKind, Read};
use std::rc::Rc;

/// The text that has arrived but was not read yet. Copies share it.
#[derive(Clone, Default)]
pub struct Feed(Rc<RefCell<Text>>);

#[derive(Default)]
struct Text {
    bytes: Vec<u8>,
    read: usize,
    ended: bool,
}

impl Feed {
    /// Adds a piece.
    pub fn put(&self, piece: &[u8]) {
        let mut text = self.0.borrow_mut();
        let read = std::mem::take(&mut text.read);
        text.bytes.drain(..read);
        text.bytes.extend_from_slice(piece);
    }

    /// Marks the end of the text.
    pub fn end(&self) {
        self.0.borrow_mut().ended = true;
    }
}

/// Returns `WouldBlock` if the next piece has not arrived yet.
impl Read for Feed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut text = self.0.borrow_mut();
        let mut waiting = &text.bytes[text.read..];
        let read = waiting.read(out)?;
        if read == 0 && !text.ended {
            return Err(ErrorKind::WouldBlock.into());
        }
        text.read += read;
        Ok(read)
    }
}
