//! What a vendor is told about mistakes in `program.json`.

use proptest::prelude::*;
use referral_widget::lead::{Lead, NumberStyle};
use referral_widget::program::{MAX_PROGRAM_BYTES, Program};
use serde_json::{Value, json};

fn good() -> Value {
    let text = include_str!("../rules/cloud-migration/program.json");
    serde_json::from_str(text).expect("the sample is JSON")
}

/// Returns the messages about the sample with one member changed.
fn said(pointer: &str, value: Value) -> String {
    let mut program = good();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = program.pointer_mut(parent).expect("the parent is there");
    match (parent, value) {
        (Value::Object(object), Value::Null) => {
            object.remove(key);
        }
        (Value::Object(object), value) => {
            object.insert(key.to_string(), value);
        }
        (Value::Array(list), value) => list[key.parse::<usize>().expect("an index")] = value,
        _ => panic!("{pointer} is in nothing"),
    }
    match Program::parse(&program.to_string()) {
        Ok(_) => "fine".into(),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn each_mistake_is_told_with_its_place_and_mend() {
    let cases = [
        (
            "/fields/0/lable",
            json!("x"),
            "fields[0].lable: is not a key that is known here (did you mean `label`?)",
        ),
        ("/fields/0/label", Value::Null, "fields[0].label: is missing"),
        ("/fields", json!({}), "fields: must be a list in brackets, but is an object"),
        (
            "/fields/0",
            json!("company"),
            "fields[0]: must be an object in braces, but is the text \"company\"",
        ),
        (
            "/fields/0/required",
            json!("yes"),
            "fields[0].required: must be true or false, but is the text \"yes\"",
        ),
        (
            "/fields/0/type",
            json!("txt"),
            "fields[0].type: must be one of text, textarea, email, phone, url, number, percent, money, select, country, \
             radio, multiselect, checkbox, date, group, but is the text \"txt\" (did you mean `text`?)",
        ),
        (
            "/id",
            json!("Cloud Migration"),
            "id: `Cloud Migration` is not a program id (use 1 to 64 lower-case letters, digits and hyphens, \
             starting with a letter)",
        ),
        (
            "/currency",
            json!("EURO"),
            "currency: `EURO` is not a currency (use three capital letters (ISO 4217), such as EUR)",
        ),
        (
            "/agreement/protection_days",
            json!(-1),
            "agreement.protection_days: must be a whole number from 0 to 3650, but is -1",
        ),
        (
            "/stages",
            json!([{ "id": "Site visit", "label": "Site visit" }]),
            "stages[0].id: `Site visit` is not a name (use 1 to 64 lower-case letters, digits and hyphens, starting with a letter)",
        ),
        (
            "/loss_reasons",
            json!([{ "id": "price", "label": "Price" }, { "id": "price", "label": "Too dear" }]),
            "loss_reasons[1].id: is the name of two (rename one of them)",
        ),
        ("/decline_reasons", json!([{ "id": "price", "label": " " }]), "decline_reasons[0].label: is empty"),
        (
            "/partner_email",
            json!("emial"),
            "partner_email: there is no field `emial` (did you mean `email`?)",
        ),
        (
            "/partner_email",
            json!("company"),
            "partner_email: `company` has no e-mail address as its answer (name a field of the type email that stands in no group)",
        ),
        (
            "/application",
            json!({ "company": "company", "email": "company" }),
            "application.email: `company` has no e-mail address as its answer (name a field of the type email that stands in no group)",
        ),
        (
            "/application",
            json!({ "company": "compny", "email": "email" }),
            "application.company: there is no field `compny` (did you mean `company`?)",
        ),
        (
            "/agreement/known_by",
            json!(["compny"]),
            "agreement.known_by[0]: there is no field `compny` (did you mean `company`?)",
        ),
        (
            "/agreement/known_by",
            json!(["company", "country"]),
            "agreement.known_by[1]: `country` does not identify a company (a name, a web address or an e-mail address does: fields of the types text, url and email)",
        ),
        (
            "/agreement/scope",
            json!(["contry"]),
            "agreement.scope[0]: there is no field `contry` (did you mean `country`?)",
        ),
        (
            "/agreement/scope",
            json!(["country", "website"]),
            "agreement.scope[1]: `website` does not name one product or territory (fields of the types text, select, radio and country do)",
        ),
        (
            "/agreement/link",
            json!("javascript:alert(1)"),
            "agreement.link: `javascript:alert(1)` is not a web address (start it with https://)",
        ),
        (
            "/fields/2/options",
            json!([]),
            "fields[2] `country`: has no options (options belong to the types select, radio, multiselect and country)",
        ),
        (
            "/fields/1/name",
            json!("company"),
            "fields[1] `company`: is the name of two fields (rename one of them)\n\
             agreement.known_by[0]: there is no field `website`",
        ),
        (
            "/compensation/0/basis",
            json!("first_year_spent"),
            "compensation[0] `new-customer`: takes a percentage of unknown field `first_year_spent` \
             (did you mean `first_year_spend`?)",
        ),
        (
            "/fields/2/options/1/value",
            json!("A\u{202e}T"),
            "fields[2] `country`, options[1].value: has the invisible character U+202E (remove it)",
        ),
        ("/version", json!("1\u{0}"), "version: has the invisible character U+0000 (remove it)"),
        (
            "/compensation/0/id",
            json!("new\u{7}"),
            "compensation[0].id: has the invisible character U+0007 (remove it)",
        ),
        ("/drafts", json!("session"), "drafts: must be one of tab, device, off, but is the text \"session\""),
        ("/layout", json!("wizard"), "layout: must be one of page, steps, but is the text \"wizard\""),
        (
            "/layout",
            json!("steps"),
            "layout: is \"steps\", but there are no steps (group the fields in `steps`, or leave `layout` out)",
        ),
        (
            "/verdict",
            json!("none"),
            "verdict: must be one of full, summary, after-submit, but is the text \"none\"",
        ),
        (
            "/draft_days",
            json!(7),
            "draft_days: is given, but drafts are not kept on the device (it belongs to \"drafts\": \"device\")",
        ),
        (
            "/prefill",
            json!(["company", "employes"]),
            "prefill[1]: there is no field `employes` (did you mean `employees`?)",
        ),
        ("/fields/0/sensitive", json!(1), "fields[0].sensitive: must be true or false, but is 1"),
        (
            "/delivery/endpoint",
            json!("mailto:a@b.example"),
            "delivery.endpoint: `mailto:a@b.example` is neither a web address nor a relative path",
        ),
    ];
    for (pointer, value, expected) in cases {
        assert_eq!(said(pointer, value), expected, "{pointer}");
    }
}

#[test]
fn a_program_of_a_size_that_nobody_asks_is_refused() {
    let option = |i: u32| json!({ "value": i.to_string(), "label": "x" });
    let options: Vec<Value> = (0..1_001).map(option).collect();
    assert_eq!(
        said("/fields/2/options", options.into()),
        "fields[2] `country`: has 1001 options; the limit is 1000"
    );
    let field = |i: u32| json!({ "name": format!("f{i}"), "label": "x", "type": "text" });
    let fields: Vec<Value> = (0..2_000).map(field).collect();
    assert!(said("/fields", fields.into()).contains("fields: has 2000 fields; the limit is 200"));
}

#[test]
fn what_is_sensitive_is_not_taken_from_an_address() {
    let mut program = good();
    program["prefill"] = json!(["company", "email"]);
    program["drafts"] = json!("device");
    program["draft_days"] = json!(7);
    Program::parse(&program.to_string()).expect("it is fine");
    let email = program["fields"]
        .as_array_mut()
        .and_then(|fields| fields.iter_mut().find(|it| it["name"] == "email"));
    email.expect("it asks for an address")["sensitive"] = json!(true);
    let problems = Program::parse(&program.to_string()).expect_err("it is sensitive");
    assert_eq!(
        problems[0].to_string(),
        "prefill[1]: `email` is sensitive (addresses stay in histories and logs: let partners type it)"
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = r#"{"id": 7, "fields": [{"nam": "a"}]}"#;
    let problems = Program::parse(text).expect_err("it is full of mistakes");
    assert!(problems.len() > 8, "{problems:?}");
}

#[test]
fn what_is_not_json_is_told_with_line_and_column() {
    let problems = Program::parse("{\n  \"id\": \"a\",\n}").expect_err("a comma too many");
    assert_eq!(problems[0].to_string(), "program.json, line 3, column 1: is not JSON: trailing comma");
}

#[test]
fn a_program_that_is_too_large_is_not_read() {
    let problems = Program::parse(&" ".repeat(MAX_PROGRAM_BYTES + 1)).expect_err("too large");
    assert_eq!(problems[0].to_string(), "program.json: is 262145 bytes long; the limit is 262144");
}

#[test]
fn amounts_are_exact_however_they_are_written() {
    for percent in [json!(7.1), json!("7.1"), json!("7.10")] {
        let mut program = good();
        program["compensation"][0]["tiers"][0]["percent"] = percent;
        let program = Program::parse(&program.to_string()).expect("it is fine");
        assert_eq!(program.compensation[0].tiers[0].percent.0.normalize().to_string(), "7.1");
    }
    assert!(
        said("/compensation/0/tiers/0/percent", json!("7,1"))
            .starts_with("compensation[0].tiers[0].percent: must be")
    );
}

/// Any JSON with a few levels.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_map(|number| serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(".{0,8}", inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

#[test]
fn texts_are_in_the_language_asked_for_else_in_the_programs_own() {
    let mut program = good();
    program["fields"][0]["label"] = json!({ "en": "Company", "de": "Firma", "fr": "Entreprise" });
    program["fields"][1]["label"] = json!({ "en": "Website", "fr": "Site web" });
    program["ideal_customer"] = json!([{ "en": "Is large", "de": "Ist groß" }, "Is near"]);
    program["messages"] = json!({ "territory": { "de": "Im Gebiet" }, "offer": { "fr": "Offert" } });
    let text = program.to_string();
    let german = Program::parse_in(&text, Some("de-AT")).expect("a program");
    assert_eq!(german.language, "de-AT");
    assert_eq!((german.fields[0].label.as_str(), german.fields[1].label.as_str()), ("Firma", "Website"));
    assert_eq!(german.ideal_customer, ["Ist groß", "Is near"]);
    assert_eq!(german.message("territory", "In the territory"), "Im Gebiet");
    assert_eq!(german.message("offer", "On offer"), "On offer");
    let own = Program::parse(&text).expect("a program");
    assert_eq!((own.language.as_str(), own.fields[0].label.as_str()), ("en", "Company"));
    assert_eq!(own.message("territory", "In the territory"), "In the territory");
}

#[test]
fn texts_in_several_languages_have_one_in_the_programs_own_and_are_for_people_only() {
    let said_of = |pointer| said(pointer, json!({ "de": "Firma" }));
    let expected =
        "must be a text in quotes, or such texts by language, the program's own among them, but is an object";
    assert_eq!(said_of("/fields/0/label"), format!("fields[0].label: {expected}"));
    let both = json!({ "en": "company", "de": "firma" });
    for pointer in ["/id", "/version", "/fields/0/name"] {
        assert!(said(pointer, both.clone()).contains("but is an object"), "{pointer}");
    }
    assert_eq!(
        said("/messages", json!({ "territory": 7 })),
        "messages.territory: must be texts by language, but is 7"
    );
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in ".{0,400}") {
        let _ = Program::parse(&text);
    }

    #[test]
    fn no_value_in_any_place_makes_reading_panic(value in json_value(), place in 0..16_usize) {
        let mut program = good();
        if let Some(member) = program.as_object_mut().and_then(|program| program.values_mut().nth(place)) {
            *member = value;
        }
        let _ = Program::parse(&program.to_string());
    }

    #[test]
    fn any_answer_is_taken_or_refused_and_what_is_taken_reads_back(
        answers in prop::collection::vec(json_value(), 14),
        numbers in prop::collection::vec("[0-9., '-]{1,12}", 14),
        style in prop_oneof![Just(NumberStyle::Plain), Just(NumberStyle::Point), Just(NumberStyle::Comma)],
    ) {
        let program = Program::parse(&good().to_string()).expect("the sample is fine");
        for (answer, number) in answers.iter().zip(&numbers) {
            for value in [answer.clone(), Value::from(number.as_str())] {
                let given = program.fields.iter().map(|field| (field.name.clone(), value.clone())).collect();
                let (lead, _) = Lead::read(&program, &given, style);
                let (again, errors) = Lead::read(&program, &lead.answers(), NumberStyle::Plain);
                prop_assert_eq!(&errors, &[]);
                prop_assert_eq!(lead, again);
            }
        }
    }
}
