//! The syntax that ECMAScript and the `regex` crate read alike.
//!
//! ECMAScript: <https://tc39.es/ecma262/#sec-patterns>, with the flag `u`. `regex`:
//! <https://docs.rs/regex/latest/regex/#syntax>.

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{
    Assertion, AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem, ClassUnicodeKind,
    GroupKind, HexLiteralKind, Literal, LiteralKind, Repetition, Span, SpecialLiteralKind,
};

/// The deepest nesting of groups. The reader recurses once a level.
const MAX_DEPTH: u32 = 20;

/// A pattern that both sides read alike.
pub struct Portable<'a> {
    pub ast: Ast,
    pattern: &'a str,
    /// Classes that have more letters in Unicode than in ECMAScript, with their ECMAScript equivalents.
    classes: Vec<(Span, &'static str)>,
}

impl Portable<'_> {
    /// The pattern, written for the `regex` crate.
    pub fn text(&self) -> String {
        self.part(0, self.pattern.len())
    }

    /// A part of that text. `start` and `end` are byte offsets in the original pattern.
    pub fn part(&self, start: usize, end: usize) -> String {
        let (mut text, mut at) = (String::new(), start);
        let within = |span: &Span| start <= span.start.offset && span.end.offset <= end;
        for (span, class) in self.classes.iter().filter(|(span, _)| within(span)) {
            text.push_str(&self.pattern[at..span.start.offset]);
            text.push_str(class);
            at = span.end.offset;
        }
        text.push_str(&self.pattern[at..end]);
        text
    }
}

/// Parses a pattern, and refuses syntax that the two sides read differently.
pub fn portable(pattern: &str) -> Result<Portable<'_>, String> {
    let ast = ParserBuilder::new().nest_limit(MAX_DEPTH).build().parse(pattern).map_err(|error| {
        format!(
            "is not a regular expression that browsers and endpoints read alike, {}: {}",
            at(error.span()),
            error.kind()
        )
    })?;
    let mut reader = Reader { pattern, classes: Vec::new() };
    reader.read(&ast).map_err(|Unfit(span, what)| format!("has {what}, {}", at(&span)))?;
    Ok(Portable { ast, pattern, classes: reader.classes })
}

fn at(span: &Span) -> String {
    format!("column {}", span.start.column)
}

/// The place of a construct that only one side knows, and its name.
struct Unfit(Span, &'static str);

struct Reader<'a> {
    pattern: &'a str,
    classes: Vec<(Span, &'static str)>,
}

impl Reader<'_> {
    fn read(&mut self, ast: &Ast) -> Result<(), Unfit> {
        match ast {
            Ast::Empty(_) | Ast::Dot(_) => Ok(()),
            Ast::Literal(it) => literal(it, false),
            Ast::Assertion(it) => assertion(it),
            Ast::ClassPerl(it) => self.class(it),
            Ast::ClassUnicode(it) => property(&it.span, &it.kind),
            Ast::ClassBracketed(it) => match &it.kind {
                ClassSet::Item(item) => self.item(item),
                ClassSet::BinaryOp(_) => Err(Unfit(it.span, "an operation on classes")),
            },
            Ast::Repetition(it) => self.repetition(it),
            Ast::Group(it) => match &it.kind {
                GroupKind::CaptureIndex(_) => self.read(&it.ast),
                GroupKind::NonCapturing(flags) if flags.items.is_empty() => self.read(&it.ast),
                GroupKind::NonCapturing(_) => Err(Unfit(it.span, "flags")),
                GroupKind::CaptureName { .. } => Err(Unfit(it.span, "a group with a name")),
            },
            Ast::Alternation(it) => it.asts.iter().try_for_each(|ast| self.read(ast)),
            Ast::Concat(it) => it.asts.iter().try_for_each(|ast| self.read(ast)),
            Ast::Flags(it) => Err(Unfit(it.span, "flags")),
        }
    }

    fn repetition(&mut self, it: &Repetition) -> Result<(), Unfit> {
        if matches!(&*it.ast, Ast::Repetition(_) | Ast::Assertion(_) | Ast::Empty(_)) {
            return Err(Unfit(it.op.span, "a repetition of what cannot be repeated"));
        }
        let written = &self.pattern[it.op.span.start.offset..it.op.span.end.offset];
        if written.starts_with("{,") || written.contains(' ') {
            return Err(Unfit(it.op.span, "a repetition without its lower limit"));
        }
        self.read(&it.ast)
    }

    fn class(&mut self, it: &ClassPerl) -> Result<(), Unfit> {
        match (&it.kind, it.negated) {
            (ClassPerlKind::Digit, false) => self.classes.push((it.span, "[0-9]")),
            (ClassPerlKind::Digit, true) => self.classes.push((it.span, "[^0-9]")),
            (ClassPerlKind::Word, false) => self.classes.push((it.span, "[0-9A-Za-z_]")),
            (ClassPerlKind::Word, true) => self.classes.push((it.span, "[^0-9A-Za-z_]")),
            (ClassPerlKind::Space, _) => {}
        }
        Ok(())
    }

    fn item(&mut self, item: &ClassSetItem) -> Result<(), Unfit> {
        match item {
            ClassSetItem::Empty(_) => Ok(()),
            ClassSetItem::Literal(it) => literal(it, true),
            ClassSetItem::Range(it) => literal(&it.start, true).and(literal(&it.end, true)),
            ClassSetItem::Unicode(it) => property(&it.span, &it.kind),
            ClassSetItem::Perl(it) => self.class(it),
            ClassSetItem::Union(it) => it.items.iter().try_for_each(|item| self.item(item)),
            ClassSetItem::Ascii(it) => Err(Unfit(it.span, "a class with a name")),
            ClassSetItem::Bracketed(it) => {
                Err(Unfit(it.span, "a class within a class: write \\[ for a bracket"))
            }
        }
    }
}

fn assertion(it: &Assertion) -> Result<(), Unfit> {
    match it.kind {
        AssertionKind::StartLine | AssertionKind::EndLine => Ok(()),
        _ => Err(Unfit(it.span, "a boundary other than ^ and $")),
    }
}

/// General categories, such as `\p{Lu}`, have the same names on both sides.
fn property(span: &Span, kind: &ClassUnicodeKind) -> Result<(), Unfit> {
    match kind {
        ClassUnicodeKind::Named(name) if name.len() <= 2 => Ok(()),
        _ => Err(Unfit(*span, "a property other than a general category such as \\p{L}")),
    }
}

fn literal(it: &Literal, in_class: bool) -> Result<(), Unfit> {
    let known = match &it.kind {
        LiteralKind::Verbatim => in_class && it.c != ']' || !in_class && !matches!(it.c, ']' | '{' | '}'),
        LiteralKind::Meta | LiteralKind::Superfluous => {
            "^$\\.*+?()[]{}|/".contains(it.c) || in_class && it.c == '-'
        }
        LiteralKind::HexFixed(HexLiteralKind::X | HexLiteralKind::UnicodeShort)
        | LiteralKind::HexBrace(HexLiteralKind::UnicodeShort) => true,
        LiteralKind::Special(kind) => !matches!(kind, SpecialLiteralKind::Bell | SpecialLiteralKind::Space),
        _ => false,
    };
    if known {
        Ok(())
    } else {
        Err(Unfit(it.span, "a letter that browsers and endpoints read differently here"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;
    use crate::program::MAX_TEXT;

    #[test]
    fn whole_answers_match() {
        for (pattern, fits, unfit) in [
            ("[A-Z]{2}[0-9]{9}", "DE123456789", "xDE123456789"),
            ("a|b", "b", "ab"),
            (r"\d+", "12", "١٢"),
            (r"\w{2,}", "a_", "ä_"),
            (r"[\d\-]+", "1-2", "1_2"),
            (r"\p{Lu}\p{Ll}*", "Öl", "öl"),
            (r"(?:[a-z]+\.)?x\/y", "a.x/y", "a.x_y"),
            (r"^\u00e4?$", "ä", "a"),
            ("", "", "x"),
        ] {
            let read = Pattern::new(pattern, MAX_TEXT).expect(pattern);
            assert!(read.matches(fits), "{pattern} fits {fits}");
            assert!(!read.matches(unfit), "{pattern} does not fit {unfit}");
        }
    }

    #[test]
    fn what_only_one_side_reads_is_refused_with_its_place() {
        for (pattern, said) in [
            ("(?=a)b", "look-around"),
            (r"(a)\1", "backreferences"),
            ("a[b", "unclosed"),
            ("(?i)a", "has flags, column 1"),
            ("(?i:a)", "flags, column 1"),
            ("(?<n>a)", "a group with a name"),
            (r"a\bb", "a boundary other than"),
            (r"\Aa", "a boundary other than"),
            (r"\p{Greek}", "a property"),
            (r"\pL", "a property"),
            ("[[:alpha:]]", "a class with a name"),
            ("[a[b]]", "a class within a class"),
            ("[a&&b]", "an operation on classes"),
            ("[]a]", "a letter"),
            ("a}", "a letter"),
            (r"\-", "read differently here, column 1"),
            (r"\%", "a letter"),
            (r"\x{41}", "a letter"),
            (r"\a", "a letter"),
            ("a{,3}", "repetition"),
            ("a**", "cannot be repeated"),
            ("^*", "cannot be repeated"),
            ("a{1000}{1000}", "cannot be repeated"),
            ("(a{1000}){1000}", "too much memory"),
        ] {
            let error = Pattern::new(pattern, MAX_TEXT).expect_err(pattern);
            assert!(error.contains(said), "{pattern}: {error}");
        }
        assert!(Pattern::new(&"a".repeat(501), MAX_TEXT).is_err());
        assert!(Pattern::new(&"(".repeat(400), MAX_TEXT).is_err());
    }
}
