//! The signature of a function, as one line of text: `days_between(text?, text?) -> integer?`.
//!
//! The same line documents, checks and registers the function, so the three cannot differ.

use crate::rules::answers::Reading;
use rhai::{Array, FnPtr, ImmutableString, Map};
use rust_decimal::Decimal;
use std::any::TypeId;
use std::ops::{Range, RangeInclusive};

/// A set of kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u16);

impl Kinds {
    /// A text. A date is a text, too.
    pub const TEXT: Kinds = Kinds(1 | 1024);
    /// A text that is a date.
    pub const DATE: Kinds = Kinds(1024);
    /// A single character.
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
    /// `()`: a missing optional answer, or no result.
    pub const UNIT: Kinds = Kinds(512);
    /// No kind.
    pub const NONE: Kinds = Kinds(0);
    /// Every kind.
    pub const ANY: Kinds = Kinds(2047);
    /// In addition to `INTEGER`: a quotient of whole numbers, which has lost its fraction.
    pub const CUT: Kinds = Kinds(2048);

    /// The words for kinds in a signature. `?` adds `()`.
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

    /// True if the sets share a kind.
    #[must_use]
    pub fn overlaps(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// The union of two sets.
    #[must_use]
    pub fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// The kinds in this set that are not in the other.
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

    /// Rhai's types for these kinds, each by itself, and never `Dynamic`. If any function took that, Rhai would retry
    /// each unknown call with `Dynamic` in every combination of its arguments: 65,536 times for sixteen arguments.
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

/// The signature of a function.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The line as documented.
    pub line: &'static str,
    /// The name in a script, or an operator such as `+=`.
    pub name: &'static str,
    /// True for a property: `list.len`, without parentheses. Its only parameter comes before the name.
    pub property: bool,
    /// True if the function changes its first argument in place.
    pub changes: bool,
    /// The kinds of its parameters.
    pub parameters: Vec<Kinds>,
    /// The kinds of its result.
    pub result: Kinds,
}

impl Signature {
    /// Parses `name(kind, kind) -> kind`, or `kind.name -> kind` for a property. `mut` before the first parameter means
    /// that the function changes it.
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

    /// Rhai's types of the parameters, in every combination.
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

    /// True if Rhai passes the first argument by reference: to change it, or because copying a list takes time.
    pub(super) fn by_reference(&self) -> bool {
        let large = Kinds::LIST.or(Kinds::MAP).or(Kinds::RANGE);
        self.changes
            || self.parameters.first().is_some_and(|first| *first != Kinds::ANY && first.overlaps(large))
    }
}
