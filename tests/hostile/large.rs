//! Hostile scripts that are generated: thousands of one thing, or hundreds of kilobytes of it.

use super::{Attack, Must};

/// A size just below that of the largest script that is read, in bytes.
pub const ALMOST_TOO_LONG: usize = 250_000;

pub fn corpus() -> Vec<Attack> {
    let mut attacks = Vec::new();
    attacks.extend(many());
    attacks.extend(long());
    attacks.extend(unicode());
    attacks
}

pub fn refused(name: impl Into<String>, says: &str, script: String) -> Attack {
    Attack { name: name.into(), script, must: Must::BeRefused, says: says.into() }
}

fn runs(name: impl Into<String>, says: &str, script: String) -> Attack {
    Attack { name: name.into(), script, must: Must::Run, says: says.into() }
}

pub fn ends(name: impl Into<String>, script: String) -> Attack {
    Attack { name: name.into(), script, must: Must::End, says: String::new() }
}

pub fn rule(body: &str) -> String {
    format!("require(\"holds-it\", \"I.\", |lead| {body});\n")
}

/// Makes a rule whose outcome does not matter.
pub fn free(body: &str) -> String {
    format!("require(\"ends\", \"E.\", |lead| {body});\n")
}

/// Scripts with thousands of the same thing.
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
        ends("calls-of-nothing-with-sixteen-arguments", {
            let arguments = list(16, &|i| i.to_string());
            let call = |i: usize| format!("try {{ f{i}({arguments}) }} catch {{}}\n");
            free(&format!("{{ {} true }}", (0..400).map(call).collect::<String>()))
        }),
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
        slow_statements("a-slow-statement-again-and-again", 15_000),
        slow_statements("a-slow-statement-as-often-as-is-not-weighed", 400),
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
        ends("a-closure-beside-thousands-of-changes", {
            let changes: String = (0..8_000).map(|i| format!("{{let a{i}=1;a{i}=2;}}")).collect();
            let calls = "{ let n = 1; let f = |x| n < x; let hit = false; for i in 0..9000 { hit = f.call(i); } hit }";
            format!("fn f() {{ {changes} }}\nrequire(\"ends\", \"E.\", |lead| {calls});")
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

/// A script without a loop: it has a long text, and many copies of a statement that walks through that text.
fn slow_statements(name: &str, count: usize) -> Attack {
    let long = format!("let s = \"0123456789abcdef\"; {}", "s += s;".repeat(12));
    ends(name, free(&format!("{{ {long} {} true }}", "s[60000]='x';".repeat(count))))
}

/// Scripts with hundreds of kilobytes of one thing, or megabytes of anything.
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

/// Scripts with unusual Unicode characters.
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
