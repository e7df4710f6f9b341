//! The functions a script can call, each with what it answers: the vocabulary is a promise to vendors.

use jiff::civil::date;
use referral_widget::lead::Lead;
use referral_widget::program::Program;
use referral_widget::rules::{Finding, Outcome, Rules};
use serde_json::json;

/// What a rule with this body comes to. Bodies are checked as they are, so `==` is Rhai's own.
fn outcome(body: &str) -> Finding {
    let json = json!({
        "id": "test", "version": "1", "name": "Test", "currency": "EUR",
        "vendor": { "name": "Vendor" },
        "contact": { "name": "Partner desk", "email": "partners@vendor.example" },
        "fields": [{ "name": "note", "label": "Note", "type": "text" }],
        "agreement": { "version": "1", "title": "Agreement", "summary": "", "protection_days": 90 },
        "delivery": { "endpoint": "/api/referrals" }
    })
    .to_string();
    let program = Program::parse(&json).expect("the program is fine");
    let script = format!("require(\"a\", \"A.\", |lead| {{ {body} }});");
    let rules = Rules::compile(&program, &json, &script).unwrap_or_else(|all| panic!("{body}\n{all:?}"));
    rules.evaluate(&Lead::default(), date(2026, 11, 23)).findings.remove(0)
}

fn holds(table: &[(&str, &str)]) {
    for (expression, expected) in table {
        // Kinds are compared too: `1 == 1.0`, but dividing tells them apart.
        let body = format!(
            "let said = {expression}; let due = {expected}; type_of(said) == type_of(due) && said == due"
        );
        let finding = outcome(&body);
        assert_eq!(finding.outcome, Outcome::Met, "{expression} is not {expected}: {:?}", finding.error);
    }
}

fn fails(table: &[(&str, &str)]) {
    for (body, said) in table {
        let finding = outcome(body);
        assert_eq!(finding.outcome, Outcome::Error, "{body}");
        let error = finding.error.unwrap_or_default();
        assert!(error.contains(said), "{body}: {error}");
    }
}

#[test]
fn operators() {
    holds(&[
        ("7 / 2", "3"),
        ("7 / 2.0", "3.5"),
        ("0.1 + 0.2", "0.3"),
        ("7 % 4", "3"),
        ("2 ** 10", "1024"),
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
        ("\"n: \" + 5", "\"n: 5\""),
        ("1.5 + \" days\"", "\"1.5 days\""),
        ("{ let s = \"a\"; s += \"b\"; s += 1; s }", "\"ab1\""),
        ("7.to_string()", "\"7\""),
        ("[1, \"a\"].to_string()", "\"[1, \\\"a\\\"]\""),
        ("\"größe\".len()", "5"),
        ("\"größe\".len", "5"),
        ("\"\".is_empty()", "true"),
        ("\"a\".is_empty", "false"),
        ("\"Straße\".to_upper()", "\"STRASSE\""),
        ("\"GmbH\".to_lower()", "\"gmbh\""),
        ("{ let s = \"  a b \"; s.trim(); s }", "\"a b\""),
        ("\"a@b.example\".contains(\"@b\")", "true"),
        ("\"DE123\".starts_with(\"DE\")", "true"),
        ("\"a@b.example\".ends_with(\".com\")", "false"),
        ("\"größe\".index_of(\"ß\")", "3"),
        ("\"a\".index_of(\"b\")", "-1"),
        ("\"größe\".sub_string(3)", "\"ße\""),
        ("\"größe\".sub_string(1, 2)", "\"rö\""),
        ("\"größe\".sub_string(-2)", "\"ße\""),
        ("\"abc\".sub_string(1, -1) + \"abc\".sub_string(9)", "\"\""),
        ("{ let s = \"a-b-c\"; s.replace(\"-\", \"+\"); s }", "\"a+b+c\""),
        ("\"a, b,c\".split(\",\")", "[\"a\", \" b\", \"c\"]"),
        ("\" a  b \".split()", "[\"a\", \"b\"]"),
        ("parse_int(\" 42 \")", "42"),
        ("\"1.50\".parse_decimal()", "1.5"),
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
        ("(-3).abs()", "3"),
        ("(-1.5).abs()", "1.5"),
        ("(-3).sign()", "-1"),
        ("0.5.sign()", "1"),
        ("min(3, 2)", "2"),
        ("max(3, 2.5)", "3.0"),
        ("min(2.5, 3)", "2.5"),
        ("max(1.5, 2.5)", "2.5"),
        ("1.7.floor()", "1.0"),
        ("1.2.ceiling()", "2.0"),
        ("2.5.round()", "2.0"),
        ("2.5.round", "2.0"),
        ("1.7.int", "1.0"),
        ("1.75.fraction()", "0.75"),
        ("1.005.round(2)", "1.00"),
        ("1.001.round_up(2)", "1.01"),
        ("1.009.round_down(2)", "1.00"),
        ("1.005.round_half_up(2)", "1.01"),
        ("1.015.round_half_down(2)", "1.01"),
        ("1.9.to_int()", "1"),
        ("3.to_int()", "3"),
        ("7.to_decimal() / 2", "3.5"),
        ("7.5.to_decimal()", "7.5"),
    ]);
    fails(&[
        ("min(1, \"a\") == 1", "min and max compare"),
        ("1.5.round(-1) == 1", "-1 is no number of digits"),
        ("79228162514264337593543950335.0.to_int() > 0", "too large"),
        ("(-9223372036854775807 - 1).abs() > 0", "overflow"),
    ]);
}

#[test]
fn arrays() {
    holds(&[
        ("[1, 2].len()", "2"),
        ("[1, 2].len", "2"),
        ("[].is_empty()", "true"),
        ("[1].is_empty", "false"),
        ("{ let a = [1]; a.push(2); a += 3; a += [4, 5]; a }", "[1, 2, 3, 4, 5]"),
        ("{ let a = [1, 2]; a.pop() + a.len() }", "3"),
        ("[].pop()", "()"),
        ("[1] + [2]", "[1, 2]"),
        ("[1, \"a\"] == [1.0, \"a\"]", "true"),
        ("[1, 2] != [1]", "true"),
        ("[\"a\", \"b\"].contains(\"b\")", "true"),
        ("[1, 2.5, \"a\"].index_of(2.5)", "1"),
        ("[1].index_of(2)", "-1"),
        ("[1, 2, 3].map(|n| n * 2)", "[2, 4, 6]"),
        ("[1, 2, 3].filter(|n| n > 1)", "[2, 3]"),
        ("[1, 2, 3].find(|n| n > 1)", "2"),
        ("[1].find(|n| n > 1)", "()"),
        ("[1, 2].some(|n| n > 1)", "true"),
        ("[].some(|n| true)", "false"),
        ("[1, 2].all(|n| n > 1)", "false"),
        ("[].all(|n| false)", "true"),
        ("[1, 2, 3].reduce(|sum, n| (sum ?? 0) + n)", "6"),
        ("[1, 2, 3].reduce(|sum, n| sum + n, 10)", "16"),
        ("{ let least = 2; [1, 2, 3].filter(|n| n >= least).len() }", "2"),
    ]);
    fails(&[
        ("[1].map(|n| n / 0) == []", "Division by zero"),
        ("[1].filter(|n| { loop {} }) == []", "too many steps"),
    ]);
}

#[test]
fn maps() {
    holds(&[
        ("#{ a: 1, b: 2 }.len()", "2"),
        ("#{}.is_empty()", "true"),
        ("#{ a: 1 }.contains(\"a\")", "true"),
        ("#{ a: 1 }.get(\"a\")", "1"),
        ("#{ a: 1 }.get(\"b\")", "()"),
        ("#{ a: 1, b: 2 }.keys()", "[\"a\", \"b\"]"),
        ("#{ a: 1, b: 2 }.values()", "[1, 2]"),
        ("#{ a: [1] } == #{ a: [1.0] }", "true"),
        ("#{ a: 1 } != #{ a: 2 }", "true"),
        ("{ let m = #{}; m.a = 1; m[\"b\"] = 2; m.keys() }", "[\"a\", \"b\"]"),
    ]);
}

#[test]
fn functions_end_at_the_limits_too() {
    let long = "let s = \"aaaaaaaa\"; for n in 0..12 { s += s; }";
    fails(&[
        (&format!("{long} s.replace(\"a\", s); true"), "Length of string too large"),
        (&format!("{long} s.replace(\"\", s); true"), "Length of string too large"),
        (&format!("{long} s.split(\"\"); true"), "Size of array"),
        (&format!("{long} let a = s + 1; loop {{ a = a + a; }}"), "Length of string too large"),
        ("let a = [1]; loop { a.push(1); }", "takes too many steps"),
        ("let a = [1]; loop { a = a + a; }", "Size of array"),
        ("[1, 2].map(|n| { let s = \"ab\"; loop { s += s; } }); true", "Length of string"),
    ]);
    // Comparing walks into nested arrays: no deeper than the steps allow to nest them.
    let nested = "let a = [1]; for n in 0..150 { a = [a]; }";
    assert_eq!(outcome(&format!("{nested} let b = a; a == b && a in [b]")).outcome, Outcome::Met);
}
