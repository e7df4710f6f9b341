//! Rules that run, but cannot mean what they say.

use super::{problems_of, program_json};
use referral_widget::program::{Problem, Severity};
use serde_json::json;

/// Returns the messages about a script, each as `line:column: message (help)`.
fn said_of(script: &str) -> Vec<String> {
    let said = |problem: Problem| {
        let (line, column) = problem.at.as_ref().map_or((0, 0), |at| (at.line, at.column));
        let help = problem.help.map(|help| format!(" ({help})")).unwrap_or_default();
        assert_eq!(problem.severity, Severity::Warning, "{script}: {}", problem.message);
        format!("{line}:{column}: {}{help}", problem.message)
    };
    problems_of(&program_json(), script).into_iter().map(said).collect()
}

/// Returns the messages about one check.
fn said(check: &str) -> Vec<String> {
    said_of(&format!("require(\"a\", \"A.\", |lead| {check});"))
}

fn each(cases: &[(&str, &str)]) {
    for (check, expected) in cases {
        assert_eq!(said(check), [*expected], "{check}");
    }
}

#[test]
fn a_number_behind_a_date_is_no_date() {
    each(&[
        (
            "lead.start <= today + 90",
            "1:41: `today` is a date, and `+` appends the number to it: the result is not a date (write add_days(today, 90))",
        ),
        (
            "lead.start + 90 >= today",
            "1:32: `start` is a date, and `+` appends the number to it: the result is not a date (write add_days(lead.start, 90))",
        ),
        (
            "lead.start <= 30 + today",
            "1:46: `today` is a date, and `+` appends the number to it: the result is not a date (write add_days(today, 30))",
        ),
        (
            "{ let from = today; lead.start <= from + 90 }",
            "1:61: this is a date, and `+` appends the number to it: the result is not a date (write add_days(…, 90))",
        ),
        (
            "lead.start <= today.add_days(30) + 5",
            "1:47: this is a date, and `+` appends the number to it: the result is not a date (write add_days(…, 5))",
        ),
        (
            "lead.start + lead.employees > today",
            "1:32: `start` is a date, and `+` appends the number to it: the result is not a date (write add_days(lead.start, lead.employees))",
        ),
        (
            "lead.start <= today - 30",
            "1:41: `today` is a date, and one cannot calculate with it (write add_days(today, -30))",
        ),
        (
            "between(lead.start, today, today + 90)",
            "1:54: `today` is a date, and `+` appends the number to it: the result is not a date (write add_days(today, 90))",
        ),
    ]);
}

#[test]
fn a_date_is_compared_with_dates() {
    each(&[
        (
            "between(lead.start, \"1.1.2027\", \"2027-12-31\")",
            "1:47: `start` is a date, but \"1.1.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "lead.start.between(\"2027-01-01\", \"31.12.2027\")",
            "1:60: `start` is a date, but \"31.12.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "lead.start < \"31.12.2027\"",
            "1:40: `start` is a date, but \"31.12.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "\"2027/01/01\" <= lead.start",
            "1:27: `start` is a date, but \"2027/01/01\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "today < \"31.12.2027\"",
            "1:35: `today` is a date, but \"31.12.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "{ let s = lead.start; s < \"31.12.2027\" }",
            "1:53: this is a date, but \"31.12.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "lead.start.add_days(3) < \"31.12.2027\"",
            "1:52: this is a date, but \"31.12.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "days_between(today, \"1.1.2027\") > 3",
            "1:47: `days_between` takes dates, but \"1.1.2027\" is not one: the rule fails here (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "year(\"1.1.2027\") == 2027",
            "1:32: `year` takes dates, but \"1.1.2027\" is not one: the rule fails here (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "max(lead.start ?? today, \"1.1.2027\") > today",
            "1:52: this is a date, but \"1.1.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "lead.start in [\"1.1.2027\"]",
            "1:42: `start` is a date, but \"1.1.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "today in [\"1.1.2027\"]",
            "1:37: `today` is a date, but \"1.1.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "lead.start >= 2027",
            "1:32: `start` is a date, and is compared with `2027`, a number: this is never true (write the text in quotes: \"2027\")",
        ),
    ]);
}

#[test]
fn no_answer_is_the_empty_text() {
    each(&[
        (
            "lead.notes != \"\"",
            "1:41: no answer to `notes` is the empty text: this is always true (an answer that is not given is (): write lead.notes != ())",
        ),
        (
            "lead.notes == \"\"",
            "1:41: no answer to `notes` is the empty text: this is never true (an answer that is not given is (): write lead.notes == ())",
        ),
        (
            "\"\" != lead.notes && lead.employees > 5",
            "1:27: no answer to `notes` is the empty text: this is always true (an answer that is not given is (): write lead.notes != ())",
        ),
        (
            "!(lead.notes == \"\")",
            "1:43: no answer to `notes` is the empty text: this is never true (an answer that is not given is (): write lead.notes == ())",
        ),
        (
            "lead.start != \"\"",
            "1:41: no answer to `start` is the empty text: this is always true (an answer that is not given is (): write lead.start != ())",
        ),
        (
            "lead.company != \"\"",
            "1:43: no answer to `company` is the empty text: this is always true (a rule waits until a required field is answered)",
        ),
        (
            "{ let n = lead.notes; n != \"\" }",
            "1:54: no answer to `notes` is the empty text: this is always true (an answer that is not given is (): write lead.notes != ())",
        ),
        (
            "lead.notes.is_empty()",
            "1:38: no answer to `notes` is the empty text: this is never true (an answer that is not given is (): write lead.notes == ())",
        ),
        (
            "switch lead.notes { \"\" => false, _ => true }",
            "1:39: no answer to `notes` is the empty text: this is never taken (an answer that is not given is (): write the arm `() => …`)",
        ),
    ]);
}

#[test]
fn an_assignment_compares_nothing() {
    each(&[
        (
            "lead.country = \"DE\"",
            "1:40: `=` would set an answer of the lead, which no rule can: the rule fails here (to compare, write `==`)",
        ),
        (
            "{ lead.country = \"DE\" }",
            "1:42: `=` would set an answer of the lead, which no rule can: the rule fails here (to compare, write `==`)",
        ),
        (
            "lead.contacts.some(|c| c.role = \"decides\")",
            "1:57: `=` sets a value, and answers neither true nor false (to compare, write `==`)",
        ),
        (
            "{ let c = lead.country; c = \"DE\" }",
            "1:53: `=` sets a value, and answers neither true nor false (to compare, write `==`)",
        ),
        (
            "lead[\"country\"] = \"DE\"",
            "1:43: `=` would set an answer of the lead, which no rule can: the rule fails here (to compare, write `==`)",
        ),
    ]);
}

#[test]
fn a_range_takes_whole_numbers() {
    each(&[
        (
            "lead.budget in 0..1000",
            "1:32: `budget` is a decimal number, and a range takes whole ones: the rule fails here (write lead.budget >= 0 && lead.budget < 1000)",
        ),
        (
            "lead.budget in 0..=1000",
            "1:32: `budget` is a decimal number, and a range takes whole ones: the rule fails here (write lead.budget >= 0 && lead.budget <= 1000)",
        ),
        (
            "(0..1000).contains(lead.budget)",
            "1:51: `budget` is a decimal number, and a range takes whole ones: the rule fails here (write lead.budget >= 0 && lead.budget < 1000)",
        ),
        (
            "lead.share in 5..10",
            "1:32: `share` is a decimal number, and a range takes whole ones: the rule fails here (write lead.share >= 5 && lead.share < 10)",
        ),
        (
            "lead.employees * 1.5 in 0..1000",
            "1:32: this is a decimal number, and a range takes whole ones: the rule fails here (compare it with `>=` and `<`)",
        ),
    ]);
}

#[test]
fn a_quotient_of_whole_numbers_has_no_fraction() {
    each(&[
        (
            "lead.employees / 100 >= 0.5",
            "1:32: `/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0 (make one of them a decimal: 100.0 for 100, or to_decimal(…))",
        ),
        (
            "0.5 < lead.robots / lead.employees",
            "1:38: `/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0 (make one of them a decimal: 100.0 for 100, or to_decimal(…))",
        ),
        (
            "{ let share = lead.robots / lead.employees; share >= 0.5 }",
            "1:71: `/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0 (make one of them a decimal: 100.0 for 100, or to_decimal(…))",
        ),
        (
            "lead.budget * (1/2) > 5",
            "1:42: `1 / 2` is 0: a quotient of whole numbers has no fraction (write `1.0 / 2`)",
        ),
        (
            "lead.budget * (lead.robots / lead.employees) > 5",
            "1:47: `/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0 (make one of them a decimal: 100.0 for 100, or to_decimal(…))",
        ),
        (
            "lead.budget > 3 / 4",
            "1:41: `3 / 4` is 0: a quotient of whole numbers has no fraction (write `3.0 / 4`)",
        ),
        (
            "(lead.robots / lead.employees).to_decimal() > 0.5",
            "1:33: `/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0 (make one of them a decimal: 100.0 for 100, or to_decimal(…))",
        ),
        (
            "between(lead.robots / lead.employees, 0.1, 0.5)",
            "1:40: `/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0 (make one of them a decimal: 100.0 for 100, or to_decimal(…))",
        ),
        (
            "lead.share > lead.robots / lead.employees + 1",
            "1:45: `/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0 (make one of them a decimal: 100.0 for 100, or to_decimal(…))",
        ),
    ]);
}

#[test]
fn a_currency_needs_a_rate() {
    each(&[
        (
            "convert(lead.budget, \"EUR\", \"XYZ\") > 5",
            "1:55: there is no rate for \"XYZ\": the rule fails here (program.json has rates for: CHF, EUR)",
        ),
        (
            "lead.budget.convert(\"usd\", \"CHF\") > 5",
            "1:47: there is no rate for \"usd\": the rule fails here (program.json has rates for: CHF, EUR)",
        ),
    ]);
}

#[test]
fn options_exist_inside_lists_and_rows_too() {
    each(&[
        (
            "\"cmr\" in lead.products",
            "1:27: `products` has no option \"cmr\": this is never true (did you mean \"crm\"?)",
        ),
        (
            "lead.products.contains(\"cmr\")",
            "1:50: `products` has no option \"cmr\": this is never true (did you mean \"crm\"?)",
        ),
        (
            "any_of(lead.products, [\"crm\", \"epr\"])",
            "1:57: `products` has no option \"epr\": this is never found (did you mean \"erp\"?)",
        ),
        (
            "lead.products.none_of([\"cmr\"])",
            "1:50: `products` has no option \"cmr\": this is never found (did you mean \"crm\"?)",
        ),
        (
            "lead.products.index_of(\"cmr\") >= 0",
            "1:50: `products` has no option \"cmr\": this is never found (did you mean \"crm\"?)",
        ),
        (
            "lead.products.some(|p| p == \"cmr\")",
            "1:55: `products` has no option \"cmr\": this is never true (did you mean \"crm\"?)",
        ),
        (
            "lead.products.filter(|p| p in [\"crm\", \"epr\"]).len() > 0",
            "1:65: `products` has no option \"epr\": this is never true (did you mean \"erp\"?)",
        ),
        (
            "lead.products == [\"cmr\"]",
            "1:45: `products` has no option \"cmr\": this is never true (did you mean \"crm\"?)",
        ),
        (
            "lead.contacts.some(|c| c.role == \"decide\")",
            "1:60: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "lead.contacts.some(|c| c.role == \"decide\" && lead.employees > 5)",
            "1:60: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "some(lead.contacts, |c| c.role == \"decide\")",
            "1:61: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "lead.contacts.filter(|c| c.seats != ()).all(|c| c.role != \"decide\")",
            "1:85: `role` has no option \"decide\": this is always true (did you mean \"decides\"?)",
        ),
        (
            "lead.contacts.map(|c| c.role == \"decide\").len() > 0",
            "1:59: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "lead.contacts.some(|c| c.tools.some(|t| t == \"chta\"))",
            "1:72: `tools` has no option \"chta\": this is never true (did you mean \"chat\"?)",
        ),
        (
            "lead.contacts.some(|c| \"chta\" in c.tools)",
            "1:50: `tools` has no option \"chta\": this is never true (did you mean \"chat\"?)",
        ),
        (
            "lead.contacts.some(|c| switch c.role { \"decide\" => true, _ => false })",
            "1:66: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "{ let n = 0; for c in lead.contacts { if c.role == \"decide\" { n += 1 } } n > 1 }",
            "1:78: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        // Answers in a row get the same messages as other answers.
        (
            "lead.contacts.some(|c| c.since > \"1.1.2027\")",
            "1:60: `since` is a date, but \"1.1.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "lead.contacts.some(|c| c.since > today + 90)",
            "1:60: `today` is a date, and `+` appends the number to it: the result is not a date (write add_days(today, 90))",
        ),
        (
            "lead.contacts.some(|c| c.seats > \"5\")",
            "1:52: `seats` is a number, and is compared with \"5\", a text: this is never true (write the number without quotes: 5)",
        ),
        (
            "lead.contacts.some(|c| c.seats / 10 > 0.5)",
            "1:52: `/` of two whole numbers leaves out the fraction, which is wanted here: 1 / 2 is 0 (make one of them a decimal: 100.0 for 100, or to_decimal(…))",
        ),
        (
            "lead.contacts.some(|c| c.role)",
            "1:52: `role` is a text, where true or false must stand (compare it with something)",
        ),
    ]);
}

#[test]
fn points_are_said_for_every_lead() {
    let said = |points: &str| said_of(&format!("score(\"s\", |lead| {points});"));
    for (points, expected) in [
        (
            "if lead.employees > 50 { 10 }",
            "1:19: `s` has an `if` without `else`: for all other leads the rule fails (add else { 0 })",
        ),
        (
            "if lead.employees > 50 { 10 } else if lead.employees > 10 { 5 }",
            "1:54: `s` has an `if` without `else`: for all other leads the rule fails (add else { 0 })",
        ),
        (
            "{ let n = lead.employees; if n > 50 { 10 } }",
            "1:45: `s` has an `if` without `else`: for all other leads the rule fails (add else { 0 })",
        ),
        (
            "switch lead.country { \"DE\" => 10 }",
            "1:19: `s` has a `switch` without `_`: for all other values the rule fails (add _ => 0)",
        ),
        (
            "switch lead.country { \"DE\" => 10, _ => if lead.employees > 5 { 1 } }",
            "1:58: `s` has an `if` without `else`: for all other leads the rule fails (add else { 0 })",
        ),
    ] {
        assert_eq!(said(points), [expected], "{points}");
    }
}

#[test]
fn a_check_ends_with_true_or_false_for_every_lead() {
    each(&[
        (
            "if lead.employees > 50 { lead.agreed }",
            "1:27: `a` has an `if` without `else`: for all other leads the rule fails (add else { false })",
        ),
        (
            "{ let c = lead.country; switch c { \"DE\" => true } }",
            "1:51: `a` has a `switch` without `_`: for all other values the rule fails (add _ => false)",
        ),
    ]);
}

#[test]
fn a_message_in_another_language_belongs_to_a_rule() {
    let mut program = program_json();
    program["messages"] = json!({
        "territory": { "de": "In Deutschland." }, "teritory": { "de": "In Deutschland." },
        "other": { "de": "Anderes." }, "size": { "de": "Groß." }
    });
    let script = "require(\"territory\", \"T.\", |lead| lead.country == \"DE\");\n\
        for n in [50] { review(\"size\", \"S.\", |lead| lead.employees > n); }";
    let said: Vec<String> = problems_of(&program, script).iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "messages: no rule has the code `other` (take it out, or write the code as the script has it)",
            "messages: no rule has the code `teritory` (did you mean `territory`?)",
        ]
    );
}

#[test]
fn a_constant_of_the_script_is_known_in_a_closure() {
    let script = "const ROLES = [\"decides\", \"adviser\"];\n\
        require(\"a\", \"A.\", |lead| lead.contacts.some(|c| c.role in ROLES));";
    assert_eq!(
        said_of(script),
        ["1:27: `role` has no option \"adviser\": this is never true (did you mean \"advises\"?)"]
    );
    let script = "fn decides(c) { c.role == \"decide\" }\n\
        require(\"a\", \"A.\", |lead| lead.contacts.some(|c| decides(c)) || lead.contacts.all(decides));";
    assert_eq!(
        said_of(script),
        ["1:27: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)"]
    );
}

#[test]
fn of_what_is_meant_nothing_is_said() {
    for check in [
        // Dates.
        "lead.start == () || lead.start <= today.add_days(90)",
        "lead.start <= add_days(today, lead.employees)",
        "between(lead.start, \"2027-01-01\", \"2027-12-31\")",
        "between(lead.company, \"a\", \"m\")",
        "lead.end > lead.start && days_between(lead.start, lead.end) > 30",
        "\"from \" + lead.start != \"from \" + today",
        "lead.start.starts_with(\"2027\") || \"2027-\" in lead.start",
        "lead.company + 90 == \"x90\"",
        "lead.start.year() + 1 > today.year()",
        "max(lead.start ?? today, today) == today",
        "lead.notes > today",
        "[today, lead.start].contains(\"\") || lead.start != ()",
        // Missing answers.
        "lead.notes != ()",
        "lead.notes != () && lead.notes != \"\"",
        "lead.notes == () || lead.notes.is_empty()",
        "(lead.notes ?? \"\") != \"\"",
        // Assignments that are intended.
        "{ let n = 0; for c in lead.contacts { n += c.seats ?? 0; } n > 5 }",
        "{ let last = (); lead.contacts.map(|c| { last = c.email; 1 }); last != () }",
        "{ let found = false; for c in lead.contacts { if c.role == \"decides\" { found = true } } found }",
        "{ let m = #{}; m.most = lead.employees; m[\"a\"] = 1; m.most > 5 }",
        // Ranges and whole numbers.
        "lead.employees in 0..1000 && lead.employees in 1..=5",
        "lead.budget.to_int() in 0..1000",
        "lead.employees / 100 >= 5",
        "lead.employees / 100.0 >= 0.5",
        "to_decimal(lead.employees) / 100 >= 0.5",
        "lead.budget / 12 > 99.5 && lead.budget * (1 / 2.0) > 1.5",
        "lead.budget > 10 / 2 && 1.0 / 2 < lead.budget",
        "lead.employees / 100 * 10 > 50",
        "(lead.employees - lead.robots) / 2 in 0..10",
        // Lists and rows.
        "convert(lead.budget, \"EUR\", \"CHF\") > 5",
        "{ let to = \"CHF\"; lead.budget.convert(\"EUR\", to) > 5 }",
        "\"crm\" in lead.products || lead.products.any_of([\"erp\"]) || lead.products == []",
        "lead.products.some(|p| p == \"crm\" || p.starts_with(\"e\"))",
        "lead.products.filter(|p| p != \"crm\").map(|p| p.len()).all(|n| n > 2)",
        "lead.products.reduce(|sum, p| sum + p.len(), 0) > 5",
        "lead.contacts.some(|c| c.role == \"decides\" && c.seats > 5 && c.since < today)",
        "lead.contacts.all(|c| c.role == () || c.email != lead.company)",
        "lead.contacts.map(|c| c.role).contains(\"boss\")",
        "lead.contacts.map(|c| c.seats ?? 0).reduce(|sum, n| sum + n, 0) > 5",
        "lead.contacts.some(|c| c.tools.some(|t| t == \"chat\") && \"mail\" in c.tools)",
        "lead.contacts.len() > 1 && lead.contacts[0].role == \"decides\"",
        "[#{ role: \"boss\" }].some(|c| c.role == \"boss\")",
        "\"D\" in lead.country",
        "lead.country.index_of(\"D\") == 0",
        "lead.country in [\"DE\"] && [\"DE\"].index_of(lead.country) >= 0",
        "lead.country.starts_with(\"D\") || min(lead.country, \"E\") == \"E\"",
        // Paths through the code.
        "if lead.employees > 50 { true } else { lead.agreed }",
        "{ let n = 1; if lead.employees > 5 { n = 2 } n > 1 }",
        "{ if lead.agreed { return true; } lead.employees > 5 }",
        "switch lead.country { \"DE\" => lead.agreed, \"US\" => false }",
        "switch lead.employees { 0..100 => lead.agreed, 100..200 => true, _ => false }",
    ] {
        assert_eq!(said(check), Vec::<String>::new(), "{check}");
    }
    assert_eq!(said_of("score(\"s\", |lead| lead.employees / 100);"), Vec::<String>::new());
    assert_eq!(
        said_of("plan(|lead| if lead.agreed { \"flat\" });\nscore(\"s\", |lead| 5);"),
        Vec::<String>::new()
    );
}

#[test]
fn options_exist_in_items_taken_out_of_lists_too() {
    each(&[
        (
            "lead.contacts[0].role == \"decide\"",
            "1:52: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "\"decide\" != lead.contacts[0].role",
            "1:27: `role` has no option \"decide\": this is always true (did you mean \"decides\"?)",
        ),
        (
            "lead.contacts[lead.contacts.len() - 1].role in [\"decides\", \"adviser\"]",
            "1:86: `role` has no option \"adviser\": this is never true (did you mean \"advises\"?)",
        ),
        (
            "lead[\"contacts\"][0][\"role\"] == \"decide\"",
            "1:58: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "lead.contacts.find(|c| c.seats > 5)?.role == \"decide\"",
            "1:72: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "lead.contacts.filter(|c| c.seats > 5)[0].role == \"decide\"",
            "1:76: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "lead.products[0] == \"cmr\"",
            "1:47: `products` has no option \"cmr\": this is never true (did you mean \"crm\"?)",
        ),
        (
            "lead.contacts[0].tools[0] == \"chta\"",
            "1:56: `tools` has no option \"chta\": this is never true (did you mean \"chat\"?)",
        ),
        (
            "\"chta\" in lead.contacts[0].tools",
            "1:27: `tools` has no option \"chta\": this is never true (did you mean \"chat\"?)",
        ),
        (
            "lead.contacts[0].tools.contains(\"chta\")",
            "1:59: `tools` has no option \"chta\": this is never true (did you mean \"chat\"?)",
        ),
        (
            "{ let first = lead.contacts[0]; lead.employees > 5 && first.role == \"decide\" }",
            "1:95: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "switch lead.contacts[0].role { \"decide\" => lead.agreed, _ => false }",
            "1:58: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)",
        ),
        (
            "lead.contacts[0].since < \"1.1.2027\"",
            "1:52: `since` is a date, but \"1.1.2027\" is not (write dates as year, month, day: \"2026-11-23\")",
        ),
        (
            "lead.contacts[0].seats > \"5\"",
            "1:44: `seats` is a number, and is compared with \"5\", a text: this is never true (write the number without quotes: 5)",
        ),
    ]);
    let script =
        "fn decides(c) { c.role == \"decide\" }\nrequire(\"a\", \"A.\", |lead| decides(lead.contacts[0]));";
    assert_eq!(
        said_of(script),
        ["1:27: `role` has no option \"decide\": this is never true (did you mean \"decides\"?)"]
    );
    for check in [
        "lead.contacts[0].role == \"decides\" && lead.products[0] in [\"crm\", \"erp\"]",
        // When the lead is read inside a row, it does not have the row's questions.
        "lead.contacts[0].role == lead.country",
        "{ let first = lead.contacts[0]; first.role == \"advises\" && lead.country == \"DE\" }",
        "lead.company[0] == 'D'",
    ] {
        assert_eq!(said(check), Vec::<String>::new(), "{check}");
    }
}

#[test]
fn money_is_not_compared_with_less_than_a_coin() {
    each(&[
        (
            "lead.budget >= 100.005",
            "1:42: `budget` is compared with `100.005`, but EUR has no coin smaller than 0.01 (write 100.00 or 100.01)",
        ),
        (
            "0.001 < lead.budget",
            "1:27: `budget` is compared with `0.001`, but EUR has no coin smaller than 0.01 (write 0.00 or 0.01)",
        ),
        (
            "lead.budget in [100.5, 99.999]",
            "1:42: `budget` is compared with `99.999`, but EUR has no coin smaller than 0.01 (write 99.99 or 100.00)",
        ),
        (
            "between(lead.budget, 0.005, 1000)",
            "1:48: `budget` is compared with `0.005`, but EUR has no coin smaller than 0.01 (write 0.00 or 0.01)",
        ),
        (
            "{ let b = lead.budget; b == 100.005 }",
            "1:55: this is compared with `100.005`, but EUR has no coin smaller than 0.01 (write 100.00 or 100.01)",
        ),
        (
            "convert(lead.budget, \"EUR\", \"CHF\") > 100.005",
            "1:64: this is compared with `100.005`, but CHF has no coin smaller than 0.01 (write 100.00 or 100.01)",
        ),
        (
            "{ let b = lead.budget.convert(\"EUR\", \"CHF\"); b > 100.005 }",
            "1:76: this is compared with `100.005`, but CHF has no coin smaller than 0.01 (write 100.00 or 100.01)",
        ),
        (
            "lead.share == 12.125",
            "1:41: `share` is compared with `12.125`, but its answers have no step smaller than 0.01 (write 12.12 or 12.13)",
        ),
        (
            "lead.employees == 49.5",
            "1:45: `employees` is compared with `49.5`, but its answers are whole numbers (write 49 or 50)",
        ),
    ]);
    assert_eq!(
        said_of("const LEAST = 100.005;\nrequire(\"a\", \"A.\", |lead| lead.budget >= LEAST);"),
        [
            "2:42: `budget` is compared with `100.005`, but EUR has no coin smaller than 0.01 (write 100.00 or 100.01)"
        ]
    );
    let mut yen = program_json();
    yen["currency"] = json!("JPY");
    yen["compensation"][0]["currency"] = json!("EUR");
    let script = "require(\"a\", \"A.\", |lead| lead.budget >= 100.5);";
    let of_yen: Vec<String> = problems_of(&yen, script).iter().map(ToString::to_string).collect();
    assert_eq!(
        of_yen,
        [
            "qualify.rhai, line 1, column 42: `budget` is compared with `100.5`, but JPY has no coin smaller than 1 (write 100 or 101)"
        ]
    );
    for check in [
        "lead.budget >= 100.50 && lead.budget < 0.01 + 5",
        "lead.budget * 0.015 > 100.005",
        "lead.employees > 49.5 && lead.share < 12.125",
        "lead.budget > 100.0000",
    ] {
        assert_eq!(said(check), Vec::<String>::new(), "{check}");
    }
}

#[test]
fn points_that_no_lead_can_get_are_known_through_functions() {
    let one = "score(\"s\", |lead| if mentions(lead.notes, \"sap\") { 10 } else { 5 });\n";
    let two = "score(\"t\", |lead| { let n = if lead.company.len() > 5 { 20 } else { 0 }; 2 * n - 10 });\n";
    // 10 + 30 at most, 5 - 10 at least.
    let with = |points: i64| said_of(&format!("{one}{two}qualify_at({points});"));
    assert_eq!(
        with(41),
        [
            "3:1: a lead gets 40 points at most, and qualifies with 41: none does (lower it, or let the scores add more)"
        ]
    );
    assert_eq!(with(40), Vec::<String>::new());
    assert_eq!(with(-4), Vec::<String>::new());
    assert_eq!(
        with(-5),
        ["3:1: every lead gets -5 points or more, and qualifies with -5 (raise it, or leave it out)"]
    );
    // The number of contacts is not known.
    let open = "score(\"s\", |lead| 10 * lead.contacts.len());\nqualify_at(900);";
    assert_eq!(said_of(open), Vec::<String>::new());
    assert_eq!(
        said_of("require(\"a\", \"A.\", |lead| lead.agreed);\nqualify_at(1);"),
        [
            "2:1: a lead gets 0 points at most, and qualifies with 1: none does (lower it, or let the scores add more)"
        ]
    );
}

#[test]
fn a_day_that_is_over_is_no_rule() {
    each(&[
        (
            "today <= \"2025-12-31\"",
            "1:1: `a` can never be met: every lead is declined (no answers that the fields allow make it true)",
        ),
        (
            "lead.start != () && today < \"2026-11-23\"",
            "1:1: `a` can never be met: every lead is declined (no answers that the fields allow make it true)",
        ),
    ]);
    assert_eq!(
        said("today <= \"2027-12-31\" || lead.agreed"),
        ["1:1: `a` can never fail: every lead meets it (all answers that the fields allow make it true)"]
    );
}

#[test]
fn a_group_of_countries_exists() {
    each(&[
        (
            "in_group(lead.country, \"DACHH\")",
            "1:50: there is no group of countries \"DACHH\": the rule fails here (did you mean \"DACH\"?)",
        ),
        (
            "lead.country in country_group(\"Benelix\")",
            "1:57: there is no group of countries \"Benelix\": the rule fails here (did you mean \"Benelux\"?)",
        ),
    ]);
    assert_eq!(said("lead.country.in_group(\"nordics\")"), Vec::<String>::new());
}
