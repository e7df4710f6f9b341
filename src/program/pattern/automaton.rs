//! A pattern as a browser goes through it: the letters it can read, and which can come after which.
//!
//! These are the positions of Glushkov's automaton, with one thing more: in how many ways one comes after another. A
//! browser tries each of them, also where they lead to the same place, as in `(a*)*`.

use super::portable::Portable;
use regex_syntax::ast::{Ast, Repetition, RepetitionKind, RepetitionRange, Span};
use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::BTreeMap;

/// A repetition of more than these counts as endless: an endless one can be read in all the ways that it can, and more.
const MOST_COPIES: u32 = 200;
/// How large an automaton may be: its positions, and what it takes to make it.
const MOST_POSITIONS: usize = 2_000;
const MOST_PARTS: usize = 200_000;
/// In how many ways a browser may try a part, or go past it, before it reads a letter.
const MOST_TRIES: f64 = 200.0;

pub struct Automaton {
    /// In the order in which they are read, so that only repetitions without end lead back. The first is before all
    /// letters.
    pub positions: Vec<Position>,
    /// Whether two sets of letters have a letter in common.
    pub common: Vec<Vec<bool>>,
}

pub struct Position {
    /// Its set of letters.
    pub letters: usize,
    /// Where it stands in the pattern, in characters.
    pub column: usize,
    /// The first position of the repetition without end that it is in, the outermost one.
    pub repetition: Option<usize>,
    /// What can come after it, in how many ways.
    pub next: BTreeMap<usize, f64>,
}

/// A part of the pattern: with which positions it can begin and end.
struct Part {
    first: Vec<(usize, f64)>,
    last: Vec<(usize, f64)>,
    /// In how many ways it can be without any letter.
    empty: f64,
    /// How many ways are tried before the first letter, those that turn out to lead nowhere among them.
    tries: f64,
}

impl Part {
    fn without_letters() -> Part {
        Part { first: Vec::new(), last: Vec::new(), empty: 1.0, tries: 1.0 }
    }
}

struct Builder<'a> {
    pattern: &'a Portable<'a>,
    positions: Vec<Position>,
    sets: Vec<Vec<(char, char)>>,
    parts: usize,
}

impl Automaton {
    /// Of a pattern.
    ///
    /// # Errors
    ///
    /// It is too large.
    pub fn of(pattern: &Portable) -> Result<Automaton, String> {
        let any = vec![('\0', char::MAX)];
        let mut builder = Builder { pattern, positions: Vec::new(), sets: vec![any], parts: 0 };
        let before = builder.position(0, 1);
        let whole = builder.part(&pattern.ast, false)?;
        builder.joined(before, whole, pattern.ast.span())?;
        let Builder { positions, sets, .. } = builder;
        let common =
            sets.iter().map(|one| sets.iter().map(|other| have_common(one, other)).collect()).collect();
        Ok(Automaton { positions, common })
    }
}

impl Builder<'_> {
    /// `repeats`: it is what an endless repetition repeats. Alternatives that begin alike are refused there before
    /// anything is counted: most of them are slow, none are needed, and this way the author is told which they are.
    fn part(&mut self, ast: &Ast, repeats: bool) -> Result<Part, String> {
        self.grow(1, ast.span())?;
        match ast {
            Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => Ok(Part::without_letters()),
            Ast::Literal(_)
            | Ast::Dot(_)
            | Ast::ClassPerl(_)
            | Ast::ClassUnicode(_)
            | Ast::ClassBracketed(_) => {
                let Span { start, end } = ast.span();
                let letters = letters(&self.pattern.part(start.offset, end.offset));
                let known = self.sets.iter().position(|set| *set == letters);
                let set = known.unwrap_or(self.sets.len());
                if known.is_none() {
                    self.sets.push(letters);
                }
                Ok(self.position(set, start.column))
            }
            Ast::Group(it) => self.part(&it.ast, repeats),
            Ast::Concat(it) => it.asts.iter().try_fold(Part::without_letters(), |before, ast| {
                let part = self.part(ast, false)?;
                self.joined(before, part, &it.span)
            }),
            Ast::Alternation(it) => {
                let mut whole = Part { empty: 0.0, tries: 0.0, ..Part::without_letters() };
                for ast in &it.asts {
                    let part = self.part(ast, false)?;
                    if repeats && self.begin_alike(&whole, &part) {
                        return Err(format!(
                            "repeats alternatives of which two can begin with the same letter, column {}, so that a \
                             browser may try both again and again (write once what they have in common, such as \
                             `ab?` for `a|ab`)",
                            ast.span().start.column
                        ));
                    }
                    whole.first.extend(part.first);
                    whole.last.extend(part.last);
                    whole.empty += part.empty;
                    whole.tries += part.tries;
                }
                Ok(whole)
            }
            Ast::Repetition(it) => self.repetition(it),
        }
    }

    fn repetition(&mut self, it: &Repetition) -> Result<Part, String> {
        let (least, most) = match &it.op.kind {
            RepetitionKind::ZeroOrOne => (0, Some(1)),
            RepetitionKind::ZeroOrMore => (0, None),
            RepetitionKind::OneOrMore => (1, None),
            RepetitionKind::Range(RepetitionRange::Exactly(count)) => (*count, Some(*count)),
            RepetitionKind::Range(RepetitionRange::AtLeast(least)) => (*least, None),
            RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => (*least, Some(*most)),
        };
        if least.max(most.unwrap_or_default()) > MOST_COPIES {
            return self.endless(it, least);
        }
        // Those that must be there may be without letters, and are passed then. Those that may be there must have
        // some: ECMAScript takes no others (RepeatMatcher, step 2.b).
        let mut whole = Part::without_letters();
        for i in 0..least {
            let is_last = i + 1 == least;
            if is_last && most.is_none() && !can_be_empty(&it.ast) {
                let last = self.endless(it, 1)?;
                return self.joined(whole, last, &it.span);
            }
            let copy = self.part(&it.ast, false)?;
            whole = self.joined(whole, copy, &it.span)?;
        }
        let Some(most) = most else {
            let rest = self.endless(it, 0)?;
            return self.joined(whole, rest, &it.span);
        };
        let copies: Vec<Part> =
            (least..most).map(|_| self.part(&it.ast, false)).collect::<Result<_, String>>()?;
        let mut rest = Part::without_letters();
        for copy in copies.into_iter().rev() {
            let copy = Part { empty: 0.0, tries: copy.tries + 1.0, ..copy };
            rest = self.joined(copy, rest, &it.span)?;
            rest.empty = 1.0;
        }
        self.joined(whole, rest, &it.span)
    }

    /// What is repeated without end, once, and back to its beginning.
    fn endless(&mut self, it: &Repetition, least: u32) -> Result<Part, String> {
        let from = self.positions.len();
        let mut part = self.part(&it.ast, true)?;
        // Many that must be there and may be without letters are passed in as many ways.
        let ways = if least > 1 && part.empty > 0.0 { 2.0 } else { 1.0 };
        self.grow(part.last.len() * part.first.len(), &it.op.span)?;
        for (last, one) in &part.last {
            for (first, other) in &part.first {
                *self.positions[*last].next.entry(*first).or_default() += one * other * ways;
            }
        }
        for position in &mut self.positions[from..] {
            position.repetition = Some(from);
        }
        if least == 0 || part.empty > 0.0 {
            part.empty = 1.0;
            part.tries += 1.0;
        }
        Ok(part)
    }

    fn joined(&mut self, mut before: Part, after: Part, span: &Span) -> Result<Part, String> {
        self.grow(before.last.len() * (after.first.len() + 1), span)?;
        for (last, one) in &before.last {
            for (first, other) in &after.first {
                *self.positions[*last].next.entry(*first).or_default() += one * other;
            }
        }
        if before.empty > 0.0 {
            before.first.extend(after.first.iter().map(|(first, ways)| (*first, ways * before.empty)));
        }
        let mut last = after.last;
        if after.empty > 0.0 {
            last.extend(before.last.iter().map(|(last, ways)| (*last, ways * after.empty)));
        }
        let mut tries = before.tries;
        if before.empty > 0.0 {
            tries += before.empty * after.tries;
        }
        if tries > MOST_TRIES {
            return Err(format!(
                "can be without a letter in so many ways that a browser may try them for years, column {} (leave out \
                 what need not be there)",
                span.start.column
            ));
        }
        Ok(Part { first: before.first, last, empty: before.empty * after.empty, tries })
    }

    fn position(&mut self, letters: usize, column: usize) -> Part {
        let position = self.positions.len();
        self.positions.push(Position { letters, column, repetition: None, next: BTreeMap::new() });
        Part { first: vec![(position, 1.0)], last: vec![(position, 1.0)], empty: 0.0, tries: 1.0 }
    }

    fn begin_alike(&self, one: &Part, other: &Part) -> bool {
        let letters = |(position, _): &(usize, f64)| &self.sets[self.positions[*position].letters];
        let other: Vec<_> = other.first.iter().map(letters).collect();
        one.first.iter().map(letters).any(|one| other.iter().any(|other| have_common(one, other)))
    }

    fn grow(&mut self, parts: usize, span: &Span) -> Result<(), String> {
        self.parts += parts;
        if self.parts <= MOST_PARTS && self.positions.len() <= MOST_POSITIONS {
            return Ok(());
        }
        let column = span.start.column;
        Err(format!("is too large to tell how long a browser may try, column {column} (repeat less often)"))
    }
}

fn can_be_empty(ast: &Ast) -> bool {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => true,
        Ast::Group(it) => can_be_empty(&it.ast),
        Ast::Concat(it) => it.asts.iter().all(can_be_empty),
        Ast::Alternation(it) => it.asts.iter().any(can_be_empty),
        Ast::Repetition(it) => {
            !matches!(
                it.op.kind,
                RepetitionKind::OneOrMore
                    | RepetitionKind::Range(
                        RepetitionRange::Exactly(1..)
                            | RepetitionRange::AtLeast(1..)
                            | RepetitionRange::Bounded(1.., _)
                    )
            ) || can_be_empty(&it.ast)
        }
        _ => false,
    }
}

/// The ranges of a single letter or class.
fn letters(text: &str) -> Vec<(char, char)> {
    match regex_syntax::parse(text).map(Hir::into_kind) {
        Ok(HirKind::Literal(it)) => {
            String::from_utf8_lossy(&it.0).chars().map(|letter| (letter, letter)).collect()
        }
        Ok(HirKind::Class(Class::Unicode(it))) => {
            it.iter().map(|range| (range.start(), range.end())).collect()
        }
        // Nothing else is read; if it were, it would be safe to take it for any letter.
        _ => vec![('\0', char::MAX)],
    }
}

/// Both are sorted.
fn have_common(mut one: &[(char, char)], mut other: &[(char, char)]) -> bool {
    while let ([(a, b), rest @ ..], [(c, d), others @ ..]) = (one, other) {
        if b < c {
            one = rest;
        } else if d < a {
            other = others;
        } else {
            return true;
        }
    }
    false
}
