//! Patterns that a browser would try for years are refused, and no others.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use proptest::prelude::*;
use referral_widget::program::{MAX_TEXT, Pattern};
use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{Ast, RepetitionKind, RepetitionRange};

/// Patterns that must be refused, and the column that the message names.
const SLOW: [(&str, usize); 42] = [
    // Repeated alternatives that begin alike.
    ("(a|a)*", 4),
    ("(a|aa)*", 4),
    ("(a|ab)*", 4),
    ("(?:a|b|ab)+", 8),
    ("(a|b|[ab])*c", 6),
    ("(a*b|a*c)*", 6),
    (r"(\w|\d)+-", 5),
    // Repetitions within repetitions.
    ("(a+)+", 2),
    ("(a*)*b", 2),
    ("(a*)+b", 2),
    ("((a*)?)*", 3),
    ("((a*)*)?b", 3),
    ("(([0-9])+)*", 3),
    ("(a+b?)*", 2),
    ("(a?b?)*", 4),
    ("((a?)+b)+", 3),
    ("((ab)*(ab)*)*", 3),
    ("((a|b)*c|d*)*", 10),
    ("(.*,)*x", 4),
    (r"(\w+\s?)*", 2),
    (r"([\-]?\w+)*@", 7),
    (r"(\p{L}+\p{Lu}?)+", 2),
    // Counted repetitions.
    ("(a{0,50}){0,50}", 2),
    ("(a{1,50}){50}", 2),
    ("(a{0,20}){0,20}", 2),
    ("(a{1,3}){1,60}", 2),
    ("(a{3,}){3,}", 2),
    ("([ab]{1,2})*", 2),
    ("(a?){50}", 2),
    ("(a?){300}", 2),
    ("((a?){14}){14}", 1),
    (r"(\d+ ?){2,5}", 2),
    ("a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaa", 39),
    // Several repetitions in a row.
    (".*.*.*x", 5),
    (r"\w*\d*\w*\d*", 7),
    ("a*a*a*a*b", 5),
    (".*x.*y.*z", 7),
    (r"\s*.*\s*", 6),
    (r"\S+@\S+\.\S+", 10),
    ("[ab]{0,200}a{0,200}a{0,200}a{0,200}", 28),
    // Parts that match no letter at all.
    ("(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)x", 1),
    ("((|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)|a)*", 2),
];

/// Patterns that programs use.
const QUICK: [&str; 40] = [
    "[A-Z]{2}[0-9]{9}",
    "[A-Z]{2}[0-9A-Z]{2,12}",
    r"ATU\d{8}|BE[01]\d{9}|DE\d{9}|FR[A-Z0-9]{2}\d{9}|NL\d{9}B\d{2}",
    r"[A-Z]{2}\d{2}[A-Z0-9]{1,30}",
    r"[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?",
    "[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?",
    r"\d{5}(-\d{4})?",
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?[1-9][0-9]{0,3}[HE]?",
    "[a-z]+(-[a-z]+)*",
    r"[^@\s]+@[^@\s]+\.[^@\s]+",
    r"[a-zA-Z0-9._%+\-]+@[a-zA-Z0-9.\-]+\.[a-zA-Z]{2,}",
    // The HTML standard's pattern for e-mail addresses.
    r"[a-zA-Z0-9.!#$%&'*+\/=?^_`{|}~\-]+@[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?)*",
    r"([a-z0-9]([a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,}",
    r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}",
    r"https?:\/\/[^\s\/]+(\/[^\s]*)?",
    r"(https?:\/\/)?([\w\-]+\.)+[\w\-]+(\/[\w .\/?%&=\-]*)?",
    r"\+?[0-9]{1,3}[ \-]?[0-9]{2,5}[ \-]?[0-9]{3,8}",
    r"\+?(\d[ \-()]?){6,20}",
    r"(\d{2,4} ?){2,5}",
    r"\d{1,3}([.,]\d{3})*([.,]\d{1,2})?",
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    r"(\d+|\d+-\d+)(,(\d+|\d+-\d+))*",
    r"[A-Z]{2,3}-\d{2,6}(\/[A-Z0-9]{1,4}){0,3}",
    "[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}",
    "#?([a-f0-9]{6}|[a-f0-9]{3})",
    r"HRB \d{1,6}( [A-Z])?",
    r"\p{Lu}\p{Ll}*( \p{Lu}\p{Ll}*)*",
    "[A-Za-z]+( [A-Za-z]+){0,5}",
    "([A-Z][a-z]+ ?){1,4}",
    "[A-Za-z ]{1,2000}",
    "(abc|def|[0-9]+-)*",
    "(?:[A-Z]{2}|[0-9]{2})+",
    "(x(a{2,})y)*",
    "(a?)*",
    "(a*)?b",
    ".*",
    ".*foo.*",
    r"\s*\S+\s*",
    "",
];

#[test]
fn a_pattern_at_which_a_browser_tries_for_years_is_refused_with_place_and_mend() {
    for (pattern, column) in SLOW {
        let error = Pattern::new(pattern, MAX_TEXT).expect_err(pattern);
        assert!(error.contains(&format!(", column {column}")), "{pattern}: {error}");
        assert!(error.contains("a browser may try") && error.ends_with(')'), "{pattern}: {error}");
    }
}

#[test]
fn a_pattern_that_browsers_are_done_with_at_once_is_taken() {
    for pattern in QUICK {
        Pattern::new(pattern, MAX_TEXT).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    }
}

#[test]
fn what_is_slow_in_a_long_answer_is_taken_where_answers_are_short() {
    for (pattern, longest) in [(r"\S+@\S+\.\S+", 254), (r".+@.+\..+", 320), (".*x.*y.*z", 100)] {
        assert!(Pattern::new(pattern, MAX_TEXT).is_err(), "{pattern}");
        assert!(Pattern::new(pattern, longest).is_ok(), "{pattern}");
    }
    for pattern in ["(a|a)*", "(a+)+", "(a?){50}", "(a{0,50}){0,50}"] {
        assert!(Pattern::new(pattern, 60).is_err(), "{pattern}");
    }
}

/// The longest patterns that are read, made so that checking them would take long.
#[test]
fn a_pattern_is_told_to_be_too_large_before_long() {
    for part in [
        "(a?){9}",
        ".{0,9}",
        r"\w*\W?",
        "(a|b?)",
        "((a{200}){200}){200}",
        "(((){200}){200}){200}",
        r"\p{L}\p{N}",
    ] {
        let _ = Pattern::new(&part.repeat(500 / part.len()), MAX_TEXT);
    }
    let nested = format!("{}a{}", "(".repeat(19), "?){9}".repeat(19));
    assert!(Pattern::new(&nested, MAX_TEXT).is_err());
    let empty = format!("{}{}", "(".repeat(19), "){199}".repeat(19));
    assert!(Pattern::new(&empty, MAX_TEXT).is_err());
}

/// A backtracking matcher as ECMAScript describes it, which counts its steps.
struct Browser<'a> {
    text: &'a [u8],
    steps: u64,
}

/// More steps than any accepted pattern has needed, and far fewer than the refused ones need.
const MOST_STEPS: u64 = 3_000_000;

impl Browser<'_> {
    /// Matches a part at a place, and calls `then` for the rest. All ways are tried, because the text never matches in
    /// the end.
    fn fits(&mut self, ast: &Ast, at: usize, then: &mut dyn FnMut(&mut Self, usize)) {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return;
        }
        let letter = self.text.get(at).copied();
        match ast {
            Ast::Empty(_) => then(self, at),
            Ast::Literal(it) if letter.map(char::from) == Some(it.c) => then(self, at + 1),
            Ast::Dot(_) if letter.is_some() => then(self, at + 1),
            Ast::Group(it) => self.fits(&it.ast, at, then),
            Ast::Alternation(it) => it.asts.iter().for_each(|ast| self.fits(ast, at, then)),
            Ast::Concat(it) => self.all(&it.asts, at, then),
            Ast::Repetition(it) => {
                let (least, most) = match it.op.kind {
                    RepetitionKind::ZeroOrOne => (0, 1),
                    RepetitionKind::ZeroOrMore => (0, u32::MAX),
                    RepetitionKind::OneOrMore => (1, u32::MAX),
                    RepetitionKind::Range(RepetitionRange::Exactly(count)) => (count, count),
                    RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => (least, most),
                    RepetitionKind::Range(RepetitionRange::AtLeast(least)) => (least, u32::MAX),
                };
                self.again(&it.ast, least, most, at, then);
            }
            _ => {}
        }
    }

    fn all(&mut self, asts: &[Ast], at: usize, then: &mut dyn FnMut(&mut Self, usize)) {
        match asts {
            [] => then(self, at),
            [first, rest @ ..] => self.fits(first, at, &mut |browser, at| browser.all(rest, at, then)),
        }
    }

    fn again(&mut self, ast: &Ast, least: u32, most: u32, at: usize, then: &mut dyn FnMut(&mut Self, usize)) {
        if most > 0 {
            self.fits(ast, at, &mut |browser, end| {
                if least > 0 || end > at {
                    browser.again(ast, least.saturating_sub(1), most - 1, end, then);
                }
            });
        }
        if least == 0 {
            then(self, at);
        }
    }
}

fn pattern() -> impl Strategy<Value = String> {
    let letter = prop::sample::select(vec!["a", "b", "."]).prop_map(String::from);
    letter.prop_recursive(4, 24, 3, |part| {
        let count = prop::sample::select(vec!["*", "+", "?", "{2}", "{0,3}", "{2,}", "{1,9}", "{0,20}"]);
        prop_oneof![
            2 => (part.clone(), count).prop_map(|(part, count)| format!("({part}){count}")),
            1 => (part.clone(), part.clone()).prop_map(|(one, other)| format!("({one}|{other})")),
            1 => part.clone().prop_map(|part| format!("({part}|)")),
            2 => prop::collection::vec(part, 2..4).prop_map(|parts| parts.concat()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// Whatever the pattern, if it is accepted, all ways to match a text are tried quickly.
    #[test]
    fn no_pattern_taken_is_tried_for_long(pattern in pattern(), text in "[ab]{0,3}((a|b|ab|aab|abb){5,12})") {
        if Pattern::new(&pattern, MAX_TEXT).is_ok() {
            let mut browser = Browser { text: text.as_bytes(), steps: 0 };
            browser.fits(&Parser::new().parse(&pattern).unwrap(), 0, &mut |_, _| {});
            prop_assert!(browser.steps <= MOST_STEPS, "{}", pattern);
        }
    }
}
