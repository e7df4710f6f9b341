//! The language itself: operators, statements, and functions for which a table on a page is too short.

use super::{fails, holds};
use referral_widget::program::Program;
use referral_widget::rules::Rules;

#[test]
fn operators() {
    holds(&[
        ("7 / 2", "3"),
        ("7 / 2.0", "3.5"),
        ("0.1 + 0.2", "0.3"),
        ("7 % 4", "3"),
        ("-(1.5)", "-1.5"),
        ("3 > 2.5 && 2.5 <= 3 && 3 == 3.0", "true"),
        ("\"60\" >= 50 || () >= 50 || () == 0", "false"),
        ("() == ()", "true"),
        ("\"2026-11-23\" < \"2026-12-01\"", "true"),
        ("if 3 > 2 { \"a\" } else { \"b\" }", "\"a\""),
        ("switch 7 { 1..5 => \"low\", 5..10 => \"high\", _ => \"none\" }", "\"high\""),
        ("() ?? 5", "5"),
        ("#{ a: 1 }.a", "1"),
        ("#{ a: 1 }[\"a\"]", "1"),
        ("[1, 2, 3][-1]", "3"),
        ("\"abc\"[1]", "'b'"),
    ]);
    fails(&[
        ("9223372036854775807 + 1 > 0", "overflow"),
        ("1.0 / 0 > 0", "Division by zero"),
        ("\"a\" - 1 == \"\"", "no function `-` takes these arguments"),
        ("lead.note.nothing() == 1", "no function `nothing` takes these arguments"),
    ]);
}

/// The functions for powers have been cut out of the Wasm modules, so no script may call them.
#[test]
fn there_are_no_powers() {
    let json = super::program().to_string();
    let program = Program::parse(&json).expect("the program is fine");
    for (body, said) in
        [("2.5 ** 0.5 > 0", "operator: '**'"), ("let n = 2.5; n **= 0.5; true", "operator: '**='")]
    {
        let script = format!("require(\"a\", \"A.\", |lead| {{ {body} }});");
        let refused = Rules::compile(&program, &json, &script).err().expect("it is refused");
        assert!(refused[0].message.contains(said), "{body}: {refused:?}");
    }
    fails(&[
        ("Fn(\"**\").call(2.5, 0.5) > 0", "'**' is a reserved symbol"),
        ("Fn(\"*\" + \"*\").call(2.5, 0.5) > 0", "'**' is a reserved symbol"),
        ("Fn(\"*\" + \"*=\").call(2.5, 0.5) > 0", "'**=' is a reserved symbol"),
        ("[2.5, 0.5].reduce(Fn(\"*\" + \"*\")) > 0", "'**' is a reserved symbol"),
    ]);
}

#[test]
fn membership() {
    holds(&[
        ("\"DE\" in [\"DE\", \"AT\"]", "true"),
        ("\"US\" in [\"DE\", \"AT\"]", "false"),
        ("() in [\"DE\", 1]", "false"),
        ("() in [()]", "true"),
        ("2 in [1, 2.0] && 2.0 in [1, 2]", "true"),
        ("\"2\" in [1, 2]", "false"),
        ("true in [false, true]", "true"),
        ("'x' in ['y', 'x']", "true"),
        ("[1, [2]] in [[1, [2]]]", "true"),
        ("#{ a: 1 } in [#{ a: 2 }, #{ a: 1.0 }]", "true"),
        ("#{ a: 1 } in [#{ b: 1 }]", "false"),
        ("\"a\" in #{ a: 1 }", "true"),
        ("\"bc\" in \"abcd\" && 'c' in \"abcd\"", "true"),
        ("5 in 1..5", "false"),
        ("5 in 1..=5", "true"),
        ("7 !in [1, 2]", "true"),
    ]);
}

#[test]
fn loops() {
    holds(&[
        ("{ let sum = 0; for n in [1, 2, 3] { sum += n; } sum }", "6"),
        ("{ let sum = 0; for n in 1..4 { sum += n; } sum }", "6"),
        ("{ let sum = 0; for n in 1..=4 { sum += n; } sum }", "10"),
        ("{ let back = \"\"; for c in \"abc\" { back = c + back; } back }", "\"cba\""),
        ("{ let n = 0; while n < 5 { n += 2; } n }", "6"),
        ("{ let n = 0; try { n = 1 / 0; } catch { n = 7; } n }", "7"),
    ]);
}

#[test]
fn texts() {
    holds(&[
        ("`${1} of ${2.50}, ${true}${()}`", "\"1 of 2.50, true\""),
        ("[1, \"a\"].to_string()", "\"[1, \\\"a\\\"]\""),
        ("\"größe\".sub_string(3)", "\"ße\""),
        ("\"abc\".sub_string(1, -1) + \"abc\".sub_string(9)", "\"\""),
        ("\"a\".index_of(\"b\")", "-1"),
        ("min(\"2026-11-23\", \"2026-12-01\")", "\"2026-11-23\""),
    ]);
    fails(&[
        ("parse_int(\"4x\") == 4", "`4x` is no whole number"),
        ("parse_decimal(\"1,5\") == 1.5", "`1,5` is no number"),
    ]);
}

#[test]
fn numbers() {
    holds(&[
        ("min(2.5, 3)", "2.5"),
        ("max(1.5, 2.5)", "2.5"),
        ("7.5.to_decimal()", "7.5"),
        ("between(2.5, 1, 3) && between(3, 2.5, 3.0) && between(1, 1, 1)", "true"),
        ("between(\"b\", \"a\", \"c\") && !between(5, 6, 4)", "true"),
    ]);
    fails(&[
        ("min(1, \"a\") == 1", "no function `min` takes"),
        ("between(1, \"a\", 3)", "no function `between` takes"),
        ("between(1, (), 3)", "no function `between` takes"),
        ("1.5.round(-1) == 1", "-1 is not a valid number of digits"),
        ("79228162514264337593543950335.0.to_int() > 0", "too large"),
        ("(-9223372036854775807 - 1).abs() > 0", "overflow"),
    ]);
}

#[test]
fn arrays_and_maps() {
    holds(&[
        ("{ let a = [1]; a.push(2); a += 3; a += [4, 5]; a }", "[1, 2, 3, 4, 5]"),
        ("[].pop()", "()"),
        ("[1].index_of(2)", "-1"),
        ("[].some(|n| true)", "false"),
        ("[].all(|n| false)", "true"),
        ("any_of([], [1]) || any_of([1], [])", "false"),
        ("all_of([], [1]) && none_of([], []) && all_of([1, 2.0], [1.0, 2])", "true"),
        ("{ let least = 2; [1, 2, 3].filter(|n| n >= least).len() }", "2"),
        ("#{ a: 1 }.get(\"b\")", "()"),
        ("{ let m = #{}; m.a = 1; m[\"b\"] = 2; m.keys() }", "[\"a\", \"b\"]"),
    ]);
    fails(&[
        ("[1].map(|n| n / 0) == []", "Division by zero"),
        ("[1].filter(|n| { loop {} }) == []", "too many steps"),
        ("let a = [1, 2]; a.map(|n| { a.push(n); n }); true", "Data race"),
    ]);
}

#[test]
fn texts_are_cut_and_begun() {
    holds(&[
        ("{ let s = \" \\ta b\u{a0}\"; s.trim(); s }", "\"a b\""),
        ("trimmed(())", "()"),
        ("trimmed(\"   \")", "\"\""),
        ("\"\".starts_with(\"\")", "true"),
        ("\"de\".starts_with(\"DE\")", "false"),
    ]);
}

#[test]
fn numbers_are_rounded_to_either_side() {
    holds(&[
        ("0.sign()", "0"),
        ("(-0.01).sign()", "-1"),
        ("floor(-1.5)", "-2.0"),
        ("{ let n = -1.5; n.floor }", "-2.0"),
        ("ceiling(-1.5)", "-1.0"),
        ("{ let n = -1.5; n.ceiling }", "-1.0"),
        ("fraction(-1.5)", "-0.5"),
        ("{ let n = -1.5; n.fraction }", "-0.5"),
        ("round_up(-1.21, 1)", "-1.3"),
        ("round_down(-1.29, 1)", "-1.2"),
        ("round_half_up(-1.25, 1)", "-1.3"),
        ("round_half_down(-1.25, 1)", "-1.2"),
    ]);
}

#[test]
fn of_what_is_empty_nothing_is_found() {
    holds(&[("find([], |n| true)", "()"), ("[3, 5].find(|n| n > 3)", "5"), ("values(#{})", "[]")]);
}
