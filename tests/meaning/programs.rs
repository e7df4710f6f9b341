//! Keys of `program.json` that are accepted, but cannot mean what they say.

use super::{problems_of, program_json};
use serde_json::{Value, json};

/// A script that reads some fields and needs nothing else.
const SCRIPT: &str = "require(\"territory\", \"T.\", |lead| lead.country == \"DE\");\n\
    review(\"size\", \"S.\", |lead| lead.employees >= 50);";

/// Returns the messages about the program with some members changed, given by their pointers. Null removes a member.
fn said(changes: &[(&str, Value)]) -> Vec<String> {
    let mut program = program_json();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match (program.pointer_mut(parent).expect("the parent is there"), value) {
            (Value::Object(object), Value::Null) => _ = object.remove(key),
            (Value::Object(object), value) => _ = object.insert(key.to_string(), value.clone()),
            (Value::Array(list), value) => list[key.parse::<usize>().expect("an index")] = value.clone(),
            _ => panic!("{pointer} is in nothing"),
        }
    }
    problems_of(&program, SCRIPT).iter().map(ToString::to_string).collect()
}

fn each(cases: &[(&[(&str, Value)], &str)]) {
    for (changes, expected) in cases {
        assert_eq!(said(changes), [*expected], "{changes:?}");
    }
}

#[test]
fn of_a_plain_program_nothing_is_said() {
    assert_eq!(said(&[]), Vec::<String>::new());
}

#[test]
fn a_text_is_in_all_languages_of_the_program() {
    let german = ("/messages", json!({ "territory": { "de": "D." }, "size": { "de": "G." } }));
    let label = ("/fields/0/label", json!({ "en": "Company", "de": "Firma" }));
    assert_eq!(said(&[german.clone(), label.clone()]), Vec::<String>::new());
    let french = ("/fields/1/label", json!({ "en": "Country", "de": "Land", "fr": "Pays" }));
    assert_eq!(
        said(&[german.clone(), label.clone(), french.clone()]),
        [
            "fields[0].label: is not in fr, and other texts are (add it: until then partners who read fr see it in en)",
            "messages.size: is not in fr, and other texts are (add it: until then partners who read fr see it in en)",
            "messages.territory: is not in fr, and other texts are (add it: until then partners who read fr see it in en)",
        ]
    );
    // The texts may be in rows, in lists of texts and of options, and in plans.
    let deep = [
        german.clone(),
        ("/fields/1/label", json!({ "en": "Country", "de": "Land" })),
        ("/fields/11/fields/0/label", json!({ "en": "E-mail", "fr": "Courriel", "de": "E-Mail" })),
        ("/fields/1/options/0/label", json!({ "en": "Germany", "de": "Deutschland", "fr": "Allemagne" })),
        ("/ideal_customer", json!(["Large", { "en": "Near", "fr": "Proche" }])),
        ("/compensation/0/payment/after", json!({ "fr": "le paiement", "en": "payment", "de": "Zahlung" })),
        ("/messages", json!({ "territory": { "de": "D.", "fr": "F." }, "size": { "de": "G.", "fr": "F." } })),
    ];
    assert_eq!(
        said(&deep),
        [
            "fields[1].label: is not in fr, and other texts are (add it: until then partners who read fr see it in en)",
            "ideal_customer[1]: is not in de, and other texts are (add it: until then partners who read de see it in en)",
        ]
    );
}

#[test]
fn what_rules_say_is_in_all_languages_of_the_program() {
    let help = "add it: until then partners who read de see it in en";
    assert_eq!(
        said(&[("/messages", json!({ "territory": { "de": "D." } }))]),
        [format!("messages.size: what the rule `size` says is not in de, and other texts are ({help})")]
    );
    assert_eq!(
        said(&[("/fields/0/label", json!({ "en": "Company", "de": "Firma", "it": "Ditta" }))]),
        ["territory", "size"].map(|code| format!(
            "messages.{code}: what the rule `{code}` says is not in de, it, and other texts are (add it: until then \
             partners who read de, it see it in en)"
        ))
    );
    assert_eq!(
        said(&[("/messages", json!({ "territory": { "de": "D." }, "size": { "en": "S." } }))]),
        [format!("messages.size: is not in de, and other texts are ({help})")]
    );
}

#[test]
fn a_language_is_one_of_the_forms() {
    each(&[
        (
            &[("/fields/0/label", json!({ "en": "Company", "jp": "会社" }))],
            "fields[0].label: has a text in `jp`, a language that no form is shown in (did you mean `ja`?)",
        ),
        (
            &[("/fields/0/label", json!({ "en": "Company", "tlh": "malja'" }))],
            "fields[0].label: has a text in `tlh`, a language that no form is shown in (forms are in: ar, de, en, es, fr, it, ja, nl, pt)",
        ),
    ]);
    // The program's own language is the fallback for others, whatever it is. Currencies and the names of systems are no
    // languages.
    let polish = [
        ("/language", json!("pl")),
        ("/fields/0/label", json!({ "pl": "Firma" })),
        ("/delivery/constants", json!({ "oid": "x", "id": "y" })),
    ];
    assert_eq!(said(&polish), Vec::<String>::new());
}

#[test]
fn the_list_of_missing_texts_ends() {
    let program = (0..40).map(|i| json!({ "name": format!("P{i}"), "summary": { "en": "P", "de": "P" } }));
    let said = said(&[
        ("/products", program.collect()),
        ("/fields/0/label", json!({ "en": "Company", "de": "Firma", "fr": "Entreprise" })),
    ]);
    // 40 products and two rules. Only 20 of them are reported.
    assert_eq!(said.len(), 21, "{said:#?}");
    assert!(said[20].starts_with("program.json: 22 more texts are not in all languages"), "{}", said[20]);
}

#[test]
fn amounts_are_whole_coins() {
    each(&[
        (
            &[("/compensation/0/flat", json!("100.005"))],
            "compensation[0] `flat`, flat: is 100.005, but EUR has no coin smaller than 0.01 (write 100.00 or 100.01)",
        ),
        (
            &[("/compensation/0/flat", json!("100.5")), ("/compensation/0/currency", json!("JPY"))],
            "compensation[0] `flat`, flat: is 100.5, but JPY has no coin smaller than 1 (write 100 or 101)",
        ),
        (
            &[("/compensation/0/flat", json!("0.0005")), ("/compensation/0/currency", json!("KWD"))],
            "compensation[0] `flat`, flat: is 0.0005, but KWD has no coin smaller than 0.001 (write 0.000 or 0.001)",
        ),
        (
            &[("/compensation/0/cap", json!(150.125))],
            "compensation[0] `flat`, cap: is 150.125, but EUR has no coin smaller than 0.01 (write 150.12 or 150.13)",
        ),
        (
            &[
                ("/compensation/0/basis", json!("budget")),
                (
                    "/compensation/0/tiers",
                    json!([{ "up_to": "1000.001", "percent": 5 }, { "percent": "7.125" }]),
                ),
            ],
            "compensation[0] `flat`, tiers[0].up_to: is 1000.001, but EUR has no coin smaller than 0.01 (write 1000.00 or 1000.01)",
        ),
        (
            &[("/fields/4/min", json!("0.001"))],
            "fields[4] `budget`, min: is 0.001, but EUR has no coin smaller than 0.01 (write 0.00 or 0.01)",
        ),
        (
            &[("/fields/4/max", json!("999.5")), ("/fields/4/currency", json!("JPY"))],
            "fields[4] `budget`, max: is 999.5, but JPY has no coin smaller than 1 (write 999 or 1000)",
        ),
        (
            &[("/fields/2/min", json!("0.5"))],
            "fields[2] `employees`, min: is 0.5, but its answers are whole numbers (write 0 or 1)",
        ),
        (
            &[("/fields/11/fields/3/max", json!("9.5"))],
            "fields[11] `contacts`, fields[3] `seats`, max: is 9.5, but its answers are whole numbers (write 9 or 10)",
        ),
    ]);
    assert_eq!(said(&[("/compensation/0/flat", json!("100.500"))]), Vec::<String>::new());
    assert_eq!(
        said(&[("/fields/2/min", json!("0.25")), ("/fields/2/decimals", json!(2))]),
        Vec::<String>::new()
    );
}

fn plan(keys: Value) -> (&'static str, Value) {
    let mut plan = json!({ "id": "p", "name": "P", "payment": { "days": 30, "after": "payment" } });
    let members = plan.as_object_mut().expect("an object");
    members.extend(keys.as_object().expect("an object").clone());
    ("/compensation/0", plan)
}

#[test]
fn a_plan_pays_what_it_says() {
    let budget = |key: &str, value: u32| match key {
        "min" => ("/fields/4/min", json!(value)),
        _ => ("/fields/4/max", json!(value)),
    };
    let shares = json!([{ "up_to": 50_000, "percent": 5 }, { "percent": 8 }]);
    each(&[
        (
            &[plan(json!({ "flat": 500, "cap": 100 }))],
            "compensation[0] `p`, cap: is 100 EUR, below the fixed fee of 500: that is never paid in full (raise `cap`, or leave out what never counts)",
        ),
        (
            &[plan(json!({ "flat": 500, "cap": 500, "basis": "budget", "tiers": [{ "percent": 5 }] }))],
            "compensation[0] `p`, cap: is 500 EUR, the fixed fee alone: the share is never paid (raise `cap`, or leave out what never counts)",
        ),
        // 5 % of 20,000 is 1,000.
        (
            &[plan(json!({ "cap": 900, "basis": "budget", "tiers": shares })), budget("min", 20_000)],
            "compensation[0] `p`, cap: is 900 EUR, and without it every lead would pay 1000.00 or more: all pay the same (raise `cap`, or leave out what never counts)",
        ),
        (
            &[plan(json!({ "cap": 0, "flat": 5 }))],
            "compensation[0] `p`, cap: is 0: nothing is ever paid (give the most that is paid, or leave `cap` out)",
        ),
        (
            &[plan(json!({ "flat": 0 }))],
            "compensation[0] `p`: pays nothing: all its amounts are 0 (give `flat` or the percentages, or take the plan out)",
        ),
        (
            &[plan(json!({ "basis": "budget", "tiers": [{ "percent": 0 }] }))],
            "compensation[0] `p`: pays nothing: all its amounts are 0 (give `flat` or the percentages, or take the plan out)",
        ),
        (
            &[plan(json!({ "flat": 5, "basis": "budget" }))],
            "compensation[0] `p`, basis: is named, but no share of it is paid (add `tiers`, such as [{ \"percent\": 5 }], or leave `basis` out)",
        ),
        (
            &[plan(json!({ "basis": "budget", "tiers": [{ "up_to": 0, "percent": 5 }, { "percent": 8 }] }))],
            "compensation[0] `p`, tiers[0].up_to: ends at zero or below: no deal falls into it (take the tier out, or change its limits)",
        ),
        (
            &[plan(json!({ "basis": "budget", "tiers": shares })), budget("max", 50_000)],
            "compensation[0] `p`, tiers[1]: begins above 50000, and `budget` is 50000 at most: no deal falls into it (take the tier out, or change its limits)",
        ),
        (
            &[plan(json!({ "basis": "budget", "tiers": shares })), budget("min", 50_001)],
            "compensation[0] `p`, tiers[0].up_to: ends at 50000, and `budget` is 50001 or more: no deal falls into it (take the tier out, or change its limits)",
        ),
        (
            &[plan(json!({ "basis": "budget", "tiers": [{ "up_to": 50_000, "percent": 5 }] }))],
            "compensation[0] `p`, tiers[0].up_to: is 50000, but the last tier goes on above it (leave `up_to` out, or add a tier for what is above)",
        ),
        // 10 % of 1,000 is 100. 5 % of 1,000.01 is 50.0005, which rounds half-even to 50.00.
        (
            &[plan(
                json!({ "basis": "budget", "tiers": [{ "up_to": 1000, "percent": 10 }, { "percent": 5 }] }),
            )],
            "compensation[0] `p`, tiers[1]: a deal of 1000 EUR pays 100.00, and a larger one of 1000.01 only 50.00 \
             (pay the larger one more, or write \"tiering\": \"slices\", so that each share is of its own slice)",
        ),
    ]);
    for meant in [
        plan(json!({ "flat": 100, "cap": 100 })),
        plan(json!({ "basis": "budget", "tiers": shares })),
        plan(json!({ "basis": "budget", "tiering": "slices",
            "tiers": [{ "up_to": 1000, "percent": 10 }, { "up_to": 5000, "percent": 5 }] })),
        // Both are capped to the same amount.
        plan(json!({ "basis": "budget", "cap": 40,
            "tiers": [{ "up_to": 1000, "percent": 10 }, { "percent": 5 }] })),
    ] {
        assert_eq!(said(std::slice::from_ref(&meant)), Vec::<String>::new(), "{meant:?}");
    }
    let closed = plan(json!({ "basis": "budget", "tiers": [{ "up_to": 50_000, "percent": 5 }] }));
    assert_eq!(said(&[closed, budget("max", 50_000)]), Vec::<String>::new());
    // The largest possible number.
    let huge = [
        ("/currency", json!("JPY")),
        plan(json!({ "cap": 9, "basis": "budget",
            "tiers": [{ "up_to": "79228162514264337593543950335", "percent": 5 }, { "percent": 8 }] })),
        ("/fields/4/min", json!("79228162514264337593543950335")),
    ];
    assert!(said(&huge).len() < 3);
    // 5 % of 20,000 equals the cap, and larger amounts reach it.
    let capped = plan(json!({ "cap": 1000, "basis": "budget", "tiers": shares }));
    assert_eq!(said(&[capped, budget("min", 20_000)]), Vec::<String>::new());
}

#[test]
fn times_are_times() {
    each(&[
        (
            &[("/agreement/protection_days", json!(0))],
            "agreement.protection_days: is 0: no lead is ever protected (give the days for which a customer stays the partner's, such as 90)",
        ),
        (
            &[("/delivery/decision_days", json!(0))],
            "delivery.decision_days: is 0: a decision would be due the moment that a lead arrives (give the days that a partner manager has, such as 2)",
        ),
        (
            &[("/drafts", json!("device")), ("/draft_days", json!(0))],
            "draft_days: is 0: no draft is kept (give the days for which drafts are kept, or write \"drafts\": \"off\")",
        ),
        (
            &[("/outbox", json!("off")), ("/outbox_days", json!(7))],
            "outbox_days: is given, but nothing is kept on the device (leave it out: it belongs to \"outbox\": \"device\")",
        ),
        // Rules are tried on 23 November 2026.
        (
            &[("/rates/as_of", json!("2026-11-24"))],
            "rates.as_of: is a day that has not been yet (give the day that the rates are of)",
        ),
    ]);
    assert_eq!(said(&[("/rates/as_of", json!("2026-11-23"))]), Vec::<String>::new());
    assert_eq!(said(&[("/compensation/0/payment/days", json!(0))]), Vec::<String>::new());
}

#[test]
fn a_question_can_be_answered() {
    each(&[
        (
            &[("/fields/0/max_length", json!(0))],
            "fields[0] `company`, max_length: is 0: no answer is that short (give a larger one, or leave it out)",
        ),
        (
            &[("/fields/10/max_items", json!(0))],
            "fields[10] `products`, max_items: is 0: nothing can be chosen (give a larger one, or leave it out)",
        ),
        (
            &[("/fields/0/currency", json!("CHF"))],
            "fields[0] `company`, currency: says nothing for this type (leave it out: it belongs to the type money)",
        ),
        (
            &[("/fields/4/decimals", json!(3))],
            "fields[4] `budget`, decimals: says nothing for this type (leave it out: it belongs to the types number and percent; money has its currency's)",
        ),
        (
            &[("/fields/9/max_length", json!(5))],
            "fields[9] `agreed`, max_length: says nothing for this type (leave it out: it belongs to answers that are texts)",
        ),
        (
            &[("/fields/1/options/1/label", json!("DE"))],
            "fields[1] `country`, options[1].label: is the same as that of `DE`: partners cannot tell them apart (give each option a label of its own)",
        ),
        (
            &[("/fields/1/options/1/label", json!(" "))],
            "fields[1] `country`, options[1].label: is empty: partners cannot read this option (say in a few words what it stands for)",
        ),
    ]);
    let narrow = [("/fields/2/min", json!("0.2")), ("/fields/2/max", json!("0.8"))];
    let expected = "fields[2] `employees`: has a min of 0.2 and a max of 0.8, and no answer is between them \
        (set them further apart, or raise `decimals`)";
    assert!(said(&narrow).iter().any(|said| said == expected), "{:#?}", said(&narrow));
}

#[test]
fn a_country_exists() {
    each(&[
        (
            &[("/territory", json!(["DE", "UK"]))],
            "territory[1]: `UK` is not the code of a country (did you mean `GB`?)",
        ),
        (
            &[("/territory", json!(["QQ"]))],
            "territory[0]: `QQ` is not the code of a country (take a code of ISO 3166-1, such as DE)",
        ),
    ]);
    let asked = json!({ "name": "site", "label": "Site", "type": "country",
        "options": [{ "value": "EL", "label": "Greece" }, { "value": "XK", "label": "Kosovo" }] });
    assert_eq!(
        said(&[("/fields/5", asked)]),
        ["fields[5] `site`, options[0].value: `EL` is not the code of a country (did you mean `GR`?)"]
    );
}

#[test]
fn a_condition_decides_something() {
    each(&[
        (
            &[("/fields/5/visible_when", json!("lead.employees > 10 && lead.employees < 5"))],
            "fields[5] `share`, visible_when, column 1: never holds: it is asked of no lead (name answers that can be given)",
        ),
        (
            &[("/fields/5/visible_when", json!("lead.employees > 10 || lead.employees <= 10"))],
            "fields[5] `share`, visible_when, column 1: always holds: it is asked of every lead (leave it out)",
        ),
        (
            &[
                ("/fields/6/valid_when", json!("lead.start >= today && lead.start <= \"2026-01-31\"")),
                ("/fields/6/valid_message", json!("Soon.")),
            ],
            "fields[6] `start`, valid_when, column 1: no answer meets it: the question cannot be answered (allow an answer)",
        ),
        (
            &[("/fields/5/visible_when", json!("lead.budget > 0.001"))],
            "fields[5] `share`, visible_when, column 15: `budget` is compared with `0.001`, but EUR has no coin smaller than 0.01 (write 0.00 or 0.01)",
        ),
    ]);
    for meant in ["lead.employees > 10", "lead.country == \"DE\" && lead.budget > 0"] {
        assert_eq!(said(&[("/fields/5/visible_when", json!(meant))]), Vec::<String>::new(), "{meant}");
    }
}
