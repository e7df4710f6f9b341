//! `visible_when`: a question that is not asked of a lead does not count.

use jiff::civil::{Date, date};
use referral_widget::exchange::Session;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::program::Program;
use referral_widget::rules::{Outcome, Rules, Status, Verdict, check_script};
use serde_json::{Value, json};

const TODAY: Date = date(2026, 11, 23);

const SCRIPT: &str = r#"
const KNOWN = ["yes"];
fn is_known(customer) { customer == "yes" }

require("ordered", "The last order is three years old, or older.",
    |lead| lead.last_order == () || lead.last_order <= "2023-11-23");
review("decider", "You know who decides.", |lead| lead.decider != "nobody");
"#;

/// A program in which some fields are asked of some leads only.
fn program() -> Value {
    referral_testing::program()
        .field("kind", "radio")
        .options(&["lead", "introduction"])
        .required()
        .field("customer", "select")
        .options(&["yes", "no"])
        .required()
        .field("last_order", "date")
        .and("visible_when", "is_known(lead.customer)")
        .required()
        .field("order_number", "text")
        .and("visible_when", "lead.customer in KNOWN && lead.last_order != ()")
        .required()
        .field("decider", "select")
        .options(&["owner", "nobody"])
        .and("label", "Who decides")
        .required()
        .with(
            "steps",
            json!([
                { "title": "What", "fields": ["kind", "customer", "last_order", "order_number"] },
                { "title": "Who", "fields": ["decider"], "visible_when": "lead.kind == \"introduction\"" }
            ]),
        )
        .json()
}

fn compile(program: &Value, script: &str) -> Result<Rules, String> {
    let json = program.to_string();
    let said = |problems: Vec<_>| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let program = Program::parse(&json).map_err(said)?;
    Rules::compile(&program, &json, script).map_err(said)
}

fn judge(lead: Value) -> Verdict {
    let rules = compile(&program(), SCRIPT).expect("the program is fine");
    let answers: Answers = serde_json::from_value(lead).expect("answers");
    rules.evaluate(&Lead::read(rules.program(), &answers, NumberStyle::Plain).0, TODAY)
}

#[test]
fn a_hidden_field_is_not_waited_for() {
    let verdict = judge(json!({ "kind": "lead", "customer": "no" }));
    assert_eq!(verdict.hidden, ["last_order", "order_number", "decider"]);
    assert_eq!(verdict.status, Status::Qualified);
    let verdict = judge(json!({ "kind": "introduction", "customer": "yes" }));
    assert_eq!(verdict.hidden, ["order_number"]);
    assert_eq!(verdict.status, Status::Incomplete);
    assert_eq!(verdict.findings[0].waiting_for, ["last_order"]);
}

#[test]
fn an_answer_to_a_hidden_field_does_not_count() {
    let lead = json!({ "kind": "lead", "customer": "no", "last_order": "2026-11-01", "decider": "nobody" });
    let verdict = judge(lead);
    // A field that depends on the hidden answer is hidden too.
    assert_eq!(verdict.hidden, ["last_order", "order_number", "decider"]);
    assert!(verdict.findings.iter().all(|finding| finding.outcome == Outcome::Met), "{verdict:?}");
    let shown = json!({ "kind": "lead", "customer": "yes", "last_order": "2026-11-01", "decider": "nobody" });
    assert_eq!(judge(shown).status, Status::Disqualified);
}

#[test]
fn the_form_is_told_what_to_ask_and_sends_no_more() {
    let mut session = Session::default();
    let load = json!({ "load": { "program": program().to_string(), "script": SCRIPT } });
    let loaded = session.answer_json(&load.to_string());
    assert_eq!(loaded.as_deref(), Some(r#"{"loaded":{"quick":false}}"#), "it has a function");
    let mut ask = |answers: Value| -> Value {
        let request = json!({ "judge": { "id": 1, "answers": answers, "today": "2026-11-23" } });
        let reply = session.answer_json(&request.to_string()).expect("an answer");
        serde_json::from_str::<Value>(&reply).expect("JSON")["judged"].take()
    };
    let hidden =
        ask(json!({ "kind": "lead", "customer": "no", "last_order": "yesterday", "order_number": "7" }));
    assert_eq!(hidden["lead"], json!({ "kind": "lead", "customer": "no" }));
    assert_eq!((&hidden["errors"], &hidden["missing"]), (&json!([]), &json!([])));
    let shown = ask(json!({ "kind": "lead", "customer": "yes", "last_order": "yesterday" }));
    assert_eq!(shown["errors"][0]["field"], "last_order");
    assert_eq!(shown["verdict"]["hidden"], json!(["order_number", "decider"]));
    // When the field is hidden again, the verdict is as if it had never been shown.
    let again =
        ask(json!({ "kind": "lead", "customer": "no", "last_order": "yesterday", "order_number": "7" }));
    assert_eq!(again, hidden);
}

#[test]
fn suggestions_do_not_speak_of_hidden_fields() {
    let verdict = judge(json!({ "kind": "introduction", "customer": "no", "decider": "nobody" }));
    assert_eq!(verdict.status, Status::Review);
    let fields: Vec<&str> = verdict.suggestions.iter().map(|suggestion| suggestion.field.as_str()).collect();
    assert!(!fields.contains(&"last_order"), "{fields:?}");
    assert!(fields.contains(&"decider"), "{fields:?}");
}

/// Returns the message about a condition of the field `last_order`.
fn refusal(condition: &str) -> String {
    let mut program = program();
    program["fields"][2]["visible_when"] = condition.into();
    compile(&program, SCRIPT).err().unwrap_or_else(|| panic!("was not refused: {condition}"))
}

#[test]
fn a_mistake_in_a_condition_is_placed_in_the_program() {
    let place = "fields[2] `last_order`, visible_when, column";
    for (condition, said) in [
        ("lead.customr == \"yes\"", format!("{place} 6: unknown field `customr`; did you mean `customer`?")),
        ("lead.customer ==", format!("{place} ")),
        ("custom == 1", format!("{place} 1: there is no variable `custom` here")),
        (
            "lead.order_number == \"7\"",
            format!("{place} 1: reads `order_number`, which is not asked before: it can read earlier fields"),
        ),
        ("lead.last_order == ()", format!("{place} 1: reads `last_order`, which is not asked before")),
        ("[1].some(|n| n == lead.customer)", format!("{place} 1: must compare fields")),
        ("lead.customer = \"yes\"", format!("{place} 1: must compare fields (with `==`, not `=`)")),
        ("true); require(\"x\", \"X.\", |lead| true", format!("{place} 8: must be one expression")),
        ("true /* for now", format!("{place} 6: must have no comment")),
    ] {
        let refusal = refusal(condition);
        assert!(refusal.contains(&said), "{condition}\n{refusal}");
    }
}

#[test]
fn a_condition_that_can_hardly_be_meant_so_is_warned_of() {
    let mut program = program();
    program["fields"][2]["visible_when"] = "lead.customer == 1".into();
    let json = program.to_string();
    let checked = check_script(&Program::parse(&json).expect("a program"), &json, SCRIPT, TODAY);
    let (_, problems) = checked.expect("the script compiles");
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said[0],
        "fields[2] `last_order`, visible_when, column 6: `customer` is a text, and is compared with `1`, a number: \
         this is never true (write the text in quotes: \"1\")"
    );
}

#[test]
fn a_condition_stands_in_the_program_and_not_in_the_script() {
    let said = compile(&program(), &format!("{SCRIPT}visible_when(|lead| true);")).err().unwrap_or_default();
    assert!(said.contains("visible_when belongs to a field of the program"), "{said}");
    let said = compile(&program(), &format!("{SCRIPT}/* and more")).err().unwrap_or_default();
    assert!(said.contains("ends within a comment"), "{said}");
    assert!(compile(&program(), &format!("{SCRIPT}// the end")).is_ok());
}

#[test]
fn steps_have_every_field_once_and_in_order() {
    for (steps, said) in [
        (json!([{ "title": "A", "fields": ["kind", "customer"] }]), "the field `last_order` is in no step"),
        (json!([{ "title": "A", "fields": ["customer", "kind"] }]), "has `customer` where `kind` is next"),
        (json!([{ "title": " ", "fields": [] }]), "has an empty title"),
        (json!([{ "title": "A", "fields": ["kinds"] }]), "did you mean `kind`?"),
    ] {
        let mut program = program();
        program["steps"] = steps;
        let refusal = compile(&program, SCRIPT).err().unwrap_or_default();
        assert!(refusal.contains(said), "{refusal}");
    }
}
