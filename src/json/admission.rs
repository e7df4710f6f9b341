//! Refuses JSON texts that no reader here may see: names by which `serde_json` passes exact numbers and raw values
//! through its own readers, duplicate names in one object, and nesting deeper than the stack allows.
//!
//! `serde_json` reads an object with such a name as the value that the name stands for. It parses the text inside once
//! more, with a fresh depth limit. So the tokens are checked first. Nothing is parsed here. Text that is not JSON is
//! left to the parser, which sees the same strings and brackets in the same places.

use serde_json::{Map, Value};
use std::fmt;

/// The deepest nesting of lists and objects, the same as the limit of `serde_json`.
pub const MAX_DEPTH: usize = 127;

/// The prefix of all private names of `serde_json`.
const PRIVATE: &str = "$serde_json::private::";

/// The longest name or place that an error quotes, in characters.
const MOST_SAID: usize = 100;

/// The reason why a JSON text is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The path of names and list indexes, such as `lead.contacts.0`. Empty for the whole document.
    pub place: String,
    /// The place of the mistake, as a byte offset.
    pub offset: usize,
    /// The mistake.
    pub why: Why,
}

/// A mistake in a JSON text that a parser might accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Lists and objects are nested more than [`MAX_DEPTH`] deep.
    TooDeep,
    /// The object has this name twice.
    Twice(String),
    /// The name is one of the private names of `serde_json`.
    Private(String),
    /// A name has an escape that is not a character.
    NoName,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { "the document" } else { &self.place };
        let (before, name, after) = match &self.why {
            Why::TooDeep => (" is nested more than 127 levels deep", "", ""),
            Why::Twice(name) => (" has the name `", name.as_str(), "` twice"),
            Why::Private(name) => (" has the name `", name.as_str(), "`, which cannot be used"),
            Why::NoName => (" has a name with an escape that stands for no character", "", ""),
        };
        f.write_str(&["`", place, "`", before, name, after].concat())
    }
}

/// A list or an object that is not closed yet. The names are kept in a kind of map that is already compiled into the
/// modules.
enum Open {
    List { item: usize },
    Object { names: Map<String, Value>, name: String, is_name_next: bool },
}

/// Checks that a text may be parsed.
pub fn admit(text: &str) -> Result<(), Refused> {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = end_of_string(bytes, at);
                if let Some(Open::Object { names, name, is_name_next: is_next @ true }) = open.last_mut() {
                    *is_next = false;
                    let Some(read) = text.get(at + 1..end).and_then(unescaped) else {
                        return Err(refused(&open[..open.len() - 1], at, Why::NoName));
                    };
                    let is_private = read.starts_with(PRIVATE);
                    if is_private || names.insert(read.clone(), Value::Null).is_some() {
                        let said = shortened(&read);
                        let why = if is_private { Why::Private(said) } else { Why::Twice(said) };
                        return Err(refused(&open[..open.len() - 1], at, why));
                    }
                    *name = read;
                }
                at = end;
            }
            b'[' | b'{' => {
                if open.len() == MAX_DEPTH {
                    return Err(refused(&open, at, Why::TooDeep));
                }
                open.push(match byte {
                    b'[' => Open::List { item: 0 },
                    _ => Open::Object { names: Map::new(), name: String::new(), is_name_next: true },
                });
            }
            b']' | b'}' => _ = open.pop(),
            b',' => match open.last_mut() {
                Some(Open::List { item }) => *item += 1,
                Some(Open::Object { is_name_next, .. }) => *is_name_next = true,
                None => {}
            },
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// The position of the closing quote of the string that begins at `start`, or the end of the text if there is none.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The text between the quotes, or `None` if an escape is not a character.
fn unescaped(raw: &str) -> Option<String> {
    if !raw.contains('\\') {
        return Some(raw.into());
    }
    match serde_json::from_str(&["\"", raw, "\""].concat()) {
        Ok(Value::String(name)) => Some(name),
        _ => None,
    }
}

fn refused(way: &[Open], offset: usize, why: Why) -> Refused {
    let mut place = String::new();
    for step in way {
        if !place.is_empty() {
            place.push('.');
        }
        match step {
            Open::List { item } => place += &item.to_string(),
            Open::Object { name, .. } => place += name,
        }
    }
    Refused { place: shortened(&place), offset, why }
}

fn shortened(text: &str) -> String {
    text.chars().take(MOST_SAID).collect()
}
