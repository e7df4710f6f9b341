//! `rules/VOCABULARY.md` and the engine agree.

use super::{is, outcome};
use referral_widget::rules::{Kinds, Outcome, Signature, signatures};
use std::collections::BTreeMap;

const PAGE: &str = include_str!("../../rules/VOCABULARY.md");

/// The examples of a function: the expression, and its value.
type Examples = Vec<(String, String)>;

/// Returns the examples of each signature. A row without a signature continues the row before it.
fn documented() -> BTreeMap<String, Examples> {
    let mut found: BTreeMap<String, Examples> = BTreeMap::new();
    let mut signature = String::new();
    for row in PAGE.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<String> = row.replace("\\|", "\u{1}").split('|').map(cell).collect();
        let [_, function, _, example, result, _] = cells.as_slice() else { panic!("four columns: {row}") };
        if function == "function" || function.starts_with('-') {
            continue;
        }
        if !function.is_empty() {
            signature.clone_from(function);
            assert!(!found.contains_key(&signature), "documented twice: {signature}");
        }
        found.entry(signature.clone()).or_default().push((example.clone(), result.clone()));
    }
    found
}

fn cell(text: &str) -> String {
    text.replace('\u{1}', "|").trim().trim_matches('`').to_string()
}

#[test]
fn every_function_is_on_the_page_and_the_page_has_no_other() {
    let documented: Vec<String> = documented().into_keys().collect();
    let mut known: Vec<&str> = signatures().map(|signature| signature.line).collect();
    known.sort_unstable();
    assert_eq!(documented, known);
}

#[test]
fn every_example_comes_to_what_the_page_says() {
    for (signature, examples) in documented() {
        let signature = signatures().find(|known| known.line == signature).expect("it is known");
        assert!(examples.iter().all(|(example, _)| calls(example, &signature)), "{}", signature.line);
        for (expression, result) in examples {
            is(&expression, &result);
        }
    }
}

/// True if the example calls that function. `in` is a call to `contains`.
fn calls(example: &str, signature: &Signature) -> bool {
    let name = signature.name;
    let call = if signature.property { format!(".{name}") } else { format!("{name}(") };
    let is_operator = !name.starts_with(|c: char| c.is_ascii_alphabetic());
    example.contains(&call)
        || is_operator && example.contains(name)
        || name == "contains" && example.contains(" in ")
}

#[test]
fn every_function_answers_with_the_kind_that_its_signature_names() {
    let kinds = [
        (Kinds::TEXT, "string"),
        (Kinds::INTEGER, "i64"),
        (Kinds::DECIMAL, "decimal"),
        (Kinds::BOOL, "bool"),
        (Kinds::LIST, "array"),
        (Kinds::UNIT, "()"),
    ];
    for (line, examples) in documented() {
        let signature = signatures().find(|known| known.line == line).expect("it is known");
        let named: Vec<_> =
            kinds.iter().filter(|(kind, _)| kind.overlaps(signature.result)).map(|(_, name)| name).collect();
        // For a function that changes its argument, the example shows the variable after the call. The call itself
        // returns nothing.
        let (expression, _) = examples.first().expect("it has an example");
        if !signature.changes {
            let finding = outcome(&format!("type_of({expression}) in {named:?}"));
            assert_eq!(finding.outcome, Outcome::Met, "{expression} is none of {named:?}");
        }
    }
}

#[test]
fn an_answer_that_is_not_given_is_no_error() {
    let optional = signatures().filter(|signature| {
        let first = signature.parameters.first();
        first.is_some_and(|kinds| kinds.overlaps(Kinds::UNIT) && *kinds != Kinds::ANY)
    });
    let mut asked = 0;
    for signature in optional {
        let mut arguments = vec!["()"];
        for kinds in &signature.parameters[1..] {
            arguments.push(match *kinds {
                Kinds::INTEGER => "1",
                Kinds::LIST => "[\"a\"]",
                Kinds::TEXT if signature.name == "in_group" => "\"EU\"",
                Kinds::TEXT if signature.name == "convert" => "\"EUR\"",
                _ => "\"2026-11-23\"",
            });
        }
        let expected = if signature.result == Kinds::BOOL { "false" } else { "()" };
        is(&format!("{}({})", signature.name, arguments.join(", ")), expected);
        // The same applies to a second optional answer.
        if signature.parameters.get(1).is_some_and(|kinds| kinds.overlaps(Kinds::UNIT)) {
            is(&format!("{}(\"2026-11-23\", ())", signature.name), expected);
        }
        asked += 1;
    }
    assert!(asked > 20, "{asked} functions take an optional answer");
    is("between((), 1, 2)", "false");
}

#[test]
fn an_argument_of_a_wrong_kind_is_told() {
    let error = outcome("days_between(today, 5) == 1").error.expect("it fails");
    assert!(error.ends_with("no function `days_between` takes these arguments"), "{error}");
}
