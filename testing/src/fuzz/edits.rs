//! Changes to an input.

use proptest::prelude::*;
use serde_json::{Value, json};

/// One change. Its effect depends on the input.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    how: How,
    /// The place and the material of the change. Both are taken modulo the number of places or pieces.
    at: usize,
    what: usize,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Structure(Structure),
    Piece(Change),
    Byte(Change),
}

/// A change of one among many pieces.
#[derive(Clone, Copy, Debug)]
enum Change {
    Remove,
    Double,
    /// Replaces it by another piece of the same input.
    Copy,
    /// Replaces it by a word.
    Word,
    /// Inserts something strange.
    Odd,
}

/// A change of one value of JSON.
#[derive(Clone, Copy, Debug)]
enum Structure {
    Value(Change),
    /// Puts it into many nested lists.
    Nest,
    /// Gives it another member or item.
    Add,
}

pub fn edit() -> impl Strategy<Value = Edit> {
    let change = || {
        prop::sample::select(vec![Change::Remove, Change::Double, Change::Copy, Change::Word, Change::Odd])
    };
    let structure = prop_oneof![6 => change().prop_map(Structure::Value), 1 => Just(Structure::Nest), 2 => Just(Structure::Add)];
    let how = prop_oneof![
        5 => structure.prop_map(How::Structure),
        4 => change().prop_map(How::Piece),
        2 => change().prop_map(How::Byte),
    ];
    (how, any::<u16>(), any::<u16>()).prop_map(|(how, at, what)| Edit {
        how,
        at: at.into(),
        what: what.into(),
    })
}

/// The longest input, in bytes: more than a submission may have. Longer inputs take time and tell nothing new.
const LONGEST: usize = 160 * 1024;

/// Texts that no form sends, but anybody can.
const ODD: [&str; 16] = [
    "",
    " ",
    "\0",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "😀",
    "ﬀ",
    "İ",
    "<x-injected>",
    "\" onload=\"",
    "99999999999999999999999999999999999999",
    "-0.0000000000000000000000000001",
    "=1+1",
    "\r\n",
];

impl Edit {
    /// Returns the input after the change. If it has no structure, its pieces are changed.
    pub fn apply(self, input: Vec<u8>, words: &[&str]) -> Vec<u8> {
        let changed = self.changed(&input, words);
        if changed.len() > LONGEST { input } else { changed }
    }

    fn changed(self, input: &[u8], words: &[&str]) -> Vec<u8> {
        let pieces = match self.how {
            How::Structure(how) => match serde_json::from_slice::<Value>(input) {
                Ok(json) => return self.structure(json, how, words).to_string().into_bytes(),
                Err(_) => return Edit { how: How::Piece(Change::Copy), ..self }.changed(input, words),
            },
            How::Piece(_) => pieces(input),
            How::Byte(_) => input.iter().map(std::slice::from_ref).collect(),
        };
        let (How::Piece(change) | How::Byte(change)) = self.how else { return input.to_vec() };
        let odd = ODD[self.what % ODD.len()].as_bytes();
        let word = words.get(self.what % words.len().max(1)).map_or(odd, |word| word.as_bytes());
        let other = pieces.get(self.what % pieces.len().max(1)).copied().unwrap_or(odd);
        let place = self.at % pieces.len().max(1);
        let mut changed = pieces.clone();
        match change {
            Change::Remove => {
                let end = (place + 1 + self.what % 8).min(pieces.len());
                changed.drain(place.min(end)..end);
            }
            Change::Double => {
                // Now and then the piece is repeated many times.
                let piece = pieces.get(place).copied().unwrap_or(odd);
                let times = if self.what.is_multiple_of(16) { repeats(piece, 3_000) } else { 1 };
                changed.splice(place..place, std::iter::repeat_n(piece, times));
            }
            Change::Copy if !pieces.is_empty() => changed[place] = other,
            Change::Word if !pieces.is_empty() => changed[place] = word,
            Change::Copy | Change::Word | Change::Odd => changed.insert(place, odd),
        }
        changed.concat()
    }

    fn structure(self, mut json: Value, how: Structure, words: &[&str]) -> Value {
        let count = visit(&mut json, &mut |_| false);
        let other = self.pick(&mut json, self.what % count, |value| value.clone());
        let word = Value::from(*words.get(self.what % words.len().max(1)).unwrap_or(&"word"));
        let odd = odd(self.what);
        let at = self.at % count;
        self.pick(&mut json, at, |value| match how {
            Structure::Value(Change::Remove) => match value {
                Value::Array(items) if !items.is_empty() => drop(items.remove(self.what % items.len())),
                Value::Object(members) if !members.is_empty() => {
                    let name = members.keys().nth(self.what % members.len()).cloned().unwrap_or_default();
                    members.remove(&name);
                }
                other => *other = Value::Null,
            },
            Structure::Value(Change::Copy) => *value = other.clone(),
            Structure::Value(Change::Word) => *value = word.clone(),
            Structure::Value(Change::Odd) => *value = odd.clone(),
            Structure::Nest => {
                *value = (0..self.what % 200).fold(value.take(), |inner, _| json!([inner]));
            }
            Structure::Value(Change::Double) | Structure::Add => match value {
                Value::Array(items) => items.push(other.clone()),
                Value::Object(members) => {
                    let name = if self.what.is_multiple_of(2) {
                        word.as_str().unwrap_or_default()
                    } else {
                        "further"
                    };
                    members.insert(name.into(), other.clone());
                }
                Value::String(text) => *text = text.repeat(repeats(text.as_bytes(), 1 + self.what % 400)),
                other => *other = odd.clone(),
            },
        });
        json
    }

    /// Passes the value with that number to `to`.
    fn pick<T>(self, json: &mut Value, number: usize, mut to: impl FnMut(&mut Value) -> T) -> T {
        let (mut left, mut found) = (number, None);
        visit(json, &mut |value| {
            let is_it = left == 0;
            if is_it {
                found = Some(to(value));
            }
            left = left.wrapping_sub(1);
            is_it
        });
        found.expect("there are so many values")
    }
}

/// Returns how often a piece may be repeated.
fn repeats(piece: &[u8], wanted: usize) -> usize {
    wanted.min(LONGEST / piece.len().max(1))
}

fn odd(what: usize) -> Value {
    let number = |text: &str| serde_json::from_str(text).expect("a number");
    match what % 24 {
        0 => Value::Null,
        1 => json!(true),
        2 => json!([]),
        3 => json!({}),
        4 => json!(-1),
        5 => json!(1.5),
        6 => number("1e400"),
        7 => number("123456789012345678901234567890.12345678901234567890"),
        _ => ODD[what % ODD.len()].into(),
    }
}

/// Passes every value to `is_it` until that returns true, and counts the values.
fn visit(value: &mut Value, is_it: &mut impl FnMut(&mut Value) -> bool) -> usize {
    if is_it(value) {
        return 1;
    }
    1 + match value {
        Value::Array(items) => items.iter_mut().map(|item| visit(item, is_it)).sum(),
        Value::Object(members) => members.values_mut().map(|member| visit(member, is_it)).sum::<usize>(),
        _ => 0,
    }
}

/// Splits into words, numbers and signs: the tokens of a script, the cells of a sheet, or the parts of a token.
fn pieces(input: &[u8]) -> Vec<&[u8]> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    input.chunk_by(|a, b| is_word(a) && is_word(b)).collect()
}
