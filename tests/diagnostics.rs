//! What an author is told about a script before a partner sees it.

use jiff::civil::date;
use referral_testing::{TODAY, program};
use referral_widget::program::{Problem, Program, Severity};
use referral_widget::rules::check_script;
use serde_json::json;

fn problems(script: &str) -> Vec<Problem> {
    let asked = program()
        .field("country", "select")
        .and("options", json!([{ "value": "DE", "label": "Germany" }, { "value": "US", "label": "USA" }]))
        .required()
        .field("employees", "number")
        .required()
        .and("min", 1)
        .and("max", 100_000)
        .field("budget", "money")
        .field("start", "date")
        .field("note", "text")
        .field("consent", "checkbox")
        .plan("small", json!({ "flat": 100 }))
        .plan("share", json!({ "basis": "budget", "tiers": [{ "percent": 5 }] }));
    check_script(&asked.parsed(), &asked.text(), script, TODAY)
        .map_or_else(|refused| refused, |(_, doubts)| doubts)
}

/// This uses both plans, so that there is no message about them.
const PLANS: &str = "\nplan(|lead| if lead.consent { \"small\" } else { \"share\" });";

/// Returns the errors and warnings about one check, each as `column: message (help)`.
fn said(check: &str) -> Vec<String> {
    let script = format!("require(\"a\", \"A.\", |lead| {check});{PLANS}");
    let worth = problems(&script).into_iter().filter(|problem| problem.severity != Severity::Note);
    worth
        .map(|problem| {
            let column = problem.at.as_ref().map_or(0, |at| at.column);
            let help = problem.help.map(|help| format!(" ({help})")).unwrap_or_default();
            format!("{column}: {}{help}", problem.message)
        })
        .collect()
}

#[test]
fn what_is_fine_is_not_spoken_of() {
    for check in [
        "lead.country == \"DE\"",
        "lead.country in [\"DE\", \"AT\"] || lead.employees > 5",
        "lead.employees >= 50",
        "lead.budget == () || lead.budget >= 100.5",
        "(lead.budget ?? 0) * 2 > 7",
        "lead.start == () || lead.start >= today",
        "lead.start >= \"2027-01-01\"",
        "lead.note == \"60\"",
        "lead.note.len() > 3 || lead.note.to_lower() == \"a\"",
        "!lead.consent",
        "{ let size = lead.employees; let big = size > 50; big && size < 100 }",
        "switch lead.country { \"DE\" => true, _ => false }",
        "{ let n = 0; for c in [1, 2] { n += c; } n < lead.employees }",
        "[#{ of: 1 }].some(|one| one.of == lead.employees)",
        "lead.note + \"x\" == \"yx\"",
    ] {
        let wrong: Vec<_> =
            said(check).into_iter().filter(|said| !said.contains("has no option \"AT\"")).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{check}");
    }
}

#[test]
fn kinds_that_never_meet_are_warned_of() {
    for (check, expected) in [
        (
            "lead.note >= 50",
            "32: `note` is a text, and is compared with `50`, a number: this is never true \
             (write the text in quotes: \"50\")",
        ),
        (
            "lead.employees == \"50\"",
            "32: `employees` is a number, and is compared with \"50\", a text: this is never true \
             (write the number without quotes: 50)",
        ),
        (
            "lead.budget >= \"100.000\"",
            "32: `budget` is a number, and is compared with \"100.000\", a text: this is never true \
             (write the number without quotes: 100000)",
        ),
        (
            "lead.consent == \"yes\"",
            "32: `consent` is true or false, and is compared with \"yes\", a text: this is never true \
             (a checkbox is `true` or `false`, without quotes)",
        ),
        (
            "today < lead.employees",
            "27: `today` is a date, and is compared with `employees`, a number: this is never true",
        ),
        (
            "lead.employees in [\"50\", \"60\"]",
            "32: `employees` is a number, and the list holds a text: it is never in it",
        ),
        (
            "lead.employees && lead.consent",
            "32: `employees` is a number, where true or false must stand \
             (compare it with something)",
        ),
        ("lead.country * 2 > 5", "32: `country` is a text, and one cannot calculate with it"),
        ("lead.employees", "32: `a` must answer with true or false, but answers with a number"),
        (
            "{ let size = lead.note; size > 50 }",
            "51: this is a text, and is compared with `50`, a number: this is never true",
        ),
    ] {
        assert_eq!(said(check), [expected], "{check}");
    }
}

#[test]
fn functions_that_do_not_exist_or_do_not_fit_are_warned_of() {
    for (check, expected) in [
        (
            "is_freemail(lead.note)",
            "27: there is no function `is_freemail`: the rule fails here (did you mean `is_free_mail`?)",
        ),
        ("lead.note.lenght > 3", "37: there is no property `lenght`: the rule fails here"),
        (
            "days_between(today, lead.employees) > 3",
            "27: `days_between` is given a date and a number: the rule fails here \
             (it is called as days_between(text?, text?) -> integer?)",
        ),
        (
            "domain(lead.note) == 5",
            "27: this is a text, and is compared with `5`, a number: this is never true",
        ),
        (
            "lead.note.len() == \"3\"",
            "37: this is a number, and is compared with \"3\", a text: this is never true",
        ),
    ] {
        assert_eq!(said(check).first().map(String::as_str), Some(expected), "{check}");
    }
    for check in [
        "is_free_mail(lead.note) || lead.note.is_free_mail()",
        "days_between(today, lead.start) <= 90",
        "in_group(lead.country, \"EU\")",
        "lead.country in country_group(\"DACH\")",
        "lead.note.len > 3",
        "type_of(lead.note) == \"string\"",
        "[1, 2].filter(|n| n > 1).len() == 1",
    ] {
        assert_eq!(said(check), Vec::<String>::new(), "{check}");
    }
}

#[test]
fn a_mistake_in_a_helper_function_is_found_where_it_stands() {
    let script = format!(
        "fn big(l) {{ l.note > 50 }}\nfn far(l) {{ l.contry == \"US\" }}\n\
        require(\"a\", \"A.\", |lead| big(lead));{PLANS}"
    );
    let found = problems(&script);
    assert_eq!(
        found[0].to_string(),
        "qualify.rhai, line 1, column 15: `note` is a text, and is compared with `50`, \
        a number: this is never true (write the text in quotes: \"50\")"
    );
    let script = script.replace("big(lead)", "far(lead)");
    assert_eq!(
        problems(&script)[0].to_string(),
        "qualify.rhai, line 2, column 15: unknown field `contry`; did you mean `country`?"
    );
}

#[test]
fn options_and_dates_that_do_not_exist_are_warned_of() {
    assert_eq!(
        said("lead.country == \"Germany\" || lead.employees > 5"),
        ["43: `country` has no option \"Germany\": this is never true (did you mean \"DE\"?)"]
    );
    assert_eq!(
        said("lead.country in [\"DE\", \"XX\"] && lead.employees > 5"),
        ["50: `country` has no option \"XX\": this is never true (its options are: DE, US)"]
    );
    assert_eq!(
        said("lead.start == () || lead.start > \"1.5.2027\""),
        ["60: `start` is a date, but \"1.5.2027\" is not (write dates as year, month, day: \"2026-11-23\")"]
    );
}

#[test]
fn an_arm_that_is_never_taken_is_warned_of() {
    assert_eq!(
        said("switch lead.country { \"DE\" => true, \"Germany\" => true, _ => false }"),
        ["63: `country` has no option \"Germany\": this is never true (did you mean \"DE\"?)"]
    );
    assert_eq!(
        said("switch lead.budget { 100 => true, _ => false }"),
        [
            "39: `budget` is a decimal number, and the arm `100` of the switch is a whole one: it is never taken \
             (write 100.0)"
        ]
    );
    assert_eq!(
        said("switch lead.employees { \"50\" => true, 0..50 => false }"),
        [
            "39: `employees` is a number, and the arm \"50\" of the switch is a text: it is never taken (write the \
             number without quotes: 50)"
        ]
    );
    // All options have an arm, and no number is outside.
    assert_eq!(
        said("switch lead.country { \"DE\" | \"US\" => true, _ => false }"),
        ["1: `a` can never fail: every lead meets it (all answers that the fields allow make it true)"]
    );
    assert_eq!(
        said("switch lead.employees { 0..=100_000 => false, _ => true }"),
        ["1: `a` can never be met: every lead is declined (no answers that the fields allow make it true)"]
    );
}

#[test]
fn an_option_in_a_constant_is_pointed_at_where_it_stands() {
    let script = format!(
        "const WHERE = [\n  \"DE\",\n  \"Us\",\n];\nrequire(\"a\", \"A.\", |lead| lead.country in WHERE);{PLANS}"
    );
    let found = problems(&script);
    let warning = found.iter().find(|problem| problem.severity == Severity::Warning).expect("a warning");
    let at = warning.at.as_ref().expect("a place");
    assert_eq!((at.line, at.column, at.length, at.excerpt.as_str()), (3, 3, 4, "  \"Us\","));
    assert_eq!(warning.help.as_deref(), Some("did you mean \"US\"?"));
}

#[test]
fn rules_that_every_lead_meets_or_none_are_warned_of() {
    for (check, expected) in [
        (
            "lead.employees > 100_000",
            "1: `a` can never be met: every lead is declined (no answers that the fields allow make it true)",
        ),
        (
            "lead.employees >= 1",
            "1: `a` can never fail: every lead meets it (all answers that the fields allow make it true)",
        ),
        (
            "lead.country != \"FR\" && lead.employees > 0",
            "43: `country` has no option \"FR\": this is always true (its options are: DE, US)",
        ),
        (
            "lead.employees > 50 && lead.employees < 40",
            "1: `a` can never be met: every lead is declined (no answers that the fields allow make it true)",
        ),
        (
            "lead.start == () || lead.start != ()",
            "1: `a` can never fail: every lead meets it (all answers that the fields allow make it true)",
        ),
        (
            "true",
            "1: `a` can never fail: every lead meets it (all answers that the fields allow make it true)",
        ),
    ] {
        assert_eq!(said(check).first().map(String::as_str), Some(expected), "{check}");
    }
    for check in [
        "lead.employees > 50 && lead.employees < 60",
        "lead.note < \"m\"",
        "lead.start >= \"2026-12-01\"",
        "lead.budget > 0",
    ] {
        assert_eq!(said(check), Vec::<String>::new(), "{check}");
    }
}

#[test]
fn thresholds_and_plans_out_of_reach_are_warned_of() {
    let script = |qualify_at: i64| {
        format!(
            "score(\"s\", |lead| if lead.employees > 50 {{ 30 }} else {{ 10 }});\nqualify_at({qualify_at});{PLANS}"
        )
    };
    let first = |script: &str| problems(script).first().map(ToString::to_string).unwrap_or_default();
    assert_eq!(
        first(&script(40)),
        "qualify.rhai, line 2, column 1: a lead gets 30 points at most, and qualifies with 40: none does \
         (lower it, or let the scores add more)"
    );
    assert_eq!(
        first(&script(10)),
        "qualify.rhai, line 2, column 1: every lead gets 10 points or more, and qualifies with 10 \
         (raise it, or leave it out)"
    );
    assert!(first(&script(20)).starts_with("fields: "), "{}", first(&script(20)));
    let rule = "require(\"a\", \"A.\", |lead| lead.employees > 5);\n";
    assert_eq!(
        first(&format!(
            "{rule}plan(|lead| if lead.employees > 500_000 {{ \"share\" }} else {{ \"small\" }});"
        )),
        "qualify.rhai, line 2, column 1: no lead gets the plan `share` (choose it, or take it out of the program)"
    );
    assert_eq!(
        first(rule),
        "qualify.rhai: the program has 2 plans, and the script chooses none: nothing is paid \
         (declare plan(|lead| \"small\"), or leave one plan in the program)"
    );
    assert_eq!(
        first(&format!("{rule}plan(|lead| if lead.consent {{ \"smal\" }} else {{ \"share\" }});")),
        "qualify.rhai, line 2, column 31: the program has no plan `smal` (did you mean `small`?)"
    );
}

#[test]
fn fields_that_no_rule_reads_are_worth_a_note() {
    let found = problems(&format!("require(\"a\", \"A.\", |lead| lead.employees > 5);{PLANS}"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, Severity::Note);
    assert_eq!(found[0].message, "`country`, `start`, `note` are read by no rule");
}

#[test]
fn names_out_of_reach_are_refused() {
    let refused = |script: &str| problems(script)[0].to_string();
    assert_eq!(
        refused(
            "const MOST = 5;\nfn big(n) { n > MOST }\nrequire(\"a\", \"A.\", |lead| big(lead.employees));"
        ),
        "qualify.rhai, line 2, column 17: there is no variable `MOST` here \
         (a function sees its parameters, and a check sees the constants above it)"
    );
    assert_eq!(
        refused("const YEAR = today;\nrequire(\"a\", \"A.\", |lead| lead.start > YEAR);"),
        "qualify.rhai, line 1, column 14: `today` is not known yet here: use it in a check, |lead| …"
    );
    assert_eq!(
        refused("require(\"a\", \"A.\", |lead| { let today = 5; true });"),
        "qualify.rhai, line 1, column 33: `today` is the day a lead is judged on, and can be nothing else"
    );
    assert_eq!(
        refused("require(\"a\", \"A.\", || true);"),
        "qualify.rhai, line 1, column 1: the check of `a` must take the lead: |lead| …"
    );
}

#[test]
fn what_browsers_cannot_fill_in_is_warned_of() {
    let said = |autocomplete: &str| {
        let text = include_str!("../rules/cloud-migration/program.json");
        let mut json: serde_json::Value = serde_json::from_str(text).expect("the sample is JSON");
        json["fields"][0]["autocomplete"] = json!(autocomplete);
        let json = json.to_string();
        let program = Program::parse(&json).expect("the program is fine");
        let script = include_str!("../rules/cloud-migration/qualify.rhai");
        let (_, found) =
            check_script(&program, &json, script, date(2026, 11, 23)).expect("the script compiles");
        let warnings = found.iter().filter(|problem| problem.severity == Severity::Warning);
        warnings.map(ToString::to_string).collect::<Vec<_>>()
    };
    for fine in
        ["organization", "off", "Work Email", "section-customer shipping address-level2", "billing home tel"]
    {
        assert_eq!(said(fine), Vec::<String>::new(), "{fine}");
    }
    for (given, help) in [
        ("organisation", "did you mean `organization`?"),
        ("work emial", "did you mean `email`?"),
        ("work country", "did you mean `country`?"),
        ("shipping off", "leave it out, or take one of HTML's names, such as organization or work email"),
        ("", "leave it out, or take one of HTML's names, such as organization or work email"),
        ("tel section-a", "leave it out, or take one of HTML's names, such as organization or work email"),
    ] {
        let place = "fields[0] `company`, autocomplete";
        let message =
            format!("{place}: `{given}` is not a name that browsers use to fill in answers ({help})");
        assert_eq!(said(given), [message]);
    }
}
