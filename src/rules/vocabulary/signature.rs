//! How a function is called, as one line of text: `days_between(text?, text?) -> integer?`.
//!
//! The line is read when the function is registered, so what is documented, checked and called cannot differ.

use crate::rules::answers::Reading;
use rhai::{Array, FnPtr, ImmutableString, Map};
use rust_decimal::Decimal;
use std::any::TypeId;
use std::ops::{Range, RangeInclusive};

/// A set of kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u16);

impl Kinds {
    /// A text, which a date is too.
    pub const TEXT: Kinds = Kinds(1 | 1024);
    /// A text that is a date.
    pub const DATE: Kinds = Kinds(1024);
    /// One letter of a text.
    pub const CHAR: Kinds = Kinds(2);
    /// A whole number.
    pub const INTEGER: Kinds = Kinds(4);
    /// An exact decimal.
    pub const DECIMAL: Kinds = Kinds(8);
    /// A number of either kind.
    pub const NUMBER: Kinds = Kinds(12);
    /// True or false.
    pub const BOOL: Kinds = Kinds(16);
    /// An array.
    pub const LIST: Kinds = Kinds(32);
    /// An object map.
    pub const MAP: Kinds = Kinds(64);
    /// A closure or a function's name.
    pub const CLOSURE: Kinds = Kinds(128);
    /// `1..5` or `1..=5`.
    pub const RANGE: Kinds = Kinds(256);
    /// `()`: an optional answer that is not given, or no answer at all.
    pub const UNIT: Kinds = Kinds(512);
    /// No kind.
    pub const NONE: Kinds = Kinds(0);
    /// Every kind.
    pub const ANY: Kinds = Kinds(2047);
    /// Beside `INTEGER`: a quotient of whole numbers, without its fraction.
    pub const CUT: Kinds = Kinds(2048);

    /// The kinds in a signature, by the words that are used there. `?` adds `()`.
    const WORDS: [(&str, Kinds); 12] = [
        ("text", Kinds::TEXT),
        ("char", Kinds::CHAR),
        ("integer", Kinds::INTEGER),
        ("decimal", Kinds::DECIMAL),
        ("number", Kinds::NUMBER),
        ("bool", Kinds::BOOL),
        ("list", Kinds::LIST),
        ("map", Kinds::MAP),
        ("closure", Kinds::CLOSURE),
        ("range", Kinds::RANGE),
        ("()", Kinds::UNIT),
        ("any", Kinds::ANY),
    ];

    /// Whether a value can be of both.
    #[must_use]
    pub fn overlaps(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// The kinds of either.
    #[must_use]
    pub fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// These kinds but for others.
    #[must_use]
    pub fn without(self, other: Kinds) -> Kinds {
        Kinds(self.0 & !other.0)
    }

    fn read(word: &str) -> Kinds {
        match word.strip_suffix('?') {
            Some(word) => Kinds::read(word).or(Kinds::UNIT),
            None => {
                Kinds::WORDS.iter().find(|(known, _)| *known == word).map_or(Kinds::ANY, |(_, kinds)| *kinds)
            }
        }
    }

    /// Rhai's types for them, each by itself and never `Dynamic`: where a function takes that, Rhai looks for a call
    /// that fits none in the place of each of its arguments, which is 65,536 times for sixteen.
    fn types(self) -> Vec<TypeId> {
        let lead = (Kinds::ANY, TypeId::of::<Reading>());
        [
            (Kinds::TEXT, TypeId::of::<ImmutableString>()),
            (Kinds::CHAR, TypeId::of::<char>()),
            (Kinds::INTEGER, TypeId::of::<i64>()),
            (Kinds::DECIMAL, TypeId::of::<Decimal>()),
            (Kinds::BOOL, TypeId::of::<bool>()),
            (Kinds::LIST, TypeId::of::<Array>()),
            (Kinds::MAP, TypeId::of::<Map>()),
            (Kinds::CLOSURE, TypeId::of::<FnPtr>()),
            (Kinds::RANGE, TypeId::of::<Range<i64>>()),
            (Kinds::RANGE, TypeId::of::<RangeInclusive<i64>>()),
            (Kinds::UNIT, TypeId::of::<()>()),
        ]
        .into_iter()
        .filter(|(kinds, _)| self.overlaps(*kinds))
        .chain((self == Kinds::ANY).then_some(lead))
        .map(|(_, id)| id)
        .collect()
    }
}

/// How one function is called and what it answers.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The line itself, as it is documented.
    pub line: &'static str,
    /// What a script writes: a name, or an operator such as `+=`.
    pub name: &'static str,
    /// Whether it is read as a property: `list.len`, without parentheses. The one parameter stands before it.
    pub property: bool,
    /// Whether it changes its first argument in place.
    pub changes: bool,
    /// What it takes.
    pub parameters: Vec<Kinds>,
    /// What it answers with.
    pub result: Kinds,
}

impl Signature {
    /// Reads `name(kind, kind) -> kind`, or `kind.name -> kind` for a property. `mut` stands before a first
    /// parameter that is changed.
    pub(super) fn read(line: &'static str) -> Signature {
        let (call, result) = line.split_once(" -> ").unwrap_or((line, "()"));
        let result = Kinds::read(result);
        let Some((name, parameters)) = call.strip_suffix(')').and_then(|call| call.split_once('(')) else {
            let (kind, name) = call.split_once('.').unwrap_or(("any", call));
            let parameters = vec![Kinds::read(kind)];
            return Signature { line, name, property: true, changes: false, parameters, result };
        };
        let (changes, parameters) = match parameters.strip_prefix("mut ") {
            Some(parameters) => (true, parameters),
            None => (false, parameters),
        };
        let parameters = parameters.split(", ").map(Kinds::read).collect();
        Signature { line, name, property: false, changes, parameters, result }
    }

    /// Rhai's types of the parameters, once for every combination.
    pub(super) fn combinations(&self) -> Vec<Vec<TypeId>> {
        let mut all = vec![Vec::new()];
        for kinds in &self.parameters {
            let types = kinds.types();
            all = all
                .iter()
                .flat_map(|before| types.iter().map(|id| [before.as_slice(), &[*id]].concat()))
                .collect();
        }
        all
    }

    /// Whether Rhai hands over the first argument itself: to change it, or since a copy of a list takes time.
    pub(super) fn by_reference(&self) -> bool {
        let large = Kinds::LIST.or(Kinds::MAP).or(Kinds::RANGE);
        self.changes
            || self.parameters.first().is_some_and(|first| *first != Kinds::ANY && first.overlaps(large))
    }
}
