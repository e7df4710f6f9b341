//! Whatever a script contains, it comes into force, or it is refused with a place and the previous one stays.

use crate::{config, edited, edits, sample};
use proptest::collection::vec;
use proptest::prelude::*;
use referral_widget::exchange::Session;
use serde_json::{Value, json};

/// The words and signs of the language, and the names of our declarations.
const TOKENS: &[&str] = &[
    "require",
    "review",
    "score",
    "qualify_at",
    "plan",
    "route",
    "(",
    ")",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "#{",
    ",",
    ",",
    ";",
    ";",
    "|lead|",
    "|x|",
    "||",
    "lead",
    "lead.employees",
    "lead.country",
    "lead[\"country\"]",
    "today",
    "x",
    "f",
    "\"code\"",
    "\"A message.\"",
    "`${x}`",
    "`",
    "\"",
    "'a'",
    "1",
    "0",
    "50_000",
    "1.5",
    "9223372036854775807",
    "()",
    "true",
    "false",
    "==",
    "!=",
    "<",
    ">=",
    "&&",
    "!",
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "??",
    "?.",
    ".",
    "..",
    "..=",
    "=",
    "+=",
    "=>",
    "let",
    "const",
    "fn f(x)",
    "fn",
    "if",
    "else",
    "switch",
    "_ =>",
    "while",
    "loop",
    "do",
    "until",
    "for x in",
    "in",
    "break",
    "continue",
    "return",
    "throw",
    "try",
    "catch (e)",
    "this",
    "Fn(\"f\")",
    ".call(",
    ".len()",
    ".map(",
    ".some(",
    ".push(",
    "//",
    "/*",
    "*/",
    "\n",
    "private",
    "import",
    "export",
    "as",
    "global::",
    "eval",
    "is_def_var",
];

fn soup() -> impl Strategy<Value = String> {
    vec(prop::sample::select(TOKENS), 0..60).prop_map(|tokens| tokens.join(" "))
}

/// A rule whose body is made of tokens. It gets further than tokens alone.
fn rule_of_soup() -> impl Strategy<Value = String> {
    vec(prop::sample::select(TOKENS), 0..12)
        .prop_map(|tokens| format!("require(\"code\", \"A.\", |lead| {{ {} }});", tokens.join(" ")))
}

fn comes_into_force_or_is_refused(script: &str) -> Result<(), TestCaseError> {
    let program = sample("cloud-migration/program.json");
    let mut session = Session::default();
    let mut load = |script: &str| -> Value {
        let request = json!({ "load": { "program": program, "script": script } });
        let reply = session.answer_json(&request.to_string()).expect("an answer to every load");
        serde_json::from_str(&reply).expect("the reply is JSON")
    };
    prop_assert!(load(&sample("cloud-migration/qualify.rhai"))["loaded"].is_object());
    let reply = load(script);
    if let Some(problems) = reply["refused"]["problems"].as_array() {
        prop_assert!(!problems.is_empty());
        for problem in problems {
            let place = problem["place"].as_str().unwrap_or_default();
            prop_assert!(place.starts_with("qualify.rhai"), "{}", problem);
            prop_assert!(
                problem["message"].as_str().is_some_and(|message| !message.is_empty()),
                "{}",
                problem
            );
        }
    } else {
        prop_assert!(reply["loaded"].is_object(), "{}", reply);
    }
    let answers = json!({ "country": "DE", "employees": "120" });
    let judge = json!({ "judge": { "id": 1, "answers": answers, "today": "2026-11-23" } }).to_string();
    let judged = session.answer_json(&judge);
    prop_assert!(judged.is_some(), "there are rules in force, and no verdict");
    prop_assert_eq!(session.answer_json(&judge), judged);
    Ok(())
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn text_comes_into_force_or_is_refused(text in any::<String>()) {
        comes_into_force_or_is_refused(&text)?;
    }

    #[test]
    fn tokens_come_into_force_or_are_refused(script in soup()) {
        comes_into_force_or_is_refused(&script)?;
    }

    #[test]
    fn a_rule_of_tokens_comes_into_force_or_is_refused(script in rule_of_soup()) {
        comes_into_force_or_is_refused(&script)?;
    }

    #[test]
    fn a_changed_script_comes_into_force_or_is_refused(
        edits in edits(prop_oneof![
            prop::sample::select(TOKENS).prop_map(ToString::to_string),
            "[\\x00-\\x7f\u{301}\u{202e}\u{2028}\u{1f600}]{0,6}",
        ]),
    ) {
        comes_into_force_or_is_refused(&edited(&sample("cloud-migration/qualify.rhai"), &edits))?;
    }
}
