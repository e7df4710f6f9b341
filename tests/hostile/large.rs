//! Hostile scripts that are made rather than kept: nested ten thousand deep, or hundreds of kilobytes long.

use super::{Attack, Must};

/// Just below the largest script that is read.
const ALMOST_TOO_LONG: usize = 250_000;

pub fn corpus() -> Vec<Attack> {
    let mut attacks = Vec::new();
    attacks.extend(nested());
    attacks.extend(chained());
    attacks.extend(many());
    attacks.extend(long());
    attacks.extend(unicode());
    attacks
}

fn refused(name: impl Into<String>, says: &str, script: String) -> Attack {
    Attack { name: name.into(), script, must: Must::BeRefused, says: says.into() }
}

fn runs(name: impl Into<String>, says: &str, script: String) -> Attack {
    Attack { name: name.into(), script, must: Must::Run, says: says.into() }
}

fn ends(name: impl Into<String>, script: String) -> Attack {
    Attack { name: name.into(), script, must: Must::End, says: String::new() }
}

fn rule(body: &str) -> String {
    format!("require(\"holds-it\", \"I.\", |lead| {body});\n")
}

/// A rule of which nothing is promised.
fn free(body: &str) -> String {
    format!("require(\"ends\", \"E.\", |lead| {body});\n")
}

/// Something inside something inside something, closed and left open.
fn nested() -> Vec<Attack> {
    let shapes = [
        ("parentheses", "(", "true", ")"),
        ("blocks", "{", "true", "}"),
        ("lists", "[", "1", "]"),
        ("maps", "#{a:", "1", "}"),
        ("closures", "|x|", "1", ""),
        ("closures-in-blocks", "|x|{", "1", "}"),
        ("closures-that-capture", "{let a=1;||{a+", "1", "}}"),
        ("texts-with-expressions", "`${", "1", "}`"),
        ("ifs", "if true {", "1", "} else {2}"),
        ("else-ifs", "if false {1} else ", "{2}", ""),
        ("conditions", "if ", "true", "{true}else{false}"),
        ("switches", "switch 1 {_ => ", "1", "}"),
        ("switch-values", "switch ", "1", "{_ => 1}"),
        ("loops", "loop {", "break;", "}"),
        ("whiles", "while true {", "break;", "}"),
        ("fors", "for i in [1] {", "1", "}"),
        ("for-lists", "for i in ", "[1]", "{}"),
        ("dos", "do {", "1", "} while false;"),
        ("tries", "try {", "1", "} catch {}"),
        ("catches", "try {} catch {", "1", "}"),
        ("calls", "abs(", "1", ")"),
        ("methods", "a.b(", "1", ")"),
        ("indexes", "a[", "1", "]"),
        ("minuses", "- ", "1", ""),
        ("pluses", "+ ", "1", ""),
        ("nots", "!", "true", ""),
        ("throws", "throw ", "1", ""),
        ("returns", "return ", "1", ""),
        ("assignments", "a = ", "1", ""),
        ("nothings-or", "() ?? ", "1", ""),
        ("powers", "2 ** ", "1", ""),
        ("comments", "/*", "", "*/"),
        ("functions", "fn f() {", "1", "}"),
        ("lets", "let a = {", "1", "};"),
    ];
    let mut attacks = Vec::new();
    for (name, open, inner, close) in shapes {
        // Comments alone may nest: they make no tree.
        let must = if name == "comments" { Must::Run } else { Must::BeRefused };
        let (many, most) = (10_000, ALMOST_TOO_LONG / (open.len() + close.len()));
        for (depth, count) in [("deep", many), ("as-deep-as-can-be", most)] {
            let body = format!("{}{inner}{}", open.repeat(count), close.repeat(count));
            let body = if must == Must::Run { format!("{body} true") } else { format!("{{ {body} }}") };
            attacks.push(Attack {
                name: format!("{name}-nested-{depth}"),
                script: rule(&body),
                must,
                says: String::new(),
            });
        }
        let open_ended = format!("require(\"never\", \"N.\", |lead| {}", open.repeat(many));
        attacks.push(refused(format!("{name}-never-closed"), "line", open_ended));
        let closed = rule(&format!("true {}", close.repeat(many)));
        if !close.is_empty() {
            attacks.push(refused(format!("{name}-never-opened"), "line", closed));
        }
        // At the limit itself: as deep as may be, the stack must hold.
        for depth in [12, 20, 28, 31, 32, 40, 60] {
            let body = format!("{{ let a = 1; {}{inner}{}; true }}", open.repeat(depth), close.repeat(depth));
            attacks.push(Attack {
                name: format!("{name}-nested-{depth}"),
                script: free(&body),
                must: Must::End,
                says: String::new(),
            });
        }
    }
    attacks
}

/// One operator after the other.
fn chained() -> Vec<Attack> {
    let links = [
        ("plus", "1", "+1", ">0"),
        ("times", "1", "*1", ">0"),
        ("text-plus", "\"\"", "+\"a\"", "!=\"\""),
        ("and", "true", "&&true", ""),
        ("or", "false", "||false", "==false"),
        ("nothing-or", "()", "??()", "==()"),
        ("equal", "true", "==true", ""),
        ("shift", "1", "<<0", "==1"),
        ("bits", "1", "|1", "==1"),
        ("property", "lead", ".country", "==()"),
        ("elvis", "lead", "?.country", "==()"),
        ("index", "lead", "[\"country\"]", "==()"),
        ("index-number", "[1]", "[0]", "==1"),
        ("method", "1", ".abs()", "==1"),
        ("in", "1", " in [1]", "==true"),
        ("range", "1", "..2", "==1"),
        ("calls", "(|| 1)", ".call()", "==1"),
        ("power", "1", "**1", "==1"),
        ("else-if", "if false {1}", " else if false {1}", ""),
    ];
    let mut attacks = Vec::new();
    for (name, first, link, end) in links {
        for (length, count) in [("a-thousand", 1_000), ("as-many-as-can-be", ALMOST_TOO_LONG / link.len())] {
            let body = format!("{first}{}{end}", link.repeat(count));
            attacks.push(Attack {
                name: format!("{name}-chained-{length}"),
                script: format!("require(\"ends\", \"E.\", |lead| {{ {body} }});"),
                must: Must::End,
                says: String::new(),
            });
        }
        for count in [10, 20, 30, 40, 60] {
            let body = format!("{first}{}{end}", link.repeat(count));
            attacks.push(Attack {
                name: format!("{name}-chained-{count}"),
                script: format!("require(\"ends\", \"E.\", |lead| {{ {body} }});"),
                must: Must::End,
                says: String::new(),
            });
        }
    }
    attacks
}

/// Thousands of the same.
fn many() -> Vec<Attack> {
    let rules = |count: usize| {
        (0..count).map(|i| format!("require(\"holds-{i}\", \"R.\", |l| true);\n")).collect::<String>()
    };
    let list =
        |count: usize, item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>().join(",");
    vec![
        runs("a-thousand-rules", "", rules(1_000)),
        refused("a-thousand-and-one-rules", "the limit is 1000", rules(1_001)),
        refused("ten-thousand-rules", "", (0..10_000).map(|i| format!("score(\"{i}\",|l|1);")).collect()),
        refused("ten-thousand-rules-in-a-loop", "", "for i in 0..10_000 { score(`s${i}`, |l| 1); }".into()),
        ends("a-thousand-slow-rules", {
            (0..1_000).map(|i| format!("require(\"fails-{i}\", \"R.\", |l| {{ loop {{}} }});\n")).collect()
        }),
        refused(
            "ten-thousand-functions",
            "",
            (0..10_000).map(|i| format!("fn f{i}(){{}}")).collect::<String>() + rule("true").as_str(),
        ),
        refused(
            "ten-thousand-closures",
            "",
            format!("let a = [{}];{}", list(10_000, &|_| "||1".into()), rule("true")),
        ),
        ends(
            "ten-thousand-parameters",
            format!("fn f({}) {{ true }}{}", list(10_000, &|i| format!("a{i}")), rule("true")),
        ),
        ends("ten-thousand-arguments", free(&format!("abs({})", list(10_000, &|_| "1".into())))),
        refused(
            "ten-thousand-variables",
            "",
            (0..10_000).map(|i| format!("let v{i}=1;")).collect::<String>() + rule("true").as_str(),
        ),
        refused(
            "ten-thousand-constants",
            "",
            (0..10_000).map(|i| format!("const V{i}=1;")).collect::<String>() + rule("true").as_str(),
        ),
        ends(
            "ten-thousand-variables-in-a-rule",
            format!(
                "require(\"ends\", \"E.\", |lead| {{ {} true }});",
                (0..10_000).map(|i| format!("let v{i}=1;")).collect::<String>()
            ),
        ),
        ends(
            "ten-thousand-statements",
            format!("require(\"ends\", \"E.\", |lead| {{ {} true }});", "lead.country;".repeat(10_000)),
        ),
        refused("a-list-of-many", "", rule(&format!("[{}].len() > 1", list(60_000, &|_| "1".into())))),
        runs(
            "a-list-as-long-as-can-be",
            "",
            rule(&format!("[{}].len() == 1999", list(1_999, &|_| "1".into()))),
        ),
        refused(
            "a-map-of-many",
            "",
            rule(&format!("#{{{}}}.len() > 1", list(10_000, &|i| format!("k{i}:1")))),
        ),
        refused("a-map-of-one-key", "", rule(&format!("#{{{}}}.len() > 1", list(10_000, &|_| "k:1".into())))),
        runs(
            "a-switch-of-thousands",
            "",
            rule(&format!(
                "switch lead.employees {{ {} , 120 => true, _ => false }}",
                list(10_000, &|i| format!("{} => false", i + 1_000))
            )),
        ),
        ends(
            "a-switch-of-thousand-ranges",
            rule(&format!(
                "switch lead.employees {{ {} , _ => true }}",
                list(5_000, &|i| format!("{}..{} => false", 1_000 + i, 1_010 + i))
            )),
        ),
        ends(
            "a-switch-of-one-text",
            rule(&format!(
                "switch lead.country {{ {} , _ => true }}",
                list(8_000, &|_| "\"US\" if true => false".into())
            )),
        ),
        ends("a-thousand-constants-captured", {
            let constants: String = (0..400).map(|i| format!("const C{i} = [{i}];\n")).collect();
            let sum: Vec<String> = (0..400).map(|i| format!("C{i}")).collect();
            format!("{constants}require(\"ends\", \"E.\", |lead| {{ {}; true }});", sum.join(";"))
        }),
        ends("many-rules-with-large-captures", {
            let words = list(1_900, &|i| format!("\"w{i}\""));
            let rules: String = (0..900)
                .map(|i| format!("require(\"declined-{i}\", \"R.\", |l| l.country in WORDS);\n"))
                .collect();
            format!("const WORDS = [{words}];\n{rules}")
        }),
    ]
}

/// Hundreds of kilobytes of one thing, and megabytes of anything.
fn long() -> Vec<Attack> {
    let n = ALMOST_TOO_LONG;
    vec![
        refused("megabytes-of-rules", "the limit is 262144", rule("true").repeat(60_000)),
        refused("megabytes-of-nothing", "the limit is 262144", " ".repeat(5_000_000)),
        refused(
            "one-letter-too-long",
            "the limit is 262144",
            format!("{}{}", rule("true"), " ".repeat(262_144)),
        ),
        runs("blanks", "", rule("true") + " ".repeat(n).as_str()),
        runs("empty-lines", "", rule("true") + "\n".repeat(n).as_str()),
        ends("semicolons", rule("true") + ";".repeat(n).as_str()),
        ends("empty-blocks", rule("true") + "{}".repeat(n / 2).as_str()),
        runs("one-comment", "", format!("/*{}*/{}", "x".repeat(n), rule("true"))),
        runs("many-comments", "", rule("true") + "//\n".repeat(n / 3).as_str()),
        ends("doc-comments", "/// x\n".repeat(n / 6) + rule("true").as_str()),
        refused("one-text", "", rule(&format!("\"{}\" != \"\"", "x".repeat(n)))),
        refused("one-raw-text", "", rule(&format!("#\"{}\"# != \"\"", "x".repeat(n)))),
        ends("one-hash-text", rule(&format!("{0}\"x\"{0} != \"\"", "#".repeat(n / 2)))),
        refused("one-interpolated-text", "", rule(&format!("`{}` != \"\"", "x".repeat(n)))),
        ends("one-text-of-expressions", free(&format!("`{}` != \"\"", "${1}".repeat(n / 4)))),
        refused("one-text-of-escapes", "", rule(&format!("\"{}\" != \"\"", "\\u0000".repeat(n / 6)))),
        refused("one-name", "unknown field", rule(&format!("lead.{} == 1", "x".repeat(n)))),
        refused("one-variable", "", rule(&format!("{} == 1", "x".repeat(n)))),
        ends("one-function", format!("fn {0}() {{ true }}{1}", "x".repeat(n), rule("true"))),
        refused("one-number", "", rule(&format!("{} == 1", "1".repeat(n)))),
        ends("one-number-of-zeros", rule(&format!("1{} == 1", ".0".to_string() + "0".repeat(n).as_str()))),
        ends("one-number-of-underscores", rule(&format!("1{} == 1", "_".repeat(n)))),
        refused("one-hexadecimal-number", "", rule(&format!("0x{} == 1", "f".repeat(n)))),
        refused(
            "one-code",
            "1 to 64 characters",
            format!("require(\"{}\", \"C.\", |lead| true);", "x".repeat(2_000)),
        ),
        refused(
            "one-message",
            "longer than 500 characters",
            format!("require(\"c\", \"{}\", |lead| true);", "x".repeat(2_000)),
        ),
        refused(
            "many-unknown-fields",
            "unknown field",
            (0..1_400).map(|i| format!("score(\"{i}\",|l|l.f{i});")).collect(),
        ),
        refused(
            "many-unknown-fields-in-a-rule",
            "unknown field",
            rule(
                &(0..20_000)
                    .map(|i| format!("lead.f{i};"))
                    .collect::<String>()
                    .replacen("lead", "{lead", 1)
                    .replacen("lead.f19999;", "lead.f19999}", 1),
            ),
        ),
        refused("many-problems", "", (0..4_000).map(|_| "require(\"\",\"\",|l|true);".to_string()).collect()),
    ]
}

/// What Unicode has for those who look for it.
fn unicode() -> Vec<Attack> {
    let held = |name: &str, script: String| runs(format!("unicode-{name}"), "", script);
    let no = |name: &str, script: String| refused(format!("unicode-{name}"), "line", script);
    vec![
        held("byte-order-mark", format!("\u{feff}{}", rule("true"))),
        held("byte-order-marks", format!("{}{}", "\u{feff}".repeat(1_000), rule("true"))),
        no("byte-order-mark-inside", rule("tr\u{feff}ue")),
        no("nul", rule("true\0")),
        no("nul-first", format!("\0{}", rule("true"))),
        held("nul-in-a-comment", format!("// \0\n{}", rule("true"))),
        held("nul-in-a-text", rule("\"\0\".len() == 1")),
        held(
            "carriage-returns-and-newlines",
            rule("true").replace('\n', "\r\n") + "\r\n" + rule("true").replace("it", "that").as_str(),
        ),
        held(
            "carriage-returns",
            format!("{}\r\r{}", rule("true").trim(), rule("true").replace("it", "that")),
        ),
        no(
            "line-separator",
            format!("{}\u{2028}{}", rule("true").trim(), rule("true").replace("it", "that")),
        ),
        no("next-line", format!("\u{85}{}", rule("true"))),
        no("no-break-space", format!("\u{a0}{}", rule("true"))),
        no("replacement-letters", "\u{fffd}".repeat(50_000)),
        no("astral-letters", "😀".repeat(50_000)),
        no("private-letters", "\u{e000}".repeat(50_000)),
        no("not-letters", "\u{ffff}\u{10ffff}".repeat(30_000)),
        held("astral-texts", rule(&format!("\"{}\" != \"\"", "😀".repeat(500)))),
        held("combining-marks", rule(&format!("\"e{}\" != \"\"", "\u{301}".repeat(1_000)))),
        no("combining-marks-in-a-name", rule(&format!("lead.e{}", "\u{301}".repeat(1_000)))),
        no("right-to-left-first", format!("\u{202e}{}", rule("true"))),
        no("tags", rule("lead.count\u{e0072}\u{e0079}ry == 1")),
        no("full-width", rule("lead．country == \"DE\"")),
        no("smart-quotes", "require(“a”, “A.”, |lead| true);".into()),
        no("smart-quotes-in-german", "require(„a“, „A.“, |lead| true);".into()),
        no("semicolon-of-greek", "require(\"a\", \"A.\", |lead| true)\u{37e}".into()),
        no("byte-after-byte", (0_u32..0x3000).filter_map(char::from_u32).collect()),
    ]
}
