//! Every function ends within the limits of time and memory.

use super::{fails, outcome};
use referral_widget::rules::Outcome;

#[test]
fn functions_end_at_the_limits_too() {
    let long = "let s = \"aaaaaaaa\"; for n in 0..12 { s += s; }";
    fails(&[
        (&format!("{long} s.replace(\"a\", s); true"), "Length of string too large"),
        (&format!("{long} s.replace(\"\", s); true"), "Length of string too large"),
        (&format!("{long} s.split(\"\"); true"), "Size of array"),
        (&format!("{long} let a = s + 1; loop {{ a = a + a; }}"), "Length of string too large"),
        (&format!("{long} loop {{ replaced(s, \"a\", s); }}"), "Length of string too large"),
        ("let a = [1]; loop { a.push(1); }", "too many steps"),
        ("let a = [1]; loop { a = a + a; }", "Size of array"),
        ("[1, 2].map(|n| { let s = \"ab\"; loop { s += s; } }); true", "Length of string"),
    ]);
    // A comparison walks into nested arrays. Making each level used up steps.
    let nested = "let a = [1]; for n in 0..200 { a = [a]; }";
    assert_eq!(outcome(&format!("{nested} let b = a; a == b && a in [b]")).outcome, Outcome::Met);
}

#[test]
fn what_closures_do_counts() {
    // Two nested loops, of which Rhai itself counts only the outer one.
    fails(&[
        (
            "let a = \"a\".split(\"\"); for n in 0..1000 { a.push(n); } a.map(|x| { for n in 0..1000 {} x }); true",
            "too many steps",
        ),
        (
            "let a = []; for n in 0..500 { a.push(n); } let b = a + []; let c = a + []; a.map(|x| b.map(|y| c.map(|z| z))); true",
            "too many steps",
        ),
        ("let a = []; for n in 0..500 { a.push(n); } loop { a.some(|x| false); }", "too many steps"),
    ]);
    // The steps of one run do not count for the next.
    let enough = "let a = []; for n in 0..500 { a.push(n); } a.filter(|n| n % 2 == 0).len() == 250";
    let script: String =
        (0..40).map(|i| format!("require(\"{i}\", \"A.\", |lead| {{ {enough} }});\n")).collect();
    let rules = super::compile(&super::program(), &script);
    let verdict = super::judge(&rules, &serde_json::json!({}));
    assert!(verdict.findings.iter().all(|finding| finding.outcome == Outcome::Met));
}

#[test]
fn looking_at_much_counts_as_many_steps() {
    let long = "let s = \"a \"; for n in 0..14 { s += s; }";
    let many = "let a = []; for n in 0..1900 { a.push(n); }";
    for call in [
        "s.to_lower()",
        "s.to_upper()",
        "s.len()",
        "s.contains(\"b\")",
        "s.index_of(\"b\")",
        "s + \"\" == s + 1",
        "s.split(\"b\")",
        "replaced(s, \"b\", \"c\")",
        "plain(s)",
        "company_name(s)",
        "same_text(s, s)",
        "mentions(s, [\"b\", \"c\"])",
        "domain(s)",
        "same_company(s, s)",
        "is_free_mail(s)",
        "in_group(s, \"EU\")",
    ] {
        fails(&[(&format!("{long} for n in 0..20_000 {{ {call}; }} true"), "too many steps")]);
    }
    for call in [
        "-1 in a",
        "a.index_of(-1)",
        "any_of(a, a)",
        "a == a",
        "a + []",
        "count_of(a, [-1])",
        "[a] == [a]",
        "[a].contains(a)",
    ] {
        fails(&[(&format!("{many} for n in 0..20_000 {{ {call}; }} true"), "too many steps")]);
    }
}
