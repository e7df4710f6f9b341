//! Hostile scripts that nest, or that chain one operator after the other: ten thousand times, and as often as the size
//! allows.

use super::large::{ALMOST_TOO_LONG, free, refused, rule};
use super::{Attack, Must};

pub fn corpus() -> Vec<Attack> {
    let mut attacks = nested();
    attacks.extend(chained());
    attacks
}

/// Something inside something inside something, closed or left open.
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
        // Only comments may nest that deep, since they make no tree.
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
        // These depths are around the limit: at the greatest allowed depth, the stack must be large enough.
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
