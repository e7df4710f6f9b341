//! The rules contract, as a vendor's script sees it.

use jiff::civil::date;
use referral_testing::ProgramBuilder;
use referral_widget::lead::Lead;
use referral_widget::program::Problem;
use referral_widget::rules::{Finding, Outcome, Rules, Status, Verdict};
use serde_json::{Value, json};

fn program() -> ProgramBuilder {
    referral_testing::program()
        .field("country", "select")
        .options(&["DE", "US"])
        .required()
        .field("employees", "number")
        .required()
        .field("budget", "money")
        .field("start", "date")
        .field("note", "text")
        .field("consent", "checkbox")
        .plan("small", json!({ "flat": 100 }))
        .plan(
            "share",
            json!({ "basis": "budget", "cap": "9000", "tiers": [{ "up_to": 100_000, "percent": 5 }, { "percent": "7.5" }] }),
        )
}

fn compile(script: &str) -> Result<Rules, Vec<Problem>> {
    Rules::compile(&program().parsed(), &program().text(), script)
}

fn judge(script: &str, lead: Value) -> Verdict {
    referral_testing::judge(&program().rules(script), &lead)
}

fn refusal(script: &str) -> String {
    match compile(script) {
        Ok(_) => panic!("was not refused: {script}"),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

fn only(verdict: &Verdict) -> &Finding {
    verdict.findings.first().expect("one finding")
}

const SCRIPT: &str = r#"
const TERRITORY = ["DE"];
require("territory", "In Germany.", |lead| lead.country in TERRITORY);
review("size", "50 or more.", |lead| lead.employees >= 50);
score("budget", |lead| if lead.budget >= 100_000 { 30 } else { 10 });
qualify_at(30);
plan(|lead| if lead.budget == () { "small" } else { "share" });
route(|lead| if lead.employees > 1000 { "enterprise" } else { "mid-market" });
"#;

#[test]
fn a_lead_that_meets_every_rule_qualifies() {
    let verdict = judge(SCRIPT, json!({ "country": "DE", "employees": 120, "budget": "150000" }));
    assert_eq!(verdict.status, Status::Qualified);
    assert_eq!((verdict.score, verdict.qualify_at), (30, Some(30)));
    assert_eq!(verdict.plan.as_deref(), Some("share"));
    assert_eq!(verdict.route.as_deref(), Some("mid-market"));
    let estimate = verdict.estimate.expect("an estimate");
    assert_eq!(estimate.amount.to_string(), "9000.00", "11,250 is cut at the cap");
    assert!(estimate.capped_at.is_some());
}

#[test]
fn an_unmet_requirement_disqualifies_even_while_answers_are_missing() {
    let verdict = judge(SCRIPT, json!({ "country": "US" }));
    assert_eq!(verdict.status, Status::Disqualified);
    assert_eq!(verdict.estimate, None, "nothing is paid for it");
}

#[test]
fn a_rule_that_read_a_missing_required_answer_is_pending() {
    let verdict = judge(SCRIPT, json!({ "country": "DE" }));
    assert_eq!(verdict.status, Status::Incomplete);
    let size = &verdict.findings[1];
    assert_eq!(
        (size.outcome, size.waiting_for.as_slice()),
        (Outcome::Pending, &["employees".to_string()][..])
    );
}

#[test]
fn a_short_circuited_answer_is_not_waited_for() {
    let script = r#"require("a", "A.", |lead| lead.country == "DE" || lead.employees > 5);"#;
    assert_eq!(judge(script, json!({ "country": "DE" })).status, Status::Qualified);
    assert_eq!(judge(script, json!({ "country": "US" })).status, Status::Incomplete);
}

#[test]
fn an_unmet_review_or_a_low_score_is_for_a_partner_manager() {
    assert_eq!(
        judge(SCRIPT, json!({ "country": "DE", "employees": 10, "budget": "150000" })).status,
        Status::Review
    );
    assert_eq!(
        judge(SCRIPT, json!({ "country": "DE", "employees": 60, "budget": "99999.99" })).status,
        Status::Review
    );
}

#[test]
fn a_rule_that_fails_is_an_error_finding_and_never_qualifies() {
    let verdict = judge(
        r#"
require("fails", "Fails.", |lead| lead.employees / 0 > 1);
require("fine", "Fine.", |lead| true);"#,
        json!({ "employees": 3 }),
    );
    assert_eq!(verdict.status, Status::Review);
    assert_eq!(
        only(&verdict).error.as_deref(),
        Some("qualify.rhai, line 2, column 50: Division by zero: 3 / 0")
    );
    assert_eq!(verdict.findings[1].outcome, Outcome::Met);
}

#[test]
fn an_answer_of_the_wrong_kind_is_an_error() {
    let said = |script| only(&judge(script, json!({}))).error.clone().unwrap_or_default();
    assert_eq!(
        said(r#"require("a", "A.", |lead| "yes");"#),
        "qualify.rhai, line 1, column 1: must answer true or false, but answered with a value of type string"
    );
    assert_eq!(
        said(r#"plan(|lead| "shares");"#),
        "qualify.rhai, line 1, column 1: the program has no plan `shares`; did you mean `share`?"
    );
}

#[test]
fn an_endless_loop_costs_its_own_rule() {
    for rule in ["loop {}", "let a = 0; while true { a += 1 } true", "let f = |g| g.call(g); f.call(f)"] {
        let script =
            format!(r#"require("hangs", "H.", |lead| {{ {rule} }}); require("fine", "F.", |lead| true);"#);
        let verdict = judge(&script, json!({}));
        assert_eq!(verdict.status, Status::Review, "{rule}");
        assert_eq!(only(&verdict).outcome, Outcome::Error, "{rule}");
        assert_eq!(verdict.findings[1].outcome, Outcome::Met, "{rule}");
    }
}

#[test]
fn growing_strings_and_arrays_end_at_their_limits() {
    for rule in [
        r#"let s = "aaaaaaaaaaaaaaaa"; loop { s += s; }"#,
        "let a = [1, 2, 3]; loop { a += a; }",
        "let a = [1]; loop { a = [a, a]; }",
        r#"let s = "a"; s.pad(1000000000, "b"); true"#,
        "let a = []; a.pad(1000000000, 1); true",
        "let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }",
        "for i in 0..9223372036854775807 { } true",
        "fn deep(n) { 1 + deep(n + 1) } true",
    ] {
        let script = format!(r#"require("grows", "G.", |lead| {{ {rule} }});"#);
        match compile(&script) {
            Ok(rules) => {
                let verdict = rules.evaluate(&Lead::default(), date(2026, 11, 23));
                assert_eq!(only(&verdict).outcome, Outcome::Error, "{rule}");
            }
            Err(problems) => assert!(rule.contains("fn deep"), "{rule}: {problems:?}"),
        }
    }
}

#[test]
fn deep_recursion_and_deep_expressions_end_at_their_limits() {
    let script = "fn deep(n) { 1 + deep(n + 1) }\nrequire(\"deep\", \"D.\", |lead| deep(0) > 1);";
    let verdict = judge(script, json!({}));
    assert_eq!(
        only(&verdict).error.as_deref(),
        Some("qualify.rhai, line 2, column 1: calls itself too deeply")
    );
    let nested = format!("require(\"n\", \"N.\", |lead| {}true{});", "(".repeat(10_000), ")".repeat(10_000));
    assert!(refusal(&nested).contains("line 1"), "{}", refusal(&nested));
}

#[test]
fn rules_cannot_change_what_other_rules_see() {
    let script = r#"
let n = 0;
let list = [1];
require("counts", "C.", |lead| { n += 1; list.push(2); n == 1 && list.len() == 2 });
require("sees", "S.", |lead| { n += 1; list.push(3); n == 1 && list.len() == 2 });"#;
    let rules = compile(script).expect("compiles");
    for _ in 0..3 {
        assert_eq!(rules.evaluate(&Lead::default(), date(2026, 1, 1)).status, Status::Qualified);
    }
}

#[test]
fn today_is_an_input() {
    let script = r#"require("soon", "S.", |lead| lead.start > today);
require("same", "T.", |lead| { let t = today; t == "2026-11-23" });"#;
    assert_eq!(judge(script, json!({ "start": "2026-11-24" })).status, Status::Qualified);
    assert_eq!(judge(script, json!({ "start": "2026-11-23" })).status, Status::Disqualified);
}

#[test]
fn money_is_exact_and_text_is_never_a_number() {
    let script = r#"require("exact", "E.", |lead| lead.budget / 3 * 3 != 0.1 && lead.budget == 0.3);"#;
    assert_eq!(judge(script, json!({ "budget": "0.30" })).status, Status::Qualified);
    let script = r#"require("text", "T.", |lead| lead.note == "60" && !(lead.note == 60));"#;
    assert_eq!(judge(script, json!({ "note": "60" })).status, Status::Qualified);
}

#[test]
fn mistakes_are_refused_with_their_place() {
    let cases = [
        (
            "require(\"a\", \"A.\", |lead| lead.employes > 5);",
            "qualify.rhai, line 1, column 32: unknown field `employes`; did you mean `employees`?",
        ),
        (
            "require(\"a\", \"A.\", |prospect|\n  prospect[\"nothing\"] == 1);",
            "qualify.rhai, line 2, column 12: unknown field `nothing`",
        ),
        (
            "require(\"a\", |lead| true);",
            "qualify.rhai, line 1, column 1: no function `require` takes these arguments \
             (write require(\"code\", \"What must hold.\", |lead| …))",
        ),
        ("", "qualify.rhai: the script declares no rules: every lead would qualify without a check"),
        (
            "require(\"a\", \"A.\", |lead| true);\nreview(\"a\", \"B.\", |lead| true);",
            "qualify.rhai, line 2, column 1: `a` is declared twice, first in line 1",
        ),
        ("loop {}", "qualify.rhai, line 1, column 6: takes too many steps; is there an endless loop?"),
    ];
    for (script, expected) in cases {
        assert_eq!(refusal(script), expected);
    }
    assert!(
        refusal("require(\"a\", \"A.\", |lead| lead.country = );")
            .starts_with("qualify.rhai, line 1, column ")
    );
    for call in ["eval", "print", "debug"] {
        let said = refusal(&format!("{call}(\"1\");"));
        assert!(said.contains(call), "{said}");
    }
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    assert!(compile("\u{feff}require(\"a\", \"A.\", |lead| true);").is_ok());
}

#[test]
fn a_rule_that_is_declared_in_a_loop_keeps_its_turn() {
    let script = r#"
        fn twice(n) { n * 2 }
        for n in [1, 2, 4] { score(`n${n}`, |lead| twice(n) + lead.employees); }
        qualify_at(0);
    "#;
    let verdict = judge(script, json!({ "country": "DE", "employees": 100 }));
    let points: Vec<_> = verdict.findings.iter().map(|finding| finding.points).collect();
    assert_eq!(points, [Some(102), Some(104), Some(108)]);
}
