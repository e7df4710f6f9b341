//! Cases as a vendor writes them, the messages when one fails, and what they leave untried.

use referral_testing::program;
use referral_widget::rules::{Coverage, MAX_CASES_BYTES, Rules, Trial};
use serde_json::{Value, json};

const SCRIPT: &str = r#"
require("territory", "In Germany.", |lead| lead.country == "DE");
require("consent", "With consent.", |lead| lead.consent);
review("size", "50 or more.", |lead| lead.employees >= 50);
score("budget", |lead| if lead.budget >= 100_000 { 30 } else { 10 });
score("bonus", |lead| 5);
qualify_at(30);
plan(|lead| if lead.budget == () { "small" } else { "share" });
route(|lead| if lead.employees > 1000 { "enterprise" } else { () });
"#;

fn rules(script: &str) -> Rules {
    program()
        .field("country", "select")
        .options(&["DE", "US"])
        .required()
        .field("employees", "number")
        .and("min", 1)
        .required()
        .field("budget", "money")
        .field("consent", "checkbox")
        .plan("small", json!({ "flat": 100 }))
        .plan("share", json!({ "basis": "budget", "tiers": [{ "percent": 5 }] }))
        .rules(script)
}

fn lead() -> Value {
    json!({ "country": "DE", "employees": 60, "budget": "150000", "consent": true })
}

/// Returns a valid case with some keys replaced. `{}` replaces none.
fn case(changes: Value) -> Value {
    let mut case = json!({ "name": "A", "today": "2026-11-23", "lead": lead(), "verdict": "qualified" });
    for (key, value) in changes.as_object().expect("an object") {
        case[key] = value.clone();
    }
    case
}

fn refusal(cases: &str) -> Vec<String> {
    let problems = rules(SCRIPT).read_cases(cases).expect_err("the cases have a mistake");
    problems.iter().map(ToString::to_string).collect()
}

fn trials(script: &str, cases: Value) -> Vec<Trial> {
    let rules = rules(script);
    let cases = rules.read_cases(&json!({ "cases": cases }).to_string()).expect("the cases are fine");
    cases.iter().map(|case| rules.try_case(case)).collect()
}

fn differences(script: &str, changes: Value) -> Vec<String> {
    let trials = trials(script, json!([case(changes)]));
    trials[0].differences.iter().map(ToString::to_string).collect()
}

fn coverage(script: &str, leads: &[Value]) -> Coverage {
    let cases = leads.iter().enumerate();
    let cases = cases.map(|(i, lead)| case(json!({ "name": format!("{i}"), "lead": lead })));
    Coverage::measure(&rules(script), &trials(script, cases.collect()))
}

#[test]
fn a_mistake_in_a_case_is_told_with_its_place_and_the_mend() {
    let mistakes = [
        (
            json!({ "verdikt": "review" }),
            "cases[0].verdikt: is not a key that is known here (did you mean `verdict`?)",
        ),
        (
            json!({ "verdict": "qualifed" }),
            "cases[0].verdict: must be one of qualified, review, disqualified, incomplete, but is the text \
             \"qualifed\" (did you mean `qualified`?)",
        ),
        (json!({ "lead": null }), "cases[0].lead: is missing"),
        (json!({ "score": "30" }), "cases[0].score: must be a whole number, but is the text \"30\""),
        (
            json!({ "today": "23.11.2026" }),
            "cases[0] `A`, today: must be a date that exists, such as 2026-11-23, but is \"23.11.2026\"",
        ),
        (
            json!({ "lead": { "employes": 60 } }),
            "cases[0] `A`, lead.employes: there is no field `employes` (did you mean `employees`?)",
        ),
        (json!({ "lead": { "employees": 0 } }), "cases[0] `A`, lead.employees: Employees must be 1 or more"),
        (
            json!({ "findings": { "teritory": "met" } }),
            "cases[0] `A`, findings.teritory: there is no rule `teritory` (did you mean `territory`?)",
        ),
        (
            json!({ "findings": { "territory": "meet" } }),
            "cases[0].findings.territory: must be one of met, unmet, pending, error, but is the text \"meet\" \
             (did you mean `met`?)",
        ),
        (json!({ "plan": "smal" }), "cases[0] `A`, plan: there is no plan `smal` (did you mean `small`?)"),
        (json!({ "name": " " }), "cases[0].name: is empty"),
    ];
    for (changes, expected) in mistakes {
        assert_eq!(refusal(&json!({ "cases": [case(changes)] }).to_string()), [expected]);
    }
    let twice = json!({ "cases": [case(json!({})), case(json!({}))] });
    assert_eq!(
        refusal(&twice.to_string()),
        ["cases[1] `A`, name: is the name of two cases (say what is different about this one)"]
    );
}

#[test]
fn a_file_that_is_no_list_of_cases_is_refused() {
    let files = [
        ("", "cases.json, line 1, column 1: is not JSON: EOF while parsing a value"),
        (
            "{\n  \"cases\": [\n    { \"ä\" \"b\" }",
            "cases.json, line 3, column 11: is not JSON: expected `:`",
        ),
        ("[]", "cases.json: must be an object in braces (write { \"cases\": [ … ] })"),
        ("{}", "cases: is missing"),
        ("{\"cases\": {}}", "cases: must be a list in brackets, but is an object"),
    ];
    for (text, expected) in files {
        assert_eq!(refusal(text), [expected], "{text}");
    }
    let problems = refusal(&" ".repeat(MAX_CASES_BYTES + 1));
    assert_eq!(problems, ["cases.json: is 4194305 bytes long; the limit is 4194304"]);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let cases = json!({ "cases": [
        case(json!({ "today": "tomorrow", "lead": { "city": "Bern", "employees": "many" } })),
        case(json!({ "name": "B", "plan": "huge" })),
    ] });
    assert_eq!(refusal(&cases.to_string()).len(), 4);
}

#[test]
fn a_case_passes_when_all_that_it_speaks_of_comes_out() {
    assert_eq!(differences(SCRIPT, json!({})), Vec::<String>::new());
    let told = json!({
        "findings": { "territory": "met", "plan": "met" },
        "score": 35, "plan": "share", "estimate": 7500, "route": null,
    });
    assert_eq!(differences(SCRIPT, told), Vec::<String>::new());
    assert_eq!(differences(SCRIPT, json!({ "estimate": "7500.00" })), Vec::<String>::new());
}

#[test]
fn a_case_that_fails_says_what_was_expected_and_what_came_out() {
    let told = json!({
        "verdict": "review", "findings": { "size": "unmet", "budget": "met" },
        "score": 30, "plan": "small", "estimate": null, "route": "enterprise",
    });
    assert_eq!(
        differences(SCRIPT, told),
        [
            "verdict: expected review, got qualified",
            "findings.size: expected unmet, got met",
            "score: expected 30, got 35",
            "plan: expected small, got share",
            "estimate: expected none, got 7500.00",
            "route: expected enterprise, got none",
        ]
    );
}

#[test]
fn a_rule_that_fails_makes_a_case_fail_that_does_not_expect_it() {
    let script = r#"review("fails", "Fails.", |lead| lead.employees / 0 > 1);"#;
    let reviewed = json!({ "verdict": "review" });
    assert_eq!(
        differences(script, reviewed),
        [
            "findings.fails: expected no error, got an error (qualify.rhai, line 1, column 49: Division by zero: 60 / 0)"
        ]
    );
    let foreseen = json!({ "verdict": "review", "findings": { "fails": "error" } });
    assert_eq!(differences(script, foreseen), Vec::<String>::new());
}

#[test]
fn without_cases_everything_is_a_gap() {
    let coverage = coverage(SCRIPT, &[]);
    assert_eq!(
        coverage.gaps(),
        [
            "no case meets `territory`, `consent`, `size`, `budget`, `bonus`, `plan` or `route`",
            "no case fails `territory`, `consent` or `size`",
            "no case earns by the plan `small` or `share`",
            "no case takes the route `enterprise`",
        ]
    );
}

#[test]
fn gaps_are_named() {
    let with = |field: &str, value: Value| {
        let mut lead = lead();
        lead[field] = value;
        lead
    };
    let coverage = coverage(SCRIPT, &[lead(), with("country", "US".into()), with("budget", 0.into())]);
    assert_eq!(
        coverage.gaps(),
        [
            "no case fails `consent` or `size`",
            "no case earns by the plan `small`",
            "no case takes the route `enterprise`",
        ]
    );
    let territory = &coverage.rules[0];
    assert_eq!((territory.met, territory.unmet, territory.decisive), (2, 1, 1));
    let budget = &coverage.rules[3];
    assert_eq!((budget.points.iter().copied().collect::<Vec<_>>(), budget.decisive), (vec![10, 30], 1));
}

#[test]
fn a_rule_that_never_turns_the_verdict_alone_is_named() {
    let small_and_foreign = json!({ "country": "US", "employees": 3, "consent": false });
    let coverage = coverage(SCRIPT, &[lead(), small_and_foreign]);
    assert_eq!(coverage.never_decisive, ["territory", "consent", "size"]);
    assert_eq!(coverage.gaps()[0], "no case is decided alone by `territory`, `consent` or `size`");
}

#[test]
fn points_that_the_script_names_and_no_case_gets_are_named() {
    let script = r#"
score("size", |lead| { let size = lead.employees; if size > 500 { 40 } else if size > 50 { 20 } else { -5 } });
score("country", |lead| switch lead.country { "DE" => 10, _ => 0 });
score("share", |lead| if lead.consent { lead.employees } else { 7 });"#;
    let coverage = coverage(script, &[lead()]);
    assert_eq!(
        coverage.gaps()[..4],
        [
            "every case gives the same points for `share`",
            "no case earns by the plan `small` or `share`",
            "no case gives -5 or 40 points for `size`",
            "no case gives 0 points for `country`",
        ]
    );
    let untried: Vec<Vec<i64>> =
        coverage.rules.iter().map(|rule| rule.points_not_given.iter().copied().collect()).collect();
    assert_eq!(untried, [vec![-5, 40], vec![0], vec![7]]);
}

#[test]
fn a_score_decides_when_the_lead_would_fall_short_without_it() {
    let script = r#"
score("a", |lead| if lead.employees > 50 { 20 } else { 0 });
score("b", |lead| if lead.budget > 0 { 20 } else { 1 });
score("minus", |lead| if lead.consent { 0 } else { -30 });
qualify_at(20);"#;
    let both = json!({ "country": "DE", "employees": 60, "budget": 1, "consent": true });
    let refused = json!({ "country": "DE", "employees": 60, "budget": 1, "consent": false });
    let decisive = |leads: &[Value]| {
        let coverage = coverage(script, leads);
        coverage.rules.iter().map(|rule| rule.decisive).collect::<Vec<_>>()
    };
    assert_eq!(decisive(std::slice::from_ref(&both)), [0, 0, 0], "one of them is enough");
    assert_eq!(decisive(&[both, refused]), [0, 0, 1], "the deduction alone makes it too little");
}
