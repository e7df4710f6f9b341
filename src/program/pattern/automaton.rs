//! A pattern as a backtracking browser goes through it: the letters it can read, and which can follow which.
//!
//! The states are the positions of Glushkov's automaton. In addition, each transition has the number of ways to take
//! it. A browser tries each way, even if all lead to the same place, as in `(a*)*`.

use super::portable::Portable;
use regex_syntax::ast::{Ast, Repetition, RepetitionKind, RepetitionRange, Span};
use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::BTreeMap;

/// A bounded repetition of more copies counts as endless. This is safe: an endless repetition can be read in all the
/// same ways, and more.
const MOST_COPIES: u32 = 200;
/// The largest automaton: the number of positions, and the number of steps that build it.
const MOST_POSITIONS: usize = 2_000;
const MOST_PARTS: usize = 200_000;
/// The largest number of ways in which a browser may try or skip a part before it reads a letter.
const MOST_TRIES: f64 = 200.0;

pub struct Automaton {
    /// The positions in the order in which they are read, so that only endless repetitions lead back. The first one
    /// stands before all letters.
    pub positions: Vec<Position>,
    /// True for two sets of letters that share a letter.
    pub common: Vec<Vec<bool>>,
}

pub struct Position {
    /// The index of its set of letters.
    pub letters: usize,
    /// Its place in the pattern, in characters.
    pub column: usize,
    /// The first position of the outermost endless repetition that contains it.
    pub repetition: Option<usize>,
    /// The positions that can follow, each with the number of ways.
    pub next: BTreeMap<usize, f64>,
}

/// A part of the pattern: the positions with which it can begin and end, each with the number of ways.
struct Part {
    first: Vec<(usize, f64)>,
    last: Vec<(usize, f64)>,
    /// The number of ways in which it can match without a letter.
    empty: f64,
    /// The number of ways that are tried before the first letter, dead ends included.
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
    /// Builds the automaton of a pattern.
    ///
    /// # Errors
    ///
    /// The automaton is too large, or can be without a letter in too many ways.
    pub fn compile(pattern: &Portable) -> Result<Automaton, String> {
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
    /// `repeats`: an endless repetition repeats this part. Two alternatives that begin alike are refused there before
    /// anything is counted. Most of them are slow and none are needed, and this way the message can name them.
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
        // The required copies can match without a letter. An optional copy must read a letter: ECMAScript refuses an
        // empty one (RepeatMatcher, step 2.b).
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

    /// The repeated part once, with transitions from its end back to its beginning.
    fn endless(&mut self, it: &Repetition, least: u32) -> Result<Part, String> {
        let from = self.positions.len();
        let mut part = self.part(&it.ast, true)?;
        // Several required copies that can be empty give several ways to the same letters.
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

/// The ranges of a single letter or class, sorted.
fn letters(text: &str) -> Vec<(char, char)> {
    match regex_syntax::parse(text).map(Hir::into_kind) {
        Ok(HirKind::Literal(it)) => {
            String::from_utf8_lossy(&it.0).chars().map(|letter| (letter, letter)).collect()
        }
        Ok(HirKind::Class(Class::Unicode(it))) => {
            it.iter().map(|range| (range.start(), range.end())).collect()
        }
        // No other kind is expected. Treating it as any letter is safe.
        _ => vec![('\0', char::MAX)],
    }
}

/// True if two sorted lists of ranges overlap.
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
