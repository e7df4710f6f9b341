//! Properties that hold for any answer.

use super::{compile, judge, program};
use proptest::prelude::*;
use referral_widget::rules::{Outcome, Rules, signatures};
use serde_json::json;
use std::cell::OnceCell;

thread_local! {
    static RULES: OnceCell<Rules> = const { OnceCell::new() };
    static MISUSE: OnceCell<Rules> = const { OnceCell::new() };
}

/// Rules that call every new function on two answers, which may be anything.
fn script() -> String {
    let mut script = String::new();
    let mut check = |code: &str, check: &str| {
        script += &format!("require(\"{code}\", \"A.\", |lead| {check});\n");
    };
    check("plain twice", "lead.note == () || plain(plain(lead.note)) == plain(lead.note)");
    check(
        "name twice",
        "lead.note == () || company_name(company_name(lead.note)) == company_name(lead.note)",
    );
    check("domain twice", "domain(lead.note) == () || domain(domain(lead.note)) == domain(lead.note)");
    check(
        "company domain",
        "company_domain(lead.note) == () || company_domain(domain(lead.note)) == company_domain(lead.note)",
    );
    check("free or own", "company_domain(lead.note) == () || !is_free_mail(lead.note)");
    check("company both ways", "same_company(lead.note, lead.other) == same_company(lead.other, lead.note)");
    check("text both ways", "same_text(lead.note, lead.other) == same_text(lead.other, lead.note)");
    check(
        "a text is itself",
        "lead.note == () || plain(lead.note) == \"\" || same_text(lead.note, lead.note)",
    );
    check(
        "a text mentions itself",
        "lead.note == () || plain(lead.note) == \"\" || mentions(lead.note, lead.note)",
    );
    check("replaced", "lead.note == () || replaced(lead.note, \"\u{1}\", \"x\") != ()");
    check("trimmed", "lead.note == () || trimmed(trimmed(lead.note)) == trimmed(lead.note)");
    check("in a group", "!in_group(lead.note, \"EU\") || in_group(lead.note, \"EEA\")");
    script
}

fn all_hold(note: &str, other: &str) {
    RULES.with(|rules| {
        let rules = rules.get_or_init(|| compile(&program(), &script()));
        let verdict = judge(rules, &json!({ "note": note, "other": other }));
        for finding in verdict.findings {
            assert_eq!(
                finding.outcome,
                Outcome::Met,
                "{}: {:?}, {note:?}, {other:?}",
                finding.code,
                finding.error
            );
        }
    });
}

/// Returns a text as it is read: without control characters, which no answer has.
fn read(text: String) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

fn whatever() -> impl Strategy<Value = String> {
    let texts = prop_oneof![
        any::<String>(),
        "\\PC{0,60}",
        "[a-zA-Z.@/: ßöéА-Я株GmbH&]{0,40}",
        "([a-z]{1,6}[.@]){1,4}[a-z]{2,3}",
        "(https?://)?(www\\.)?[a-zäöü0-9.-]{1,30}(:[0-9]{1,4})?(/.{0,10})?",
        "[\u{e0}-\u{17f}\u{300}-\u{320} .'-]{0,20}",
        "([A-Za-z]{1,5}[ .&]{0,2}){0,5}(GmbH|AG|S\\.A\\.|Ltd\\.?|株式会社| sp\\. z o\\.o\\.){0,3}",
    ];
    texts.prop_map(read)
}

/// Rules that call every function with arguments that it does not expect.
fn misuse() -> String {
    let mut script = String::new();
    let functions =
        signatures().filter(|signature| signature.name.starts_with(|c: char| c.is_ascii_alphabetic()));
    for (i, signature) in functions.filter(|signature| !signature.property).enumerate() {
        for (j, argument) in
            ["lead.note", "lead.note.len - 5", "[lead.note]", "lead.budget", "()"].iter().enumerate()
        {
            let arguments = vec![*argument; signature.parameters.len()].join(", ");
            let call = format!("{}({arguments})", signature.name);
            script += &format!("require(\"{i} {j}\", \"A.\", |lead| {{ {call}; true }});\n");
        }
    }
    script
}

proptest! {
    #[test]
    fn a_company_name_stays_as_it_is(letters in "[\\u{300}-\\u{36f}\\u{ec8}-\\u{ecb}\\u{1133b}\\u{1133c}\\u{3099}\\u{1100}-\\u{1112}\\u{1161}-\\u{1175}a有株é :&.()-]{0,12}") {
        all_hold(&read(letters), "");
    }

    #[test]
    fn no_answer_breaks_a_promise(note in whatever(), other in whatever()) {
        all_hold(&note, &other);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_day_added_is_any_day_between(days in -700_000_i64..2_900_000, months in -20_000_i64..95_000) {
        let script = format!(
            "require(\"days\", \"A.\", |lead| days_between(today, add_days(today, {days})) == {days});\n\
             require(\"months\", \"A.\", |lead| months_between(today, add_months(today, {months})) == {months});"
        );
        let verdict = judge(&compile(&program(), &script), &json!({}));
        prop_assert!(verdict.findings.iter().all(|finding| finding.outcome == Outcome::Met), "{:?}", verdict);
    }

    #[test]
    fn no_answer_makes_a_function_panic(note in any::<String>().prop_map(read), budget in -9_007_199_254_740_991_i64..9_007_199_254_740_991) {
        MISUSE.with(|rules| {
            let rules = rules.get_or_init(|| compile(&program(), &misuse()));
            judge(rules, &json!({ "note": note, "budget": budget.to_string() }));
        });
    }
}
