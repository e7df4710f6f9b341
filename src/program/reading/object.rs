//! Reads a JSON object key by key, and records the place of every mistake.
//!
//! Written by hand, although a derive could read the data: this way all mistakes are found at once, each with its path
//! and the nearest known key.

use super::languages::are_texts;
use super::{Amount, Code, Problem, closest};
use crate::program::Pattern;
use serde_json::{Map, Value};

const DECIMAL: &str = "a decimal number of at most 28 digits, such as 7.5 or \"7.50\"";

/// A JSON object that is being read.
pub struct Object<'a> {
    place: String,
    map: Option<&'a Map<String, Value>>,
    known: Vec<&'static str>,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Object<'a> {
    /// Starts to read a value that must be an object.
    pub fn new(value: &'a Value, place: String, problems: &'a mut Vec<Problem>) -> Self {
        let map = value.as_object();
        if map.is_none() {
            let message = format!("must be an object in braces, but is {}", kind(value));
            problems.push(Problem::new(Code::WrongType, shown(&place), message));
        }
        Object { place, map, known: Vec::new(), problems }
    }

    /// Ends reading. Keys that were not read are mistakes.
    pub fn finish(self) {
        for key in self.map.into_iter().flat_map(Map::keys).filter(|key| !self.known.contains(&key.as_str()))
        {
            let mut problem =
                Problem::new(Code::UnknownKey, path(&self.place, key), "is not a key that is known here");
            problem.help = Some(match closest(key, self.known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known are: {}", self.known.join(", ")),
            });
            self.problems.push(problem);
        }
    }

    /// A value that may be missing. `null` counts as missing.
    fn get(&mut self, key: &'static str) -> Option<&'a Value> {
        self.raw(key).filter(|value| !value.is_null())
    }

    /// A value as it is, `null` included.
    pub fn raw(&mut self, key: &'static str) -> Option<&'a Value> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.map?.get(key)
    }

    fn wrong(&mut self, key: &str, value: &Value, expected: &str) {
        let message = format!("must be {expected}, but is {}", kind(value));
        self.problems.push(Problem::new(Code::WrongType, path(&self.place, key), message));
    }

    /// Reports a missing key.
    pub fn missing(&mut self, key: &str) {
        if self.map.is_some() {
            self.problems.push(Problem::new(Code::Missing, path(&self.place, key), "is missing"));
        }
    }

    /// A text that may be missing.
    pub fn optional_text(&mut self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        match value.as_str() {
            Some(text) => Some(text.to_string()),
            None => {
                let several = "a text in quotes, or such texts by language, the program's own among them";
                self.wrong(key, value, if value.is_object() { several } else { "a text in quotes" });
                None
            }
        }
    }

    /// A text that may be missing. A missing one is empty.
    pub fn text_or_empty(&mut self, key: &'static str) -> String {
        self.optional_text(key).unwrap_or_default()
    }

    /// A required text.
    pub fn text(&mut self, key: &'static str) -> String {
        if self.get(key).is_none() {
            self.missing(key);
        }
        self.optional_text(key).unwrap_or_default()
    }

    /// A web address that may be missing. Partners click it, so only `http` and `https` are allowed: this keeps
    /// `javascript:` out.
    pub fn optional_link(&mut self, key: &'static str) -> Option<String> {
        let link = self.optional_text(key)?;
        let is_web = ["https://", "http://"].iter().any(|start| link.starts_with(start));
        if !is_web {
            let shown: String = link.chars().take(60).collect();
            self.problems.push(
                Problem::new(
                    Code::NotAnAddress,
                    path(&self.place, key),
                    format!("`{shown}` is not a web address"),
                )
                .help("start it with https://"),
            );
        }
        Some(link)
    }

    /// A required web address.
    pub fn link(&mut self, key: &'static str) -> String {
        if self.get(key).is_none() {
            self.missing(key);
        }
        self.optional_link(key).unwrap_or_default()
    }

    /// A regular expression that may be missing, for answers of at most `letters` characters.
    pub fn optional_pattern(&mut self, key: &'static str, letters: u32) -> Option<Pattern> {
        let pattern = Pattern::new(&self.optional_text(key)?, letters);
        pattern
            .map_err(|message| {
                self.problems.push(Problem::new(Code::BadPattern, path(&self.place, key), message))
            })
            .ok()
    }

    /// A boolean that may be missing. The default is `otherwise`.
    pub fn flag(&mut self, key: &'static str, otherwise: bool) -> bool {
        let Some(value) = self.get(key) else { return otherwise };
        value.as_bool().unwrap_or_else(|| {
            self.wrong(key, value, "true or false");
            otherwise
        })
    }

    /// A whole number from 0 to `max` that may be missing.
    pub fn optional_whole(&mut self, key: &'static str, max: u32) -> Option<u32> {
        let value = self.get(key)?;
        let number =
            value.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number <= max);
        if number.is_none() {
            self.wrong(key, value, &format!("a whole number from 0 to {max}"));
        }
        number
    }

    /// A required whole number from 0 to `max`.
    pub fn whole(&mut self, key: &'static str, max: u32) -> u32 {
        if self.get(key).is_none() {
            self.missing(key);
        }
        self.optional_whole(key, max).unwrap_or_default()
    }

    /// An exact decimal that may be missing.
    pub fn optional_amount(&mut self, key: &'static str) -> Option<Amount> {
        let value = self.get(key)?;
        let amount = Amount::from_json(value);
        if amount.is_none() {
            self.wrong(key, value, DECIMAL);
        }
        amount
    }

    /// A required exact decimal.
    pub fn amount(&mut self, key: &'static str) -> Amount {
        if self.get(key).is_none() {
            self.missing(key);
        }
        self.optional_amount(key).unwrap_or_default()
    }

    /// One of several words. It may be missing.
    pub fn optional_word<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let value = self.get(key)?;
        self.word_of(path(&self.place, key), value, words)
    }

    fn word_of<T: Copy>(&mut self, place: String, value: &Value, words: &[(&str, T)]) -> Option<T> {
        let known = self.word_among(place, value, words.iter().map(|(name, _)| *name).collect())?;
        words.get(known).map(|(_, meant)| *meant)
    }

    /// The index of a word in the list of known words.
    fn word_among(&mut self, place: String, value: &Value, names: Vec<&str>) -> Option<usize> {
        let word = value.as_str().unwrap_or_default();
        let known = names.iter().position(|known| *known == word);
        if known.is_none() {
            let message = format!("must be one of {}, but is {}", names.join(", "), kind(value));
            let mut problem = Problem::new(Code::UnknownWord, place, message);
            problem.help = closest(word, names).map(|meant| format!("did you mean `{meant}`?"));
            self.problems.push(problem);
        }
        known
    }

    /// One of several words. It is required.
    pub fn word<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        if self.get(key).is_none() {
            self.missing(key);
        }
        self.optional_word(key, words)
    }

    /// The words of a list that may be missing. Each is one of several.
    pub fn optional_words<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.wrong(key, value, "a list of texts in brackets");
            return Vec::new();
        };
        let place = path(&self.place, key);
        let mut list = Vec::new();
        for (i, item) in items.iter().enumerate() {
            list.extend(self.word_of(format!("{place}[{i}]"), item, words));
        }
        list
    }

    /// The objects of a list that may be missing.
    pub fn list<T>(&mut self, key: &'static str, read: fn(&mut Object) -> T) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.wrong(key, value, "a list in brackets");
            return Vec::new();
        };
        let mut list = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let mut object = Object::new(item, format!("{}[{i}]", path(&self.place, key)), self.problems);
            list.push(read(&mut object));
            object.finish();
        }
        list
    }

    /// The texts of a list that may be missing.
    pub fn texts(&mut self, key: &'static str) -> Vec<String> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let texts: Option<Vec<String>> = value
            .as_array()
            .and_then(|items| items.iter().map(|item| item.as_str().map(ToString::to_string)).collect());
        texts.unwrap_or_else(|| {
            self.wrong(key, value, "a list of texts in brackets");
            Vec::new()
        })
    }

    /// Texts under names that the vendor chooses. With `by_language`, a text that exists in other languages only is
    /// left out.
    pub fn named_texts(&mut self, key: &'static str, by_language: bool) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for (name, value) in self.members(key).into_iter().flatten() {
            match value {
                Value::String(text) => texts.push((name.clone(), text.clone())),
                Value::Object(map) if by_language && are_texts(map) => {}
                _ => {
                    let expected = if by_language { "texts by language" } else { "a text in quotes" };
                    self.wrong(&format!("{key}.{name}"), value, expected);
                }
            }
        }
        texts
    }

    /// Exact decimals under names that the vendor chooses. The key is required.
    pub fn amounts(&mut self, key: &'static str) -> Vec<(String, Amount)> {
        let Some(value) = self.get(key) else {
            self.missing(key);
            return Vec::new();
        };
        let Some(map) = value.as_object() else {
            self.wrong(key, value, "an object in braces");
            return Vec::new();
        };
        let mut amounts = Vec::with_capacity(map.len());
        for (name, value) in map {
            match Amount::from_json(value) {
                Some(amount) => amounts.push((name.clone(), amount)),
                None => self.wrong(&format!("{key}.{name}"), value, DECIMAL),
            }
        }
        amounts
    }

    /// An object that may be missing.
    pub fn optional_object<T>(&mut self, key: &'static str, read: fn(&mut Object) -> T) -> Option<T> {
        self.get(key).map(|value| self.read_object(key, Some(value), read))
    }

    /// A required object.
    pub fn object<T>(&mut self, key: &'static str, read: fn(&mut Object) -> T) -> T {
        let value = self.get(key);
        if value.is_none() {
            self.missing(key);
        }
        self.read_object(key, value, read)
    }

    fn read_object<T>(&mut self, key: &str, value: Option<&Value>, read: fn(&mut Object) -> T) -> T {
        let place = path(&self.place, key);
        let mut object = match value {
            Some(value) => Object::new(value, place, self.problems),
            None => Object { place, map: None, known: Vec::new(), problems: self.problems },
        };
        let read = read(&mut object);
        object.finish();
        read
    }
}

/// Further kinds of values, which mostly occur in cases.
impl<'a> Object<'a> {
    /// A whole number of either sign that may be missing.
    pub fn optional_integer(&mut self, key: &'static str) -> Option<i64> {
        let value = self.get(key)?;
        let number = value.as_i64();
        if number.is_none() {
            self.wrong(key, value, "a whole number");
        }
        number
    }

    /// The members of an object that may be missing, with any keys.
    pub fn members(&mut self, key: &'static str) -> Option<&'a Map<String, Value>> {
        let value = self.get(key)?;
        let members = value.as_object();
        if members.is_none() {
            self.wrong(key, value, "an object in braces");
        }
        members
    }

    /// The members of an object that may be missing. Each value is one of several words.
    pub fn words<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Vec<(String, T)> {
        let mut list = Vec::new();
        for (name, value) in self.members(key).into_iter().flatten() {
            let place = path(&path(&self.place, key), name);
            list.extend(self.word_of(place, value, words).map(|word| (name.clone(), word)));
        }
        list
    }
}

fn path(place: &str, key: &str) -> String {
    let quoted = format!("\"{key}\"");
    let key = if key.trim().is_empty() { &quoted } else { key };
    if place.is_empty() { key.to_string() } else { format!("{place}.{key}") }
}

fn shown(place: &str) -> &str {
    if place.is_empty() { "program.json" } else { place }
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("the text \"{}\"", text.chars().take(40).collect::<String>()),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "an object".into(),
    }
}
