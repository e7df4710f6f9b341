//! Suggestions: the one answer that would change the verdict, as close as possible to the given one.

use referral_testing::program;
use referral_widget::rules::{Status, Verdict};
use serde_json::{Value, json};

fn judge(script: &str, lead: Value) -> Verdict {
    let rules = program()
        .field("country", "select")
        .options(&["DE", "AT", "US"])
        .required()
        .field("employees", "number")
        .and("min", 1)
        .and("max", 100_000)
        .field("share", "number")
        .and("decimals", 2)
        .field("budget", "money")
        .field("start", "date")
        .field("agreed", "checkbox")
        .field("fact", "checkbox")
        .and("coach", false)
        .field("note", "text")
        .with(
            "rates",
            json!({ "base": "EUR", "as_of": "2026-11-20", "source": "A bank", "buys": { "USD": "1.25", "JPY": "160" } }),
        )
        .rules(script);
    referral_testing::judge(&rules, &lead)
}

/// Returns field, answers and verdict of every suggestion.
fn suggested(check: &str, lead: Value) -> Vec<(String, Value, Status)> {
    let verdict = judge(&format!("require(\"a\", \"A.\", |lead| {check});"), lead);
    let all = verdict.suggestions.into_iter();
    all.map(|one| (one.field, Value::Array(one.answers), one.status)).collect()
}

fn one(field: &str, answers: Value) -> Vec<(String, Value, Status)> {
    vec![(field.into(), answers, Status::Qualified)]
}

#[test]
fn the_nearest_number_is_found_to_the_last_step() {
    let lead = || json!({ "country": "US", "employees": 40, "share": "0.5", "budget": "8000" });
    assert_eq!(suggested("lead.employees >= 50", lead()), one("employees", json!([50])));
    assert_eq!(suggested("lead.employees > 99_999", lead()), one("employees", json!([100_000])));
    assert_eq!(suggested("lead.employees < 25", lead()), one("employees", json!([24])));
    assert_eq!(
        suggested("lead.employees < 35 || lead.employees > 60", lead()),
        one("employees", json!([34]))
    );
    assert_eq!(suggested("lead.share > 0.73", lead()), one("share", json!(["0.74"])));
    assert_eq!(suggested("lead.budget >= 12_000", lead()), one("budget", json!(["12000.00"])));
    assert_eq!(suggested("lead.budget > 12_000", lead()), one("budget", json!(["12000.01"])));
    assert_eq!(
        suggested("lead.budget * 3 >= 100", json!({ "budget": "1" })),
        one("budget", json!(["33.34"]))
    );
}

#[test]
fn the_sufficient_amount_is_found_in_another_currency() {
    // 1.25 dollars are one euro, so 12,000 euros are enough for 15,000 dollars. 9,599.99… euros would be 12,000
    // dollars.
    let lead = || json!({ "budget": "8000" });
    assert_eq!(
        suggested("convert(lead.budget, \"EUR\", \"USD\") >= 15_000", lead()),
        one("budget", json!(["12000.00"]))
    );
    assert_eq!(
        suggested("convert(lead.budget, \"USD\", \"EUR\") >= 12_000", lead()),
        // Half a cent is rounded to even, which is 12,000.00: 15,000.00 × 0.8 = 12,000.00; 14,999.99 × 0.8 =
        // 11,999.992, which is 11,999.99.
        one("budget", json!(["15000.00"]))
    );
    assert_eq!(
        suggested("convert(lead.budget, \"EUR\", \"JPY\") > 1_600_000", lead()),
        // 10,000.00 euros are 1,600,000 yen; 10,000.01 are 1,600,001.6, so 1,600,002.
        one("budget", json!(["10000.01"]))
    );
    assert_eq!(
        suggested("convert(lead.budget, \"EUR\", \"USD\") <= 5_000", lead()),
        one("budget", json!(["4000.00"]))
    );
    // Here the answer is missing, and a missing amount is converted to nothing.
    assert_eq!(
        suggested("(convert(lead.budget, \"EUR\", \"USD\") ?? 0) >= 15_000", json!({})),
        one("budget", json!(["12000.00"]))
    );
}

#[test]
fn an_amount_that_many_rules_convert_is_found_as_well() {
    let scores: Vec<String> = (0..8)
        .map(|i| format!("score(\"s{i}\", |lead| if convert(lead.budget, \"EUR\", \"USD\") >= 15_000 {{ 10 }} else {{ 0 }});"))
        .collect();
    let verdict = judge(&format!("{}\nqualify_at(80);", scores.join("\n")), json!({ "budget": "8000" }));
    assert_eq!(verdict.status, Status::Review);
    let found: Vec<_> =
        verdict.suggestions.into_iter().map(|one| (one.field, one.answers, one.status)).collect();
    assert_eq!(found, [("budget".to_string(), vec![json!("12000.00")], Status::Qualified)]);
}

#[test]
fn no_number_outside_the_fields_limits_is_suggested() {
    assert_eq!(suggested("lead.employees > 100_000", json!({ "employees": 40 })), []);
    assert_eq!(suggested("lead.employees < 1", json!({ "employees": 40 })), []);
}

#[test]
fn an_answer_that_was_left_out_is_suggested() {
    assert_eq!(suggested("lead.budget >= 100", json!({})), one("budget", json!(["100.00"])));
    assert_eq!(suggested("lead.start > \"2027-01-01\"", json!({})), one("start", json!(["2027-01-02"])));
}

#[test]
fn every_option_that_would_do_is_named() {
    assert_eq!(
        suggested("lead.country in [\"DE\", \"AT\"]", json!({ "country": "US" })),
        one("country", json!(["DE", "AT"]))
    );
    assert_eq!(suggested("lead.agreed", json!({ "country": "US" })), one("agreed", json!([true])));
}

#[test]
fn dates_move_to_the_nearest_day() {
    assert_eq!(
        suggested("lead.start >= today", json!({ "start": "2026-01-01" })),
        one("start", json!(["2026-11-23"]))
    );
    assert_eq!(
        suggested("lead.start < \"2026-11-01\"", json!({ "start": "2026-12-24" })),
        one("start", json!(["2026-10-31"]))
    );
}

#[test]
fn nobody_is_taught_to_change_a_fact() {
    assert_eq!(suggested("lead.fact", json!({})), []);
    assert_eq!(suggested("lead.fact || lead.agreed", json!({})), one("agreed", json!([true])));
}

#[test]
fn text_is_not_guessed_at() {
    assert_eq!(suggested("lead.note == \"sesame\"", json!({ "note": "please" })), []);
}

#[test]
fn a_lead_that_qualifies_or_waits_needs_none() {
    assert_eq!(suggested("lead.country == \"DE\"", json!({ "country": "DE" })), []);
    assert_eq!(suggested("lead.country == \"DE\"", json!({})), []);
}

#[test]
fn two_changes_are_never_suggested() {
    let script =
        "require(\"a\", \"A.\", |lead| lead.employees >= 50);\nrequire(\"b\", \"B.\", |lead| lead.agreed);";
    assert_eq!(judge(script, json!({ "employees": 40 })).suggestions, []);
}

#[test]
fn what_asks_least_comes_first_and_only_the_best_is_offered() {
    let script = "
require(\"a\", \"A.\", |lead| lead.employees >= 50 || lead.budget >= 1_000_000 || lead.country == \"DE\"
    || lead.agreed || lead.start > \"2027-12-01\");
review(\"b\", \"B.\", |lead| !lead.agreed);";
    let verdict =
        judge(script, json!({ "country": "US", "employees": 40, "budget": "1000", "start": "2026-12-01" }));
    let fields: Vec<_> = verdict.suggestions.iter().map(|one| (one.field.as_str(), one.status)).collect();
    // The tick would only lead to a review. The smallest change comes first: a quarter more employees, another option
    // (which counts like doubling a number), a year (12 months). The budget would have to grow a thousandfold, and only
    // three suggestions are offered.
    let qualified = Status::Qualified;
    assert_eq!(fields, [("employees", qualified), ("country", qualified), ("start", qualified)]);
}

#[test]
fn a_review_can_be_turned_too() {
    let script = "score(\"s\", |lead| if lead.employees >= 500 { 50 } else { 10 });\nqualify_at(40);";
    let verdict = judge(script, json!({ "employees": 40 }));
    assert_eq!(verdict.status, Status::Review);
    assert_eq!(verdict.suggestions.len(), 1);
    assert_eq!(verdict.suggestions[0].answers, [json!(500)]);
}

#[test]
fn what_only_the_script_engine_can_run_is_tried_within_bounds() {
    let slow = "{ let n = 0; for i in 0..1_000 { n += 1; } n + lead.employees >= 1_050 }";
    assert_eq!(suggested(slow, json!({ "employees": 40 })), one("employees", json!([50])));
    let many: String = (0..300)
        .map(|i| {
            format!("require(\"r{i}\", \"R.\", |lead| {{ let n = 0; n += lead.employees; n > 90_000 }});\n")
        })
        .collect();
    let verdict = judge(&many, json!({ "employees": 40 }));
    // It would take more runs of the engine than one verdict may cost.
    assert_eq!((verdict.status, verdict.suggestions), (Status::Disqualified, vec![]));
}
