//! Hostile JSON: text that `serde_json` reads as something else than it says, and text too deep for any stack.

/// The name under which `serde_json` passes on a value as its text.
pub const RAW: &str = "$serde_json::private::RawValue";
/// The name under which it passes on a number that is kept exactly.
pub const NUMBER: &str = "$serde_json::private::Number";

/// Nests objects with the private name. The text of each is a string in the next, so a parser that reads it again
/// begins to count its depth at zero. Sixty levels are 42 kB.
pub fn nested(levels: usize) -> String {
    const DEPTH: usize = 120;
    let mut text = "0".to_string();
    for level in 0..levels {
        text = format!("{}{text}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
        if level < levels - 1 {
            // Escapes by code point, so that the text grows with the square of the levels, and not exponentially.
            let escaped = text.replace('\\', "\\u005c").replace('"', "\\u0022");
            text = format!("{{\"{RAW}\":\"{escaped}\"}}");
        }
    }
    text
}

/// Values that must be refused, wherever they are.
pub fn attacks() -> Vec<(&'static str, String)> {
    let escaped = RAW.replace('$', "\\u0024").replace(':', "\\u003A");
    vec![
        ("nested raw values", nested(60)),
        ("a raw value", format!("{{\"{RAW}\":\"[]\"}}")),
        ("a raw value that is a text", format!("{{\"{RAW}\":\"\\\"Muster AG\\\"\"}}")),
        ("a raw value by escapes", format!("{{\"{escaped}\":\"[]\"}}")),
        ("a number", format!("{{\"{NUMBER}\":\"250\"}}")),
        ("a number that is none", format!("{{\"{NUMBER}\":\"many\"}}")),
        ("another private name", "{\"$serde_json::private::Later\":1}".to_string()),
        ("a private name in a list", format!("[[{{\"a\":[{{\"{RAW}\":\"0\"}}]}}]]")),
        ("a name twice", "{\"a\":1,\"a\":2}".to_string()),
        ("a name twice by escapes", "{\"a\":1,\"\\u0061\":2}".to_string()),
        ("a name that is no text", "{\"\\ud800\":{\"a\":1,\"a\":2}}".to_string()),
        ("depth", format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))),
        ("depth that is never closed", "{\"a\":".repeat(10_000)),
    ]
}
