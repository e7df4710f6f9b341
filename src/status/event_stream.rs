//! Reads server-sent events (the HTML standard, section 9.2), as the bytes come in.

/// An event of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamEvent {
    /// Its name. Events without a name are called `message`.
    pub name: String,
    /// Its data, usually JSON.
    pub data: String,
}

/// The longest event that is read, in bytes. What is longer is no answer of an endpoint.
const MAX_EVENT_BYTES: usize = 4 << 20;

/// A stream that is being read. It may be cut anywhere, even within a character.
#[derive(Debug, Default)]
pub struct EventStream {
    /// The beginning of a line.
    line: Vec<u8>,
    /// True if the last byte was a carriage return. A line feed after it belongs to it.
    was_return: bool,
    is_begun: bool,
    name: String,
    data: Option<String>,
}

impl EventStream {
    /// Takes the next bytes, and returns the events that they complete. `None` if an event is too long.
    pub fn feed(&mut self, bytes: &[u8]) -> Option<Vec<StreamEvent>> {
        let mut events = Vec::new();
        for &byte in bytes {
            let was_return = std::mem::replace(&mut self.was_return, byte == b'\r');
            match byte {
                b'\n' if was_return => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ => self.line.push(byte),
            }
        }
        let length = self.line.len() + self.data.as_ref().map_or(0, String::len);
        (length <= MAX_EVENT_BYTES).then_some(events)
    }

    /// A line has ended. An empty line ends an event.
    fn end_line(&mut self) -> Option<StreamEvent> {
        let line = std::mem::take(&mut self.line);
        // Bytes that are not UTF-8 become replacement characters, as the standard says.
        let line = String::from_utf8_lossy(&line);
        let line = if self.is_begun { &line } else { line.trim_start_matches('\u{feff}') };
        self.is_begun = true;
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let name = if name.is_empty() { "message".into() } else { name };
            return self.data.take().map(|data| StreamEvent { name, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (field, &mut self.data) {
            ("event", _) => self.name = value.into(),
            ("data", Some(data)) => {
                data.push('\n');
                data.push_str(value);
            }
            ("data", data) => *data = Some(value.into()),
            // A comment, or a field that says nothing here.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::*;

    const STREAM: &str = "\u{feff}: hello\r\nevent: referrals\r\ndata: {\"said\":\"Größe – 東京 🌍\"}\r\n\r\n: \n\nretry: 5\n\
        event:referral\ndata: one\ndata:  two\ndata\n\nevent: lost\n\ndata: last\r\r";

    fn expected() -> Vec<StreamEvent> {
        let event = |name: &str, data: &str| StreamEvent { name: name.into(), data: data.into() };
        vec![
            event("referrals", "{\"said\":\"Größe – 東京 🌍\"}"),
            event("referral", "one\n two\n"),
            event("message", "last"),
        ]
    }

    #[test]
    fn a_stream_means_the_same_wherever_it_is_cut() {
        let bytes = STREAM.as_bytes();
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                let mut stream = EventStream::default();
                let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                let events: Vec<_> = pieces.iter().flat_map(|piece| stream.feed(piece).unwrap()).collect();
                assert_eq!(events, expected(), "cut at {first} and {second}");
            }
        }
        let mut stream = EventStream::default();
        let events: Vec<_> = bytes.iter().flat_map(|byte| stream.feed(&[*byte]).unwrap()).collect();
        assert_eq!(events, expected());
    }

    #[test]
    fn an_event_without_its_empty_line_is_not_there_yet() {
        let mut stream = EventStream::default();
        assert_eq!(stream.feed(b"event: referral\ndata: {}\n").unwrap(), []);
        assert_eq!(stream.feed(b"\n").unwrap().len(), 1);
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm_and_endless_lines_end() {
        let mut stream = EventStream::default();
        let events = stream.feed(b"data: \xff\xfe\n\n").unwrap();
        assert_eq!(events[0].data, "\u{fffd}\u{fffd}");
        let piece = vec![b'x'; 1 << 20];
        assert!((0..4).all(|_| stream.feed(&piece).is_some()));
        assert!(stream.feed(&piece).is_none());
    }
}
